import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

import { ts } from "ts-morph";

import type { Change } from "../../../src/model/change.ts";
import { openFiles } from "../../../src/project/files.ts";
import { resultOf } from "../../../src/project/write/diff.ts";
import { sourceFiles } from "../project/source-files.ts";
import { compiledPath } from "../project/main-files.ts";
import { optionsFor } from "../source/module-format.ts";
import { compilerOptions } from "../syntax/program.ts";

/** A copy of the app in a temporary folder, with the planned changes made and TypeScript compiled. */
export interface AppCopy {
  readonly root: string;
  /** The file that the worker would load for a script of the app. */
  loadable(script: string): string;
  readonly versions: Readonly<Record<string, string>>;
  remove(): void;
}

const LEFT_OUT = new Set(["node_modules", ".git", ".vscode", "coverage"]);
/** What the new code calls of the runtime package; nothing of it runs when a module is loaded. */
const RUNTIME = ["fromV3", "readBody", "toBody", "toResponse", "createResponse", "toV3Request", "toV3Logger"].map(name => `exports.${name} = value => value;`).join("\n");

export function copyApp(appRoot: string, changes: readonly Change[]): AppCopy {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-verify-")));
  const root = join(folder, "app");
  cpSync(appRoot, root, { recursive: true, dereference: true, filter: source => !LEFT_OUT.has(relative(appRoot, source).split(/[\\/]/).at(-1) ?? "") });
  for (const change of changes) {
    const path = join(root, relative(appRoot, change.path));
    const text = resultOf(change);
    if (text === undefined) rmSync(path);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  const versions = linkPackages(appRoot, root);
  transpile(root);
  return {
    root,
    versions,
    loadable: script => {
      const copied = join(root, relative(appRoot, script));
      return /\.[cm]?tsx?$/.test(copied) ? compiledPath(root, copied) : copied;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The app's own packages as links, and the libraries of the new model from the app or, failing that, from funcfix. */
function linkPackages(appRoot: string, root: string): Record<string, string> {
  const own = join(appRoot, "node_modules");
  const target = join(root, "node_modules");
  mkdirSync(target, { recursive: true });
  const replaced = new Set(["@azure/functions", "durable-functions", "funcfix-runtime"]);
  for (const name of packagesIn(own)) if (!replaced.has(name)) link(join(own, name), join(target, name));
  const versions: Record<string, string> = { node: process.versions.node };
  for (const [name, major] of [["@azure/functions", 4], ["durable-functions", 3]] as const) {
    const found = [join(own, name), installed(name)].find(path => path !== undefined && versionOf(path)?.startsWith(`${major}.`) === true);
    if (found === undefined) continue;
    link(found, join(target, name));
    versions[name] = versionOf(found)!;
  }
  const runtime = join(target, "funcfix-runtime");
  mkdirSync(runtime);
  writeFileSync(join(runtime, "package.json"), JSON.stringify({ name: "funcfix-runtime", version: "0.0.0", exports: { "./azure-v3": "./azure-v3.js" } }));
  writeFileSync(join(runtime, "azure-v3.js"), RUNTIME);
  return versions;
}

function packagesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap(name => (name.startsWith("@") ? readdirSync(join(folder, name)).map(inner => `${name}/${inner}`) : name.startsWith(".") ? [] : [name]));
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(realpathSync(from), to, "junction");
}

/** The folder of a package that is installed beside funcfix. */
function installed(name: string): string | undefined {
  try {
    let folder = dirname(createRequire(import.meta.url).resolve(name));
    while (!existsSync(join(folder, "package.json")) || JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name !== name) {
      if (dirname(folder) === folder) return undefined;
      folder = dirname(folder);
    }
    return folder;
  } catch {
    return undefined;
  }
}

function versionOf(folder: string): string | undefined {
  try {
    return String(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version);
  } catch {
    return undefined;
  }
}

/** Compiles each file by itself, as the app's own build would place it. Types are not checked here. */
function transpile(root: string): void {
  const options = compilerOptions(root);
  for (const path of sourceFiles(openFiles(), root)) {
    if (!/\.[cm]?tsx?$/.test(path)) continue;
    const { outputText } = ts.transpileModule(readFileSync(path, "utf8"), { fileName: path, compilerOptions: { ...optionsFor(path, options), sourceMap: false, inlineSourceMap: false, declaration: false, declarationMap: false, noEmitHelpers: false, importHelpers: false, isolatedModules: true } });
    const target = compiledPath(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}
