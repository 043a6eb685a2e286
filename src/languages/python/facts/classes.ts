import type { OriginId } from "../../../model/origin.ts";
import type { ClassDef, Subscript } from "../nodes.ts";
import { bindBody } from "./binder.ts";
import { expression } from "./expressions.ts";
import { signatureScope } from "./functions.ts";
import { assign, newScope } from "./scopes.ts";
import { block } from "./statements.ts";
import { newRecord, type Walk } from "./walk.ts";

/** A class statement. Its body runs at once, as part of the function around it. */
export function defineClass(w: Walk, node: ClassDef): void {
  for (const decorator of node.decorator_list) expression(w, decorator);
  const around = { scope: w.scope, class: w.class };
  const index = w.classes.length;
  const bases = node.bases.map(base => (base.nodeType === "Subscript" ? subscriptedBase(w, base) : expression(w, base)));
  for (const keyword of node.keywords) expression(w, keyword.value);
  const names = [...node.bases, ...node.keywords.map(keyword => keyword.value)].map(base => w.tree.source(base));
  if (names.some(name => /\bProtocol\b/.test(name))) w.protocols.add(index);
  w.classes.push({
    name: node.name,
    range: w.tree.range(node),
    bases,
    methods: newRecord(),
    fields: newRecord(),
    annotations: newRecord(),
    implements: names.some(name => /\b(Protocol|ABC|ABCMeta)\b/.test(name)),
  });
  const outer = node.type_params?.length > 0 ? signatureScope(w, around.scope, w.function, node.type_params) : around.scope;
  w.scope = newScope("class", outer, w.function);
  w.class = index;
  bindBody(w.scope, w.moduleScope, node.body, w.walrus);
  block(w, node.body);
  collectFields(w, index);
  w.scope = around.scope;
  w.class = around.class;
  const binding = w.scope.names.get(node.name);
  if (binding) {
    binding.fixed = true;
    assign(w, binding, w.origins.add({ kind: "class", class: index }));
  }
}

/** `class Store(Repository[Order])` inherits from `Repository`. */
function subscriptedBase(w: Walk, base: Subscript): OriginId {
  const origin = expression(w, base.value);
  expression(w, base.slice);
  return origin;
}

/** What the class body binds besides methods. */
function collectFields(w: Walk, index: number): void {
  const facts = w.classes[index]!;
  for (const binding of w.scope.names.values()) {
    const values = binding.assigned.filter(id => {
      const origin = w.origins.get(id);
      return origin.kind !== "function" || w.functions[origin.function]!.class !== index;
    });
    if (values.length > 0) facts.fields[binding.name] = values;
    if (binding.annotation !== undefined) facts.annotations[binding.name] = binding.annotation;
  }
}

