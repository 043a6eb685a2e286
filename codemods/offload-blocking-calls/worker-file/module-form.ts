import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";

import { ts } from "ts-morph";

import { isRecord, readJson } from "../../../src/project/json.ts";

/** How a file and the worker file beside it name each other. */
export interface ModuleForm {
  /** Absolute path of the worker file. */
  readonly path: string;
  /** The built file, for the URL. */
  readonly url: string;
  /** For `import(…)`, as the file writes the names of its neighbours. */
  readonly specifier: string;
  /** The file itself, for types that stay in it. */
  readonly back: string;
  /** At run time it is an ES module: `import.meta` is there, `__dirname` is not. */
  readonly isModule: boolean;
}

const BUILT: Readonly<Record<string, string>> = { ".ts": ".js", ".tsx": ".js", ".mts": ".mjs", ".cts": ".cjs", ".js": ".js", ".mjs": ".mjs", ".cjs": ".cjs" };

export function moduleFormOf(file: ts.SourceFile, options: ts.CompilerOptions, isFree: (path: string) => boolean, names: readonly string[]): ModuleForm | { readonly trouble: string } {
  const extension = extname(file.fileName);
  const built = BUILT[extension];
  if (built === undefined) return { trouble: `a ${extension} file has to be built, and into what is not known: move it into a .js file` };
  const folder = dirname(file.fileName);
  const stem = basename(file.fileName, extension);
  const name = [stem, `${stem}.${names[0]!}`].map(each => `${each}.worker`).find(each => isFree(join(folder, each + extension)));
  if (name === undefined) return { trouble: `${stem}.worker${extension} is there already` };

  const relatives = file.statements.flatMap(statement => ((ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) && statement.moduleSpecifier !== undefined && ts.isStringLiteral(statement.moduleSpecifier) && statement.moduleSpecifier.text.startsWith(".") ? [statement.moduleSpecifier.text] : []));
  const isTyped = /^\.[cm]?tsx?$/.test(extension);
  const isModule = isModuleAtRunTime(file, options, extension);
  const asSource = isTyped && relatives.some(each => /\.[cm]?tsx?$/.test(each));
  const bare = !isModule && isTyped && !isNodeResolution(options) && relatives.length > 0 && relatives.every(each => !/\.[cm]?[jt]sx?$/.test(each));
  const ending = asSource ? extension : bare ? "" : built;
  return {
    path: join(folder, name + extension),
    url: `./${name}${asSource && options.rewriteRelativeImportExtensions !== true ? extension : built}`,
    specifier: `./${name}${ending}`,
    back: `./${stem}${ending}`,
    isModule,
  };
}

function isModuleAtRunTime(file: ts.SourceFile, { module }: ts.CompilerOptions, extension: string): boolean {
  if (extension.startsWith(".m")) return true;
  if (extension.startsWith(".c")) return false;
  const hasSyntax = file.statements.some(statement => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || ts.isExportAssignment(statement) || (ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)));
  const isPackageModule = packageType(dirname(file.fileName)) === "module";
  if (!/^\.tsx?$/.test(extension)) return isPackageModule || hasSyntax;
  if (module === ts.ModuleKind.CommonJS) return false;
  if (module !== undefined && module >= ts.ModuleKind.ES2015 && module <= ts.ModuleKind.ESNext) return true;
  return isPackageModule;
}

function isNodeResolution({ module, moduleResolution }: ts.CompilerOptions): boolean {
  return (module !== undefined && module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext) || (moduleResolution !== undefined && moduleResolution >= ts.ModuleResolutionKind.Node16 && moduleResolution <= ts.ModuleResolutionKind.NodeNext);
}

function packageType(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, "package.json");
    if (existsSync(path)) {
      const { value } = readJson(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
      return isRecord(value) && typeof value["type"] === "string" ? value["type"] : undefined;
    }
    if (at === dirname(at)) return undefined;
  }
}

/** A bundler that would have to be told of the worker file, by its configuration or by the build script. */
export function bundlerOf(root: string): string | undefined {
  const configured = ["webpack.config.js", "webpack.config.cjs", "webpack.config.ts", "webpack.config.mjs", "esbuild.config.js", "esbuild.config.mjs", "esbuild.js", "esbuild.mjs", "rollup.config.js", "rollup.config.mjs", "rollup.config.ts", "tsup.config.ts", "tsup.config.js", "vite.config.ts", "rspack.config.js"].find(name => existsSync(join(root, name)));
  if (configured !== undefined) return configured;
  const path = join(root, "package.json");
  const { value } = existsSync(path) ? readJson(readFileSync(path, "utf8").replace(/^\uFEFF/, "")) : { value: undefined };
  const scripts = isRecord(value) && isRecord(value["scripts"]) ? Object.values(value["scripts"]) : [];
  return scripts.flatMap(script => (typeof script === "string" ? /\b(?:esbuild|webpack|rollup|tsup|ncc|rspack)\b/.exec(script)?.[0] ?? [] : []))[0];
}
