import { dirname, join, relative, resolve, sep } from "node:path";

import type { FunctionDefinition } from "../../../src/model/app.ts";
import type { Files } from "../../../src/project/files.ts";
import { isRecord, property, readJson } from "../../../src/project/json.ts";
import { compilerOptions } from "../syntax/program.ts";

/**
 * The files that the worker loads for these functions, relative to the app with forward slashes: the script itself, or
 * what the compiler makes of it. `moved` gives the file to load for a script that gets a new place.
 */
export function mainFiles(root: string, definitions: readonly FunctionDefinition[], files: Files, moved: (script: string) => string | undefined = () => undefined): readonly string[] {
  const found = definitions.map(definition => {
    const script = definition.handler!.path;
    const compiled = moved(script);
    if (compiled !== undefined) return shown(root, compiled);
    if (!/\.[cm]?tsx?$/.test(script)) return shown(root, script);
    return shown(root, configuredScript(definition, files) ?? compiledPath(root, script));
  });
  return [...new Set(found)].sort();
}

/** `scriptFile` of a TypeScript function names the compiled file. */
export function configuredScript(definition: FunctionDefinition, files: Files): string | undefined {
  const { value } = readJson(files.read(definition.source) ?? "");
  const scriptFile = isRecord(value) ? property(value, "scriptFile") : undefined;
  return typeof scriptFile === "string" && /\.[cm]?js$/.test(scriptFile) ? resolve(dirname(definition.source), scriptFile.replaceAll("\\", "/")) : undefined;
}

/** Where the compiler puts what it makes of a script. */
export function compiledPath(root: string, script: string): string {
  const { outDir, rootDir } = compilerOptions(root);
  const javascript = script.replace(/\.(c|m)?tsx?$/, ".$1js");
  return outDir === undefined ? javascript : join(outDir, relative(rootDir ?? root, javascript));
}

function shown(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}

/** A glob that hits exactly these files. */
export function mainGlob(paths: readonly string[]): string {
  if (paths.length === 1) return paths[0]!;
  const [prefix, suffix] = [commonPrefix(paths), commonSuffix(paths)];
  const middles = paths.map(path => path.slice(prefix.length, path.length - suffix.length));
  if (middles.every(middle => middle !== "" && !/[{},*?[\]()!]/.test(middle))) return `${prefix}{${middles.join(",")}}${suffix}`;
  return `{${paths.join(",")}}`;
}

/** Up to a slash, so that no name is cut. */
function commonPrefix(paths: readonly string[]): string {
  const [first = ""] = paths;
  let length = 0;
  for (let at = 0; at < first.length && paths.every(path => path[at] === first[at]); at++) if (first[at] === "/") length = at + 1;
  return first.slice(0, length);
}

function commonSuffix(paths: readonly string[]): string {
  const [first = ""] = paths;
  const shortest = Math.min(...paths.map(path => path.length - commonPrefix(paths).length - 1));
  let suffix = "";
  for (let count = 1; count <= shortest; count++) {
    const tail = first.slice(first.length - count);
    if (!paths.every(path => path.endsWith(tail))) break;
    if (tail.startsWith("/") || tail.startsWith(".")) suffix = tail;
  }
  return suffix;
}
