import type { OriginId } from "../../../model/origin.ts";
import type { Import, ImportFrom } from "../nodes.ts";
import { assign } from "./scopes.ts";
import type { Walk } from "./walk.ts";

/** `import a.b` binds `a`, `import a.b as c` binds the submodule. */
export function importModules(w: Walk, node: Import): void {
  for (const alias of node.names) {
    record(w, node, alias.name);
    const first = alias.name.split(".", 1)[0]!;
    bind(w, alias.asname ?? first, w.origins.module(alias.asname == null ? first : alias.name));
  }
}

/** `from ..a import b`: the module keeps its dots. */
export function importFrom(w: Walk, node: ImportFrom): void {
  const module = ".".repeat(node.level ?? 0) + (node.module ?? "");
  record(w, node, module);
  for (const alias of node.names) {
    if (alias.name === "*") w.stars.push(module);
    else bind(w, alias.asname ?? alias.name, w.origins.imported(module, alias.name));
  }
}

function bind(w: Walk, name: string, origin: OriginId): void {
  const binding = w.scope.names.get(name);
  if (!binding) return;
  binding.fixed = true;
  assign(w, binding, origin);
}

function record(w: Walk, node: Import | ImportFrom, module: string): void {
  w.imports.push({
    module,
    range: w.tree.range(node),
    ...(w.typeOnly ? { typeOnly: true } : {}),
    ...(w.function === 0 ? {} : { lazy: true }),
  });
}
