import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";

import type { Binding, FunctionApp, Json } from "../../../src/model/app.ts";
import { openFiles } from "../../../src/project/files.ts";
import type { VerifyOptions } from "../../shared/migration.ts";
import { Findings } from "../findings.ts";
import { readSource } from "../source/app-source.ts";
import type { PlannedFiles } from "./planned-files.ts";
import { IMPORT_APP } from "./import-app.ts";

export type Execution =
  | { readonly ran: false; readonly reason: string; readonly versions: Readonly<Record<string, string>> }
  | {
      readonly ran: true;
      readonly functions: readonly { readonly name: string; readonly bindings: readonly Binding[]; readonly retry: Json | undefined }[];
      readonly problems: readonly string[];
      readonly versions: Readonly<Record<string, string>>;
    };

interface Answer {
  readonly versions: Readonly<Record<string, string>>;
  /** No azure-functions in this Python. */
  readonly missing?: string;
  /** What v1 could not load either, by function. */
  readonly before: Readonly<Record<string, string>>;
  readonly error?: { readonly text: string; readonly module?: string };
  /** Names of the app's own modules that gave a module from elsewhere, with its file. */
  readonly foreign?: Readonly<Record<string, string>>;
  readonly functions?: readonly { readonly name: string; readonly bindings: readonly Readonly<Record<string, Json>>[]; readonly retry: Json }[];
}

/** Imports the planned app from a copy, as the worker would, and asks it for its functions. */
export async function execute(app: FunctionApp, files: PlannedFiles, options: VerifyOptions): Promise<Execution> {
  const python = options.python ?? virtualEnvironment(app.root);
  if (python === undefined) return { ran: false, reason: "the app has no virtual environment and --python was not given", versions: {} };
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-")));
  try {
    copyApp(app.root, folder, files);
    const entries = app.functions.flatMap(({ name, handler }) => (handler === undefined ? [] : [{ name, script: relative(app.root, handler.path), entryPoint: handler.entryPoint ?? "main" }]));
    writeFileSync(join(folder, "import_app.py"), IMPORT_APP);
    writeFileSync(join(folder, "functions.json"), JSON.stringify({ functions: entries, modules: topModules(app) }));
    const { stdout } = await promisify(execFile)(python, [join(folder, "import_app.py"), join(folder, "old"), join(folder, "new"), join(folder, "functions.json")], {
      timeout: options.timeout,
      maxBuffer: 64 * 1024 * 1024,
      cwd: folder,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    });
    const lines = stdout.trimEnd().split("\n");
    return judge(JSON.parse(lines.at(-1) ?? "") as Answer, app.functions.length);
  } catch (error) {
    const { killed, stderr, message } = error as { killed?: boolean; stderr?: string; message: string };
    if (options.python !== undefined && (error as { code?: string }).code === "ENOENT") return { ran: true, functions: [], problems: [`The interpreter ${options.python} cannot be started.`], versions: {} };
    return { ran: false, reason: killed === true ? "importing the app took too long" : `the app could not be imported for the check: ${(stderr ?? message).trim().split("\n").at(-1)}`, versions: {} };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(answer: Answer, functions: number): Execution {
  const { versions, before, error } = answer;
  if (answer.missing !== undefined) return { ran: false, reason: `this Python has no azure-functions (${answer.missing})`, versions };
  const failed = Object.entries(before);
  if (error !== undefined) {
    // When v1 cannot import anything here either, that says something about this machine, not about the migration.
    if (failed.length === functions) return { ran: false, reason: `the app does not load with this Python, before the migration either: ${failed[0]![1]}`, versions };
    const lost = failed.map(([name, text]) => ` \`${name}\` does not load in v1 either (${text}): in v2 it takes all others with it.`);
    return { ran: true, functions: [], problems: [`The migrated app does not load: ${error.text}.${lost.join("")}`], versions };
  }
  return {
    ran: true,
    versions,
    problems: Object.entries(answer.foreign ?? {}).map(([name, file]) => `With this Python \`import ${name}\` gives ${file}, not the app's own \`${name}\`: rename the latter first.`),
    functions: (answer.functions ?? []).map(fn => ({ name: fn.name, retry: fn.retry ?? undefined, bindings: fn.bindings.map(bindingOf) })),
  };
}

/** A binding as the library prints it. */
export function bindingOf(raw: Readonly<Record<string, Json>>): Binding {
  const { type, name, direction, ...options } = raw;
  return { type: String(type), name: String(name), direction: String(direction).toLowerCase() === "out" ? "out" : String(direction).toLowerCase() === "inout" ? "inout" : "in", options };
}

/** The top-level names that the migrated app imports as its own. */
function topModules(app: FunctionApp): string[] {
  const source = readSource(openFiles(), app, new Findings());
  return [...new Set([...source.loaded].flatMap(module => source.newParts(module)[0] ?? []))];
}

function virtualEnvironment(root: string): string | undefined {
  const files = openFiles();
  for (const folder of [".venv", "venv", ".env", "env"])
    for (const path of [join(root, folder, "bin", "python"), join(root, folder, "Scripts", "python.exe")]) if (files.isFile(path)) return path;
  return undefined;
}

const LEFT_OUT = new Set([".git", ".venv", "venv", ".env", "env", "node_modules", "__pycache__", ".python_packages"]);

/** The app before and after, side by side. */
function copyApp(root: string, folder: string, files: PlannedFiles): void {
  for (const name of ["old", "new"]) cpSync(root, join(folder, name), { recursive: true, filter: path => path === root || !LEFT_OUT.has(basename(path)) });
  for (const [path, text] of files.changed) {
    const target = join(folder, "new", relative(root, path));
    if (text === null) rmSync(target, { force: true });
    else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
}
