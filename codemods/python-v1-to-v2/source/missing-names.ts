import type { Findings } from "../findings.ts";
import type { AppImport } from "./imports.ts";
import type { PythonModule, PythonModules } from "./modules.ts";

/**
 * `from shared import x` where `shared` of the app has no `x`: the importing function does not load in v1 and would take
 * all others with it in v2.
 */
export function refuseMissingNames(imports: ReadonlyMap<PythonModule, readonly AppImport[]>, loaded: ReadonlySet<PythonModule>, modules: PythonModules, functionOf: (module: PythonModule) => string | undefined, findings: Findings): void {
  for (const [module, found] of imports) {
    if (!loaded.has(module)) continue;
    for (const { node, target, names, guarded } of found) {
      if (guarded || target === undefined || names === undefined) continue;
      const origin = modules.named(target);
      if (origin?.tree === undefined || isOpen(origin)) continue;
      const missing = names.find(name => name !== "*" && !origin.names.bound.has(name) && !modules.exists([...target, name]) && !name.startsWith("__"));
      if (missing === undefined || !isAtTop(module, node)) continue;
      findings.refuse("import-not-found", `\`${missing}\` is imported from \`${target.join(".")}\`, which does not define it: v1 cannot load this module, and in v2 it would take every function with it.`, {
        function: functionOf(module),
        place: { path: module.path, range: module.tree!.range(node) },
      });
    }
  }
}

/** Its names cannot be listed: a star import, `__getattr__`, names made at run time. */
function isOpen(module: PythonModule): boolean {
  return module.names.bound.has("__getattr__") || /\bglobals\(\)|\bsetattr\(|\bexec\(/.test(module.text) || module.tree!.module.body.some(statement => statement.nodeType === "ImportFrom" && statement.names.some(({ name }) => name === "*"));
}

/** Run when the module is loaded, unconditionally. */
function isAtTop(module: PythonModule, node: AppImport["node"]): boolean {
  return module.tree!.module.body.includes(node);
}
