import type { OriginId, Value } from "../../model/origin.ts";
import { UNKNOWN } from "../../model/origin.ts";
import type { Argument, Expression, FunctionNode, ObjectNode } from "./ast.ts";
import { isFunctionExpression, propertyName, unwrapped } from "./ast.ts";
import { addMethod } from "./classes.ts";
import { evaluate } from "./expressions.ts";
import { walkFunction } from "./functions.ts";
import type { Held } from "./functions.ts";
import { isWorthKeeping } from "./reach.ts";
import type { ClassDraft, Walk } from "./walk.ts";

/** How much of a structure is written out: of the arguments of any call its options, of a registration everything. */
export interface Extent {
  readonly depth: number;
  readonly stringLength: number;
}

export const options: Extent = { depth: 1, stringLength: 100 };
export const everything: Extent = { depth: 20, stringLength: Infinity };

type Entry = readonly [key: string, value: Value];

/** Walks an expression and tells its structure; its origin is left in `w.origin`. */
export function evaluateStructure(w: Walk, node: Argument, extent: Extent, held: Held = {}): Value {
  const inner = node.type === "SpreadElement" ? node.argument : unwrapped(node);
  const typed = inner !== node;
  switch (inner.type) {
    case "Literal":
      if (!isConstant(inner, extent)) break;
      w.origin = evaluate(w, inner, "argument");
      return { kind: "constant", value: inner.value };
    case "TemplateLiteral": {
      const text = inner.expressions.length === 0 ? inner.quasis[0]?.value.cooked : undefined;
      if (text == null || text.length > extent.stringLength) break;
      w.origin = w.origins.literal("string");
      return { kind: "constant", value: text };
    }
    case "UnaryExpression":
      if (inner.operator !== "-" || inner.argument.type !== "Literal" || typeof inner.argument.value !== "number") break;
      w.origin = w.origins.literal("number");
      return { kind: "constant", value: -inner.argument.value };
    case "Identifier": {
      const text = w.scope.find(inner.name)?.constant;
      if (extent.stringLength !== Infinity || text === undefined) break;
      w.origin = evaluate(w, inner, "argument");
      return { kind: "constant", value: text };
    }
    case "ArrayExpression": {
      if (extent.depth === 0) break;
      const items: Value[] = [];
      const elements: OriginId[] = [];
      for (const each of inner.elements) {
        if (each === null) continue;
        items.push(evaluateStructure(w, each, deeper(extent), inside(held)));
        if (isWorthKeeping(w, w.origin) && !elements.includes(w.origin)) elements.push(w.origin);
      }
      w.origin = w.origins.array(elements);
      return { kind: "list", items };
    }
    case "ObjectExpression": {
      if (extent.depth === 0) break;
      const entries: Entry[] = [];
      w.origin = walkObject(w, inner, typed ? { ...held, typed } : held, extent, entries);
      return { kind: "record", entries };
    }
    default:
  }
  w.origin = node.type === "SpreadElement" ? evaluate(w, node.argument, "other") : evaluate(w, node, "argument", held);
  return { kind: "origin", origin: node.type === "SpreadElement" ? UNKNOWN : w.origin, text: w.textOf(node) };
}

type LiteralNode = Extract<Expression, { type: "Literal" }>;
type ConstantNode = LiteralNode & { value: string | number | boolean | null };

/** Neither a regular expression nor a bigint (whose values may be null), nor a text that is too long to be kept. */
function isConstant(node: LiteralNode, extent: Extent): node is ConstantNode {
  const { value } = node;
  if (("regex" in node && node.regex != null) || ("bigint" in node && node.bigint != null)) return false;
  return typeof value === "string" ? value.length <= extent.stringLength : true;
}

/** What stands around the parts of a structure: they too are given to the call. */
function inside({ argumentOf, typed }: Held, name?: string): Held {
  return { ...(name !== undefined && { name }), ...(argumentOf !== undefined && { argumentOf }), ...(typed && { typed }) };
}

function deeper(extent: Extent): Extent {
  return { ...extent, depth: extent.depth - 1 };
}

/**
 * Walks an object literal. One that holds anything a call could reach is a class of its own with a single instance;
 * any other is a plain literal. With `entries` its structure is written there.
 */
export function walkObject(w: Walk, node: ObjectNode, held: Held = {}, extent?: Extent, entries?: Entry[]): OriginId {
  const first = node.properties.some(each => each.type === "Property" && (each.kind !== "init" || isFunctionExpression(each.value)));
  let index = held.into ?? (first ? w.newClass(held.name ?? "", node) : undefined);
  const fields: [string, OriginId][] = [];
  const spread: OriginId[] = [];
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      const origin = evaluate(w, property.argument, "other");
      if (isWorthKeeping(w, origin)) spread.push(origin);
      continue;
    }
    const name = propertyName(property.key, property.computed);
    if (name === undefined && property.computed) evaluate(w, property.key, "operand");
    if (index !== undefined && isFunctionExpression(property.value)) {
      const fn = walkMember(w, index, property, property.value, name, held);
      if (name !== undefined) entries?.push([name, { kind: "origin", origin: w.origins.functionAt(fn), text: w.textOf(property.value) }]);
      continue;
    }
    const inner = inside(held, name);
    let origin: OriginId;
    if (entries !== undefined && extent !== undefined) {
      const value = evaluateStructure(w, property.value, deeper(extent), inner);
      origin = w.origin;
      if (name !== undefined) entries.push([name, value]);
    } else {
      origin = evaluate(w, property.value, "assigned", inner);
    }
    if (name !== undefined) fields.push([name, origin]);
  }
  index ??= spread.length > 0 || fields.some(([, origin]) => isWorthKeeping(w, origin)) ? w.newClass(held.name ?? "", node) : undefined;
  if (index === undefined) return w.origins.literal("object");
  const cls = w.classes[index]!;
  if (held.into === undefined) cls.object = true;
  cls.bases.push(...spread);
  for (const [name, origin] of fields) w.addField(cls, name, origin);
  return w.origins.instance(w.origins.classAt(index));
}

type Property = Extract<ObjectNode["properties"][number], { type: "Property" }>;

/** Walks a method, an accessor or a function in a property. An arrow function has no `this` of the object. */
function walkMember(w: Walk, index: number, property: Property, value: FunctionNode, name: string | undefined, held: Held): number {
  const cls: ClassDraft = w.classes[index]!;
  const key = name ?? w.textOf(property.key);
  const inner = inside(held, key);
  if (value.type === "ArrowFunctionExpression") {
    const fn = walkFunction(w, value, inner);
    if (name !== undefined) addMethod(w, cls, name, fn);
    return fn;
  }
  const outer = w.class;
  w.class = index;
  const kind = property.kind === "get" ? "getter" : property.kind === "set" ? "setter" : property.method ? "method" : "function";
  const fn = walkFunction(w, value, inner, { kind, key: property.key, name: key, static: false });
  w.class = outer;
  if (name !== undefined) addMethod(w, cls, name, fn);
  return fn;
}
