import type { Import, ImportFrom, AnyNode } from "../../../src/languages/python/nodes.ts";
import { walkNodes } from "../../../src/languages/python/nodes.ts";
import type { PythonModule, PythonModules } from "./modules.ts";

/** The name under which the v1 worker loads the app: gone in v2. */
export const APP_PACKAGE = "__app__";

/** One import statement (one name of `import a, b`) that may concern the app's own files. */
export interface AppImport {
  readonly node: Import | ImportFrom;
  /** How it reaches the app: by dots, by `__app__`, or by the app's root on `sys.path`. */
  readonly by: "dots" | "app" | "path";
  /** What it names, from the app's root. Undefined when the dots lead out of the app. */
  readonly target: readonly string[] | undefined;
  /** Whether the dots stop inside a folder: such an import stays as it is. */
  readonly staysInside: boolean;
  /** `from x import a, b`: the names; undefined for `import x`. */
  readonly names: readonly string[] | undefined;
  /** Inside a `try`: a failure may be expected. */
  readonly guarded: boolean;
}

/** The imports of a module that mean files of the app in v1. */
export function appImports(module: PythonModule, modules: PythonModules): AppImport[] {
  const found: AppImport[] = [];
  const visit = (node: AnyNode, guarded: boolean): void => {
    walkNodes(node, child => {
      if (child !== node && (child.nodeType === "Try" || child.nodeType === "TryStar")) {
        visit(child, true);
        return false;
      }
      if (child.nodeType === "ImportFrom") found.push(...fromImport(child as ImportFrom, module, modules, guarded));
      else if (child.nodeType === "Import") found.push(...plainImports(child as Import, modules, guarded));
      return undefined;
    });
  };
  if (module.tree) visit(module.tree.module, false);
  return found;
}

function fromImport(node: ImportFrom, module: PythonModule, modules: PythonModules, guarded: boolean): AppImport[] {
  const written = node.module ? node.module.split(".") : [];
  const names = node.names.map(alias => alias.name);
  const level = node.level ?? 0;
  if (level > 0) {
    const kept = module.package.length - (level - 1);
    const target = kept < 0 ? undefined : [...module.package.slice(0, kept), ...written];
    return [{ node, by: "dots", target, staysInside: kept > 0, names, guarded }];
  }
  if (written[0] === APP_PACKAGE) return [{ node, by: "app", target: written.slice(1), staysInside: false, names, guarded }];
  if (written.length > 0 && modules.exists(written.slice(0, 1))) return [{ node, by: "path", target: written, staysInside: true, names, guarded }];
  return [];
}

function plainImports(node: Import, modules: PythonModules, guarded: boolean): AppImport[] {
  return node.names.flatMap(({ name }): AppImport[] => {
    const written = name.split(".");
    const base = { node, names: undefined, guarded };
    if (written[0] === APP_PACKAGE) return [{ ...base, by: "app", target: written.slice(1), staysInside: false }];
    return modules.exists(written.slice(0, 1)) ? [{ ...base, by: "path", target: written, staysInside: true }] : [];
  });
}

/** The modules of the app that an import loads: packages on the way, the target, and submodules among its names. */
export function loadedModules(found: AppImport, modules: PythonModules): PythonModule[] {
  if (found.target === undefined) return [];
  const loaded: PythonModule[] = [];
  for (let length = 1; length <= found.target.length; length++) {
    const module = modules.named(found.target.slice(0, length));
    if (module) loaded.push(module);
  }
  for (const name of found.names ?? []) {
    const module = modules.named([...found.target, name]);
    if (module) loaded.push(module);
  }
  return loaded;
}

/** The modules that are loaded when `entries` are, themselves included. */
export function importClosure(entries: Iterable<PythonModule>, importsOf: (module: PythonModule) => readonly AppImport[], modules: PythonModules): Set<PythonModule> {
  const closure = new Set<PythonModule>();
  const open = [...entries];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    if (closure.has(module)) continue;
    closure.add(module);
    for (const found of importsOf(module)) open.push(...loadedModules(found, modules));
  }
  return closure;
}
