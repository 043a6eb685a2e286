import type { FunctionApp } from "../../../src/model/app.ts";
import type { Files } from "../../../src/project/files.ts";
import { join, relative, sep } from "node:path";
import { normalName, readRequirements } from "../requirements/requirements.ts";
import type { Libraries } from "../bindings/decorate.ts";
import { readLibraries } from "../files/requirements-file.ts";
import type { Findings } from "../findings.ts";
import { appImports, importClosure, type AppImport } from "./imports.ts";
import { checkExtensions } from "./extensions.ts";
import { refuseMissingNames } from "./missing-names.ts";
import { isTaken } from "./taken-names.ts";
import { doubleIdentityNotes } from "./meaning.ts";
import { PythonModules, type PythonModule } from "./modules.ts";
import { renamedTops, type Rename } from "./renames.ts";

/** The app's Python code as the planning sees it. */
export interface AppSource {
  readonly modules: PythonModules;
  readonly libraries: Libraries;
  /** The imports of every module that parses and may reach the app's own files. */
  readonly imports: ReadonlyMap<PythonModule, readonly AppImport[]>;
  /** The modules that are loaded when the functions are. */
  readonly loaded: ReadonlySet<PythonModule>;
  readonly renames: ReadonlyMap<string, Rename>;
  topName(name: string): string;
  /** A module's name in v2, in parts. */
  newParts(module: PythonModule): readonly string[];
  newPath(module: PythonModule): string;
}

export function readSource(files: Files, app: FunctionApp, findings: Findings): AppSource {
  const modules = new PythonModules(files, app.root);
  refuseHalfMigrated(files, app, findings);
  const imports = new Map<PythonModule, readonly AppImport[]>();
  for (const module of modules.all) imports.set(module, module.tree === undefined ? [] : appImports(module, modules));

  const entries = app.functions.flatMap(({ handler }) => (handler && modules.at(handler.path)) ?? []);
  const loaded = importClosure(entries, module => imports.get(module) ?? [], modules);
  for (const module of modules.all) {
    if (module.error === undefined) continue;
    const place = { path: module.path, range: { start: module.error.offset, end: module.error.offset } };
    const name = app.functions.find(fn => fn.handler?.path === module.path)?.name;
    if (loaded.has(module)) findings.refuse("syntax-error", `This file does not parse: ${module.error.message} In v2 it would take every function of the app with it.`, { function: name, place });
    else findings.note("info", "syntax-error", `This file does not parse and was left as it is: ${module.error.message}`, { place });
  }
  const folders = new Set(app.functions.map(fn => relative(app.root, fn.source).split(sep)[0]!));
  const tops = [...entries.map(module => module.parts[0]!), ...rewrittenTops(imports, loaded, modules)];
  const libraries = readLibraries(files, modules);
  const isForeign = (name: string): boolean => isTaken(name) || isInstalled(name, imports, modules, files);
  const renames = renamedTops(tops.filter(isForeign), folders, modules, files, findings);
  const functionOf = (module: PythonModule): string | undefined => app.functions.find(fn => fn.handler?.path === module.path)?.name;
  const own = namedInApp(imports, isForeign);
  doubleIdentityNotes(own, findings);
  refuseMissingNames(own, loaded, modules, functionOf, findings);
  checkExtensions(loaded, renames, functionOf, findings);
  const topName = (name: string): string => renames.get(name)?.to ?? name;
  return {
    modules,
    libraries,
    imports,
    loaded,
    renames,
    topName,
    newParts: ({ parts }) => (parts.length === 0 ? parts : [topName(parts[0]!), ...parts.slice(1)]),
    newPath: ({ path, parts }) => renames.get(parts[0] ?? "")?.newPath(path) ?? path,
  };
}

/** Imports from the root under a name that an installed package has mean that package, in v1 as in v2. */
function namedInApp(imports: ReadonlyMap<PythonModule, readonly AppImport[]>, isForeign: (name: string) => boolean): Map<PythonModule, readonly AppImport[]> {
  return new Map([...imports].map(([module, found]) => [module, found.filter(({ by, target }) => by !== "path" || !isForeign(target?.[0] ?? ""))]));
}

/**
 * Whether a package that the requirements name goes by this name, or the app imports from it what its own folder does
 * not have: `from github import Github` beside or inside a folder `github`.
 */
function isInstalled(name: string, imports: ReadonlyMap<PythonModule, readonly AppImport[]>, modules: PythonModules, files: Files): boolean {
  const requirements = readRequirements(files.read(join(modules.root, "requirements.txt")) ?? "");
  if (requirements.some(line => normalName(line.name) === normalName(name))) return true;
  const own = modules.named([name]);
  const isNamed = requirements.some(line => normalName(line.name).includes(normalName(name)));
  for (const [module, found] of imports) {
    for (const { by, target, names } of found) {
      if (by !== "path" || target?.length !== 1 || target[0] !== name || names === undefined || own?.tree === undefined) continue;
      const missing = names.some(each => each !== "*" && !own.names.bound.has(each) && !modules.exists([name, each]));
      // A package that imports from its own name means another one.
      if (module === own ? names.some(each => isImportedOnly(own, each)) : missing && isNamed) return true;
    }
  }
  return false;
}

function isImportedOnly(module: PythonModule, name: string): boolean {
  return module.names.bound.get(name)?.every(({ kind }) => kind === "import") === true;
}

function refuseHalfMigrated(files: Files, app: FunctionApp, findings: Findings): void {
  const path = join(app.root, "function_app.py");
  if (files.isFile(path))
    findings.refuse("already-there", "The app already has a function_app.py beside its function.json files: it is half migrated. Finish or undo that first; the host ignores one of the two models.", { place: { path, range: { start: 0, end: 0 } } });
  if (files.isFolder(join(app.root, "function_app")))
    findings.refuse("already-there", "The app has a folder `function_app`, which Python would import instead of function_app.py: rename it.", { place: { path, range: { start: 0, end: 0 } } });
}

/** The top-level names that imports through the app's package are rewritten to. */
function rewrittenTops(imports: ReadonlyMap<PythonModule, readonly AppImport[]>, loaded: ReadonlySet<PythonModule>, modules: PythonModules): string[] {
  const tops: string[] = [];
  for (const [module, found] of imports) {
    if (!loaded.has(module)) continue;
    for (const { target, staysInside, names } of found) {
      if (target === undefined || staysInside) continue;
      const wanted = target.length > 0 ? target.slice(0, 1) : (names ?? []);
      tops.push(...wanted.filter(name => modules.exists([name])));
    }
  }
  return tops;
}
