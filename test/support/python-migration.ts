import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { planApp } from "../../codemods/python-v1-to-v2/plan.ts";
import type { MigrateOptions, MigrationPlan } from "../../codemods/shared/migration.ts";
import type { FunctionApp, Json } from "../../src/model/app.ts";
import { applyEdits } from "../../src/model/change.ts";
import type { Note } from "../../src/model/codemod.ts";
import { readFunctionJsonApp } from "../../src/project/apps/read-app.ts";
import { openFiles } from "../../src/project/files.ts";

const cases = fileURLToPath(new URL("../../fixtures/codemods/python-v1-to-v2/", import.meta.url));
const runner = fileURLToPath(new URL("./run_functions.py", import.meta.url));
const standIn = fileURLToPath(new URL("./azure-functions-stand-in/", import.meta.url));

/** A folder with `before/`; beside it `after/`, or `refusals.txt` when it must stay as it is. */
export interface MigrationCase {
  readonly name: string;
  readonly folder: string;
  /** `options.json` of the case. */
  readonly options: MigrateOptions;
}

export function migrationCases(): MigrationCase[] {
  return readdirSync(cases).filter(name => statSync(join(cases, name)).isDirectory()).sort().map(name => {
    const folder = join(cases, name);
    const options = join(folder, "options.json");
    return { name, folder, options: existsSync(options) ? (JSON.parse(readFileSync(options, "utf8")) as MigrateOptions) : {} };
  });
}

export function isRefused({ name }: MigrationCase): boolean {
  return name.startsWith("keep-");
}

export function planCase({ folder, options }: MigrationCase): { readonly app: FunctionApp; readonly plan: MigrationPlan } {
  const app = readFunctionJsonApp(openFiles(), join(folder, "before"));
  return { app, plan: planApp(app, options) };
}

/** Path inside the folder -> bytes as latin-1, so that every byte counts. */
export function readTree(folder: string): Map<string, string> {
  const tree = new Map<string, string>();
  if (!existsSync(folder)) return tree;
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort())
    if (statSync(join(folder, path)).isFile() && !path.includes("__pycache__")) tree.set(path.split(sep).join("/"), readFileSync(join(folder, path), "latin1"));
  return tree;
}

/** The app with a plan's changes made. */
export function migratedTree(root: string, plan: MigrationPlan): Map<string, string> {
  const tree = readTree(root);
  const bytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
  const inside = (path: string): string => relative(root, path).split(sep).join("/");
  for (const change of plan.changes) if (change.kind === "remove") tree.delete(inside(change.path));
  for (const change of plan.changes) {
    if (change.kind === "create") tree.set(inside(change.path), bytes(change.text));
    else if (change.kind === "edit") tree.set(inside(change.path), bytes(applyEdits(change.before, change.edits)));
  }
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function writeTree(folder: string, tree: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, bytes] of tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes, "latin1");
  }
}

/** One line a note: `code function path: message`. */
export function noteLines(root: string, notes: readonly Note[]): string {
  return notes.map(note => `${[note.code, note.function, note.place && relative(root, note.place.path)].filter(Boolean).join(" ")}: ${note.message}\n`).join("");
}

export interface Outcome {
  /** Function -> what came out of each call. */
  readonly calls: Readonly<Record<string, readonly unknown[]>>;
  /** What the new app registers; null for the old one. */
  readonly registered: readonly { readonly name: string; readonly bindings: readonly Readonly<Record<string, Json>>[]; readonly retry: Json }[] | null;
}

/** Runs the functions of the app before and after with the same inputs. `library` is what PYTHONPATH gets. */
export function runBoth(app: FunctionApp, plan: MigrationPlan, library: string = standIn): { readonly before: Outcome; readonly after: Outcome } {
  const folder = mkdtempSync(join(tmpdir(), "funcfix-run-"));
  try {
    const root = join(folder, "app");
    const functions = app.functions.map(fn => ({
      name: fn.name,
      script: relative(app.root, fn.handler!.path),
      entryPoint: fn.handler!.entryPoint ?? "main",
      bindings: fn.bindings.map(({ type, direction, name, options }) => ({ ...options, type, direction, name })),
    }));
    writeFileSync(join(folder, "functions.json"), JSON.stringify(functions));
    const run = (side: "old" | "new", tree: ReadonlyMap<string, string>): Outcome => {
      writeTree(root, tree);
      const output = execFileSync("python3", [runner, side, root, join(folder, "functions.json")], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, PYTHONPATH: library, PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" },
      });
      const line = output.trimEnd().split("\n").at(-1)!;
      return JSON.parse(line.slice("funcfix:".length)) as Outcome;
    };
    return { before: run("old", readTree(app.root)), after: run("new", migratedTree(app.root, plan)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
