import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { ts } from "ts-morph";

import { isRecord, readJson } from "../../../src/project/json.ts";

/** Whether Node loads the file, or what the compiler makes of it, as an ES module. */
export function isEsModule(path: string, options: ts.CompilerOptions): boolean {
  if (/\.m[jt]s$/.test(path)) return true;
  if (/\.c[jt]s$/.test(path)) return false;
  if (!/\.tsx?$/.test(path)) return packageType(dirname(path)) === "module";
  const { module } = options;
  if (module === undefined || module <= ts.ModuleKind.System) return false;
  return module < ts.ModuleKind.Node16 || packageType(dirname(path)) === "module";
}

/** What the compiler options mean for one file that is compiled by itself: it sees no package.json. */
export function optionsFor(path: string, options: ts.CompilerOptions): ts.CompilerOptions {
  if ((options.module ?? 0) < ts.ModuleKind.Node16) return options;
  return { ...options, module: isEsModule(path, options) ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Bundler };
}

/** `type` of the nearest package.json. */
function packageType(folder: string): string | undefined {
  const path = join(folder, "package.json");
  if (existsSync(path)) {
    const { value } = readJson(readFileSync(path, "utf8"));
    return isRecord(value) && typeof value["type"] === "string" ? value["type"] : undefined;
  }
  return dirname(folder) === folder ? undefined : packageType(dirname(folder));
}
