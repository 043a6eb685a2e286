import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { ts } from "ts-morph";

import { compiledPath } from "../../../codemods/node-v3-to-v4/project/main-files.ts";
import { sourceFiles } from "../../../codemods/node-v3-to-v4/project/source-files.ts";
import { optionsFor } from "../../../codemods/node-v3-to-v4/source/module-format.ts";
import { compilerOptions } from "../../../codemods/node-v3-to-v4/syntax/program.ts";
import type { Change } from "../../../src/model/change.ts";
import { openFiles } from "../../../src/project/files.ts";
import { resultOf } from "../../../src/project/write/diff.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** A copy of an app that Node can load: compiled, with the libraries of one programming model installed. */
export interface RunnableApp {
  readonly root: string;
  /** The file to load for a script of the original app. */
  loadable(script: string): string;
  remove(): void;
}

const LIBRARIES = {
  v3: { "@azure/functions": "azfunc3", "durable-functions": "durable2" },
  v4: { "@azure/functions": "@azure/functions", "durable-functions": "durable-functions", "funcfix-runtime": "funcfix-runtime" },
};

export function runnable(appRoot: string, changes: readonly Change[], model: "v3" | "v4"): RunnableApp {
  const root = realpathSync(mkdtempSync(join(tmpdir(), `funcfix-${model}-`)));
  cpSync(appRoot, root, { recursive: true });
  for (const change of changes) put(join(root, relative(appRoot, change.path)), resultOf(change));
  for (const [name, folder] of Object.entries(LIBRARIES[model])) {
    const place = join(root, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(realpathSync(join(repository, "node_modules", folder)), place);
  }
  compile(root);
  const moved = (script: string): string => join(root, relative(appRoot, script));
  return {
    root,
    loadable: script => (/\.[cm]?ts$/.test(script) ? compiledPath(root, moved(script)) : moved(script)),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function put(path: string, text: string | undefined): void {
  if (text === undefined) return rmSync(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function compile(root: string): void {
  for (const path of sourceFiles(openFiles(), root).filter(file => /\.[cm]?ts$/.test(file))) {
    const target = compiledPath(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, ts.transpileModule(readFileSync(path, "utf8"), { fileName: path, compilerOptions: { ...optionsFor(path, compilerOptions(root)), sourceMap: false } }).outputText);
  }
}
