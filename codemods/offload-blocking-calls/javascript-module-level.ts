import { dirname, extname, join } from "node:path";

import type { Files } from "../../src/project/files.ts";
import { isRecord, readJson } from "../../src/project/json.ts";

/** Why a file cannot await at module level, as the end of a sentence; undefined when it is an ES module for sure. */
export function moduleLevelTrouble(files: Files, path: string): string | undefined {
  const extension = extname(path);
  if (extension === ".mjs") return undefined;
  if (extension === ".cjs" || extension === ".cts") return "it stands at module level of a CommonJS file";
  const manifest = nearest(files, path, "package.json");
  const { value } = readJson(manifest === undefined ? "{}" : files.read(manifest)!.replace(/^\uFEFF/, ""));
  if (extension !== ".mts" && !(isRecord(value) && value.type === "module")) return "it stands at module level of a file that is loaded as CommonJS";
  if (!/^\.m?tsx?$/.test(extension)) return undefined;
  const config = nearest(files, path, "tsconfig.json");
  return config === undefined || emitsModules(files, config) ? undefined : "it stands at module level, and tsconfig.json does not compile to a module format that can wait there";
}

/** `module` and `target` that allow `await` at module level. */
function emitsModules(files: Files, config: string, depth = 0): boolean {
  const read = readJson(files.read(config) ?? "{}").value;
  const options = isRecord(read) && isRecord(read.compilerOptions) ? read.compilerOptions : {};
  const target = typeof options.target === "string" ? options.target.toLowerCase() : undefined;
  if (target !== undefined && !/^es(?:20(?:1[7-9]|2\d)|next)$/.test(target)) return false;
  if (typeof options.module === "string") return /^(?:es2022|esnext|node(?:16|18|20|next)|preserve|system)$/i.test(options.module);
  if (isRecord(read) && typeof read.extends === "string" && depth < 5) return read.extends.startsWith(".") && emitsModules(files, join(dirname(config), read.extends.endsWith(".json") ? read.extends : `${read.extends}.json`), depth + 1);
  return false;
}

function nearest(files: Files, path: string, name: string): string | undefined {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (files.isFile(join(at, name))) return join(at, name);
    if (at === dirname(at)) return undefined;
  }
}
