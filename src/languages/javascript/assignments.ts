import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId } from "../../model/origin.ts";
import type { Expression, MemberNode, Node } from "./ast.ts";
import { propertyName } from "./ast.ts";
import { recordSilent } from "./calls.ts";
import { exportedName, exportWhole, isExports } from "./commonjs.ts";
import { evaluate, memberOrigin } from "./expressions.ts";
import { exportName } from "./modules.ts";
import { assignPattern } from "./patterns.ts";
import { walkPrototype } from "./prototypes.ts";
import { isWorthKeeping, localClass } from "./reach.ts";
import type { ClassDraft, Walk } from "./walk.ts";

type Assignment = Extract<Expression, { type: "AssignmentExpression" }>;

/** Walks `a = b` and its kin and gives the origin of the value. */
export function walkAssignment(w: Walk, node: Assignment): OriginId {
  const { left, operator } = node;
  const replaces = operator === "=" || operator === "??=" || operator === "||=" || operator === "&&=";
  if (!replaces) {
    evaluate(w, left, "operand");
    evaluate(w, node.right, "operand");
    return w.origins.literal("operation");
  }
  const method = left.type === "MemberExpression" ? walkPrototype(w, left, node.right) : undefined;
  if (method !== undefined) return method;
  const value = evaluate(w, node.right, "assigned", { name: targetName(left) });
  if (left.type === "MemberExpression") {
    if (exportsOf(w, left, value, node.right)) return value;
  }
  assignPattern(w, left, value);
  if (left.type === "MemberExpression" && left.object.type === "Identifier" && !isOfThisFile(w, left.object.name)) replacesMember(w, value);
  return value;
}

/** A namespace object, a class or a function that the file itself makes. */
function isOfThisFile(w: Walk, name: string): boolean {
  const binding = w.scope.find(name);
  if (binding?.origin === undefined) return false;
  if (localClass(w, binding.origin) !== undefined) return true;
  const origin = w.origins.all[binding.origin]!;
  const made = origin.kind === "variable" ? w.variables[origin.variable]!.assigned : [binding.origin];
  return made.some(one => w.origins.all[one]!.kind === "function" || w.origins.all[one]!.kind === "class" || localClass(w, one) !== undefined);
}

/** `client.fetchRoot = async () => "/app"`: what the member must return was settled where the object comes from. */
function replacesMember(w: Walk, value: OriginId): void {
  const origin = w.origins.all[value]!;
  if (origin.kind === "function") w.functions[origin.function]!.contextualType = true;
}

function targetName(left: Node): string | undefined {
  if (left.type === "Identifier") return left.name;
  if (left.type !== "MemberExpression") return undefined;
  const name = propertyName(left.property, left.computed);
  return name === "exports" ? undefined : name;
}

function exportsOf(w: Walk, left: MemberNode, value: OriginId, right: Expression): boolean {
  if (isExports(w, left)) exportWhole(w, value, right);
  else {
    const name = exportedName(w, left);
    if (name === undefined) return false;
    exportName(w, name, value);
  }
  return true;
}

/** Gives a member of an object a value: a field of its class, where that class stands in this file. */
export function assignMember(w: Walk, left: MemberNode, value: OriginId): void {
  const { receiver, name, origin } = memberOrigin(w, left);
  if (name === undefined || receiver === UNKNOWN) return;
  recordSilent(w, "write", origin, left, false);
  const cls = localClass(w, receiver) ?? becomesObject(w, left, receiver, value);
  if (cls !== undefined) w.addField(cls, name, value);
}

/** `const handlers = {}; handlers.load = load`: the plain object turns out to hold something. */
function becomesObject(w: Walk, left: MemberNode, receiver: OriginId, value: OriginId): ClassDraft | undefined {
  const origin = w.origins.all[receiver]!;
  if (origin.kind !== "variable" || !isWorthKeeping(w, value)) return undefined;
  const { name, assigned } = w.variables[origin.variable]!;
  const at = assigned.indexOf(w.origins.literal("object"));
  if (at === -1) return undefined;
  const index = w.newClass(name, left);
  assigned[at] = w.origins.instance(w.origins.classAt(index));
  w.classes[index]!.object = true;
  return w.classes[index];
}
