import type { OriginId } from "../../model/origin.ts";
import type { CallNode, Expression, MemberNode, Node } from "./ast.ts";
import { propertyName, staticString, unwrapped } from "./ast.ts";
import { exportName } from "./modules.ts";
import type { CallDraft, Walk } from "./walk.ts";

/** `exports` or `module.exports`, where nothing shadows them. */
export function isExports(w: Walk, node: Node): boolean {
  if (node.type === "Identifier") return node.name === "exports" && w.isGlobal("exports");
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier" || node.object.name !== "module") return false;
  return propertyName(node.property, node.computed) === "exports" && w.isGlobal("module");
}

/** `x` of `exports.x` and `module.exports.x`. */
export function exportedName(w: Walk, node: MemberNode): string | undefined {
  return isExports(w, node.object) ? propertyName(node.property, node.computed) : undefined;
}

/** `module.exports = …`: the names of an object literal are exports of their own, a spread module hands on all of its. */
export function exportWhole(w: Walk, value: OriginId, right: Expression): void {
  w.exportEquals = value;
  const node = unwrapped(right);
  if (node.type !== "ObjectExpression") return;
  const instance = w.origins.all[value]!;
  const origin = instance.kind === "instance" ? w.origins.all[instance.of]! : instance;
  if (origin.kind !== "class") return;
  const cls = w.classes[origin.class]!;
  for (const [name, values] of Object.entries(cls.fields)) exportName(w, name, w.origins.either(...values));
  for (const [name, index] of Object.entries(cls.methods)) {
    const { kind } = w.functions[index]!;
    if (kind === "getter") exportName(w, name, w.origins.add({ kind: "result", of: w.origins.functionAt(index) }));
    else if (kind !== "setter") exportName(w, name, w.origins.functionAt(index));
  }
  for (const base of cls.bases) exportAllOf(w, base);
}

function exportAllOf(w: Walk, id: OriginId): void {
  const origin = w.origins.all[id]!;
  if (origin.kind === "module" && !w.exportAll.includes(origin.module)) w.exportAll.push(origin.module);
}

/** What compilers write for exports: `Object.defineProperty(exports, "x", { get })`, `__exportStar(require("m"), exports)`. */
export function exportByCall(w: Walk, node: CallNode, call: CallDraft): void {
  const [first, second] = node.arguments;
  if (first === undefined || second === undefined) return;
  const name = lastName(node.callee);
  if (name === "__exportStar" && isExports(w, second)) exportAllOf(w, call.arguments[0]!);
  if (name === "assign" && isExports(w, first)) call.arguments.slice(1).forEach(each => exportAllOf(w, each));
  if (name !== "defineProperty" || !isExports(w, first)) return;
  const exported = staticString(second);
  const descriptor = w.origins.all[call.arguments[2] ?? 0]!;
  const origin = descriptor.kind === "instance" ? w.origins.all[descriptor.of]! : descriptor;
  if (exported === undefined || origin.kind !== "class") return;
  const getter = w.classes[origin.class]!.methods["get"];
  const value = getter === undefined ? w.classes[origin.class]!.fields["value"]?.[0] : w.functions[getter]!.returns[0];
  if (value !== undefined) exportName(w, exported, value);
}

function lastName(callee: Expression): string | undefined {
  if (callee.type === "Identifier") return callee.name;
  return callee.type === "MemberExpression" ? propertyName(callee.property, callee.computed) : undefined;
}

/** A file that reads `exports.x` of its own means what it exports under that name. */
export function linkOwnExports(w: Walk): void {
  if (Object.keys(w.exports).length === 0) return;
  const own = new Set<OriginId>([w.origins.global("exports"), w.origins.member(w.origins.global("module"), "exports")]);
  w.origins.all.forEach((origin, id) => {
    if (origin.kind !== "member" || !own.has(origin.of)) return;
    const exported = w.exports[origin.name];
    if (exported !== undefined && exported !== id) w.origins.all[id] = { kind: "either", of: [exported] };
  });
}
