import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import ts from "typescript";

import { onCopy, treeOf } from "./fix-cases.ts";

/** What one handler did. */
export interface Ran {
  readonly name: string;
  readonly outcome: { readonly value?: unknown; readonly error?: unknown };
  readonly lines: readonly string[];
  /** Blocking calls on the thread of the handler. */
  readonly blocked: number;
  /** Calls that worker threads have completed for it. */
  readonly offloaded: number;
  /** How often the event loop turned meanwhile. */
  readonly turns: number;
}

const script = fileURLToPath(new URL("./run-handlers.mjs", import.meta.url));
const runtime = fileURLToPath(new URL("../../src/runtime/", import.meta.url));

/** Runs the handlers of an app in a process of its own, on a copy that also holds the case's `world`. */
export async function runApp(app: string, world: string): Promise<readonly Ran[]> {
  return onCopy(app, async copy => {
    if (existsSync(world)) cpSync(world, copy, { recursive: true });
    compile(copy);
    stand(copy, "@azure/functions", "exports.app = globalThis.funcfixRegistrar;");
    stand(copy, "durable-functions", "exports.app = globalThis.funcfixRegistrar;");
    cpSync(runtime, join(copy, "node_modules/funcfix-runtime"), { recursive: true, filter: path => !path.includes("/test") });
    const output = execFileSync(process.execPath, [script], { cwd: copy, encoding: "utf8", timeout: 30_000, env: { ...process.env, HOME: copy }, stdio: ["ignore", "pipe", "pipe"] });
    return JSON.parse(output.slice(output.lastIndexOf("\n") + 1).replaceAll(copy, "")) as Ran[];
  });
}

/** Writes JavaScript beside each TypeScript file. */
function compile(folder: string): void {
  const tree = treeOf(folder);
  const module = /"type":\s*"module"/.test(tree["package.json"] ?? "") ? ts.ModuleKind.ES2022 : ts.ModuleKind.CommonJS;
  for (const [path, text] of Object.entries(tree)) {
    if (!/\.ts$/.test(path) || path.startsWith("node_modules/")) continue;
    const { outputText } = ts.transpileModule(text, { compilerOptions: { module, target: ts.ScriptTarget.ES2022, esModuleInterop: true } });
    writeFileSync(join(folder, path.replace(/\.ts$/, ".js")), outputText);
  }
}

function stand(folder: string, name: string, text: string): void {
  const path = join(folder, "node_modules", name, "index.js");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Whether a case can run here: it is written in JavaScript or TypeScript for v4, and needs no package that is not there. */
export function canRun(app: string): boolean {
  const tree = treeOf(app);
  const sources = Object.entries(tree).filter(([path]) => /\.[cm]?[jt]s$/.test(path) && !path.startsWith("test/"));
  const packages = sources.flatMap(([, text]) => [...text.matchAll(/(?:from|require\()\s*["']([^."'][^"']*)["']/g)].map(match => match[1]!));
  return Object.keys(tree).some(path => /^src\/functions\/[^/]+\.[cm]?[jt]s$/.test(path))
    && packages.every(name => /^(?:node:|@azure\/functions$|durable-functions$|funcfix-runtime$)/.test(name) || BUILTIN.has(name));
}

const BUILTIN = new Set(["fs", "fs/promises", "path", "child_process", "crypto", "zlib", "util", "os"]);

export function worldOf(folder: string): string {
  return join(folder, "world");
}
