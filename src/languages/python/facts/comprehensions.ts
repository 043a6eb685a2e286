import type { OriginId } from "../../../model/origin.ts";
import type { ComprehensionNode } from "../nodes.ts";
import { bindElement } from "./assignment.ts";
import { bindTarget } from "./binder.ts";
import { iterate } from "./calls.ts";
import { expression } from "./expressions.ts";
import { declare, newScope } from "./scopes.ts";
import type { Walk } from "./walk.ts";

const TYPES = { ListComp: "list", SetComp: "set", DictComp: "dict", GeneratorExp: "generator" } as const;

/**
 * A comprehension or generator expression. Its code belongs to the function around, also that of a generator expression,
 * which strictly runs when it is consumed: nearly always at once.
 */
export function comprehension(w: Walk, node: ComprehensionNode): OriginId {
  const outer = w.scope;
  const inner = newScope("comprehension", outer, w.function);
  for (const generator of node.generators) {
    const async = generator.is_async === 1;
    const iterable = expression(w, generator.iter);
    iterate(w, generator.iter, iterable, async);
    if (w.scope === outer) {
      w.scope = inner;
      w.loops++;
    }
    if (async) w.functions[w.function]!.awaits++;
    bindTarget(generator.target, name => {
      declare(inner, name, 1).fixed = true;
    });
    bindElement(w, generator.target, iterable);
    for (const condition of generator.ifs) expression(w, condition);
  }
  if (node.nodeType === "DictComp") expression(w, node.key);
  const element = expression(w, node.nodeType === "DictComp" ? node.value : node.elt);
  w.scope = outer;
  w.loops--;
  return w.origins.container(TYPES[node.nodeType], [element]);
}
