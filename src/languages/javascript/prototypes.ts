import type { OriginId } from "../../model/origin.ts";
import { UNKNOWN } from "../../model/origin.ts";
import type { Expression, MemberNode, Node, Statement } from "./ast.ts";
import { isFunctionExpression, propertyName } from "./ast.ts";
import { evaluate } from "./expressions.ts";
import { walkFunction } from "./functions.ts";
import type { Scope } from "./scope.ts";
import type { Walk } from "./walk.ts";
import { walkObject } from "./values.ts";

/**
 * Classes as they were written before there were any: a function whose `prototype` is assigned to in the same block is
 * the constructor of a class.
 */
export function hoistPrototypes(w: Walk, statements: readonly Statement[], scope: Scope): void {
  for (const statement of statements) {
    if (statement.type !== "ExpressionStatement") continue;
    const { expression } = statement;
    if (expression.type === "AssignmentExpression" && expression.left.type === "MemberExpression") {
      const name = prototypeOwner(expression.left) ?? prototypeOwner(expression.left.object);
      if (name !== undefined) becomeClass(w, name, scope);
    } else if (expression.type === "CallExpression") {
      const [first] = expression.arguments;
      if (isInherits(expression.callee) && first?.type === "Identifier") becomeClass(w, first.name, scope);
    }
  }
}

/** `Store` of `Store.prototype`. */
function prototypeOwner(node: Node): string | undefined {
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier") return undefined;
  return propertyName(node.property, node.computed) === "prototype" ? node.object.name : undefined;
}

function isInherits(callee: Expression): boolean {
  if (callee.type === "Identifier") return callee.name === "inherits";
  return callee.type === "MemberExpression" && propertyName(callee.property, callee.computed) === "inherits";
}

function becomeClass(w: Walk, name: string, scope: Scope): void {
  if (!scope.has(name)) return;
  const binding = scope.find(name)!;
  const origin = w.origins.all[binding.origin ?? UNKNOWN]!;
  if (origin.kind !== "function") return;
  const index = w.newClass(name, { start: 0, end: 0 });
  w.classes[index]!.methods["constructor"] = origin.function;
  w.constructors.set(origin.function, index);
  binding.origin = w.origins.classAt(index);
}

function ownerOf(w: Walk, name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const origin = w.origins.all[w.scope.find(name)?.origin ?? UNKNOWN]!;
  return origin.kind === "class" ? origin.class : undefined;
}

/** Walks `Store.prototype.load = function …` and `Store.prototype = …`; undefined if the assignment is none of these. */
export function walkPrototype(w: Walk, left: MemberNode, right: Expression): OriginId | undefined {
  const whole = ownerOf(w, prototypeOwner(left));
  if (whole !== undefined) {
    if (right.type === "ObjectExpression") return walkObject(w, right, { into: whole });
    const value = evaluate(w, right, "assigned");
    const base = createdFrom(w, right);
    if (base !== undefined) w.classes[whole]!.bases.push(base);
    return value;
  }
  const owner = ownerOf(w, prototypeOwner(left.object));
  const name = propertyName(left.property, left.computed);
  if (owner === undefined || name === undefined || !isFunctionExpression(right)) return undefined;
  const outer = w.class;
  w.class = owner;
  const index = walkFunction(w, right, {}, { kind: "method", key: left.property, name, static: false });
  w.class = outer;
  w.classes[owner]!.methods[name] = index;
  return w.origins.functionAt(index);
}

/** `Base` of `Object.create(Base.prototype)`. */
function createdFrom(w: Walk, node: Expression): OriginId | undefined {
  if (node.type !== "CallExpression" || node.arguments.length === 0) return undefined;
  const name = prototypeOwner(node.arguments[0]!);
  return name === undefined ? undefined : w.nameOrigin(name);
}

/** `util.inherits(Store, Base)`. */
export function inheritByCall(w: Walk, callee: Expression, args: readonly OriginId[]): void {
  if (!isInherits(callee) || args.length !== 2) return;
  const origin = w.origins.all[args[0]!]!;
  if (origin.kind === "class") w.classes[origin.class]!.bases.push(args[1]!);
}
