import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId } from "../../model/origin.ts";
import { walkAssignment } from "./assignments.ts";
import type { Expression, MemberNode, Node } from "./ast.ts";
import { endOf, propertyName, startOf, staticString } from "./ast.ts";
import { mayHoldAccessor, recordSilent, walkCall, walkNew, walkTag } from "./calls.ts";
import { walkClass } from "./classes.ts";
import { walkFunction } from "./functions.ts";
import type { Held } from "./functions.ts";
import { isWorthKeeping } from "./reach.ts";
import { typeOrigin } from "./types.ts";
import { walkStatement } from "./statements.ts";
import { walkObject } from "./values.ts";
import type { Position, Walk } from "./walk.ts";

/** What unary operators give; `!` and `delete` give a boolean. */
const unaryTypes: Readonly<Record<string, string>> = { void: "undefined", typeof: "string", "-": "number", "+": "number", "~": "number" };

/**
 * Walks an expression, noting what it calls, and gives the origin of its value. In an `operand` or discarded position
 * nobody asks for the value, and the origin may be left unknown.
 */
export function evaluate(w: Walk, node: Node, position: Position, held?: Held): OriginId {
  switch (node.type) {
    case "Identifier":
      return position === "operand" || position === "discarded" ? UNKNOWN : w.nameOrigin(node.name);
    case "MemberExpression":
      return walkMember(w, node, position);
    case "CallExpression":
      return walkCall(w, node, position);
    case "Literal":
      return literalOrigin(w, node);
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return w.origins.functionAt(walkFunction(w, node, held));
    case "ObjectExpression":
      return walkObject(w, node, held);
    case "AwaitExpression":
      w.functions[w.function]!.awaits++;
      return w.origins.awaited(evaluate(w, node.argument, "awaited"));
    case "AssignmentExpression":
      return walkAssignment(w, node);
    case "BinaryExpression":
      return walkBinary(w, node);
    case "TemplateLiteral":
      for (const each of node.expressions) evaluate(w, each, "operand");
      return w.origins.literal("string");
    case "ChainExpression":
    case "ParenthesizedExpression":
    case "TSNonNullExpression":
    case "TSInstantiationExpression":
      return evaluate(w, node.expression, position, held);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
      return walkTyped(w, node, position, held);
    case "LogicalExpression": {
      const left = evaluate(w, node.left, node.operator === "&&" ? "operand" : valueOf(position));
      const right = evaluate(w, node.right, position, held);
      return node.operator === "&&" ? right : w.origins.either(left, right);
    }
    case "ConditionalExpression":
      evaluate(w, node.test, "operand");
      return w.origins.either(evaluate(w, node.consequent, position, held), evaluate(w, node.alternate, position, held));
    case "NewExpression":
      return walkNew(w, node, position);
    case "UnaryExpression":
      evaluate(w, node.argument, "operand");
      return w.origins.literal(unaryTypes[node.operator] ?? "boolean");
    case "ThisExpression":
      return w.class === null ? UNKNOWN : w.origins.thisOf(w.class);
    case "Super":
      return w.class === null ? UNKNOWN : w.origins.superOf(w.class);
    case "ArrayExpression":
      return walkArray(w, node);
    case "SpreadElement":
      return walkElement(w, node);
    case "UpdateExpression":
      evaluate(w, node.argument, "operand");
      return w.origins.literal("number");
    case "SequenceExpression":
      node.expressions.forEach((each, i) => (w.origin = evaluate(w, each, i === node.expressions.length - 1 ? position : "discarded")));
      return w.origin;
    case "TaggedTemplateExpression":
      return walkTag(w, node, position);
    case "ClassExpression":
      return w.origins.classAt(walkClass(w, node, held));
    case "YieldExpression":
      return walkYield(w, node);
    case "ImportExpression":
      return walkImport(w, node);
    case "FunctionDeclaration":
    case "ClassDeclaration":
      walkStatement(w, node);
      return UNKNOWN;
    case "JSXElement":
      for (const each of node.openingElement.attributes) {
        if (each.type === "JSXSpreadAttribute") evaluate(w, each.argument, "other");
        else if (each.value != null) evaluate(w, each.value, "other", { name: each.name.type === "JSXIdentifier" ? each.name.name : undefined });
      }
      for (const each of node.children) evaluate(w, each, "other");
      return w.origins.literal("element");
    case "JSXFragment":
      for (const each of node.children) evaluate(w, each, "other");
      return w.origins.literal("element");
    case "JSXExpressionContainer":
    case "JSXSpreadChild":
      return evaluate(w, node.expression, "other", held);
    case "MetaProperty":
    case "PrivateIdentifier":
    case "JSXText":
    case "JSXEmptyExpression":
      return UNKNOWN;
    default:
      walkChildren(w, node);
      return UNKNOWN;
  }
}

function valueOf(position: Position): Position {
  return position === "operand" || position === "discarded" ? position : "other";
}

export interface MemberParts {
  readonly receiver: OriginId;
  readonly name: string | undefined;
  readonly origin: OriginId;
}

/** Walks the object of `a.b` or `a["b"]`, and gives the origin of the member without noting that it is read. */
export function memberOrigin(w: Walk, node: MemberNode): MemberParts {
  const receiver = evaluate(w, node.object, "other");
  const name = memberName(w, node);
  if (name !== undefined) return { receiver, name, origin: w.origins.member(receiver, name) };
  evaluate(w, node.property, "operand");
  return { receiver, name, origin: w.origins.element(receiver) };
}

/** The name of the member, where the text tells it; an index is no name. */
function memberName(w: Walk, { property, computed }: MemberNode): string | undefined {
  if (computed && property.type === "Identifier") return w.scope.find(property.name)?.constant;
  if (property.type === "Literal" && typeof property.value === "number") return undefined;
  return propertyName(property, computed);
}

function walkMember(w: Walk, node: MemberNode, position: Position): OriginId {
  const receiver = evaluate(w, node.object, "other");
  const name = memberName(w, node);
  if (name === undefined) {
    evaluate(w, node.property, "operand");
    return w.origins.element(receiver);
  }
  const mayRun = mayHoldAccessor(w, receiver);
  if (!mayRun && (position === "operand" || position === "discarded")) return UNKNOWN;
  const origin = w.origins.member(receiver, name);
  if (mayRun) recordSilent(w, "read", origin, node, false, position);
  return origin;
}

function literalOrigin(w: Walk, node: Extract<Expression, { type: "Literal" }>): OriginId {
  const { value } = node;
  if (value === null || typeof value === "object") return w.origins.literal("regex" in node && node.regex != null ? "regexp" : "null");
  return w.origins.literal(typeof value);
}

/** A long `a + b + c + …` leans to the left: it is unrolled, so that its length is no matter of the stack. */
function walkBinary(w: Walk, node: Extract<Expression, { type: "BinaryExpression" }>): OriginId {
  const rights: Node[] = [];
  let left: Node = node;
  while (left.type === "BinaryExpression") {
    rights.push(left.right);
    left = left.left;
  }
  evaluate(w, left, "operand");
  for (let i = rights.length - 1; i >= 0; i--) evaluate(w, rights[i]!, "operand");
  return w.origins.literal("operation");
}

/** `x as C` is a C, unless the type tells nothing: then it is what `x` is. */
function walkTyped(w: Walk, node: Extract<Expression, { type: "TSAsExpression" | "TSSatisfiesExpression" | "TSTypeAssertion" }>, position: Position, held?: Held): OriginId {
  const isConst = node.typeAnnotation.type === "TSTypeReference" && node.typeAnnotation.typeName.type === "Identifier" && node.typeAnnotation.typeName.name === "const";
  const value = evaluate(w, node.expression, position, isConst ? held : { ...held, typed: true });
  if (isConst || node.type === "TSSatisfiesExpression" || position === "operand" || position === "discarded") return value;
  const kind = w.origins.all[value]!.kind;
  // What is plainly made in this file is known better than by an assertion.
  if (kind === "function" || kind === "class" || kind === "module" || kind === "instance") return value;
  const typed = typeOrigin(w, node.typeAnnotation);
  return typed === UNKNOWN ? value : typed;
}

function walkArray(w: Walk, node: Extract<Expression, { type: "ArrayExpression" }>): OriginId {
  const elements: OriginId[] = [];
  for (const each of node.elements) {
    if (each === null) continue;
    const origin = walkElement(w, each);
    if (isWorthKeeping(w, origin) && !elements.includes(origin)) elements.push(origin);
  }
  return w.origins.array(elements);
}

function walkElement(w: Walk, node: Node): OriginId {
  if (node.type !== "SpreadElement") return evaluate(w, node, "other");
  const origin = evaluate(w, node.argument, "other");
  recordSilent(w, "iterate", origin, node.argument, false);
  return UNKNOWN;
}

function walkYield(w: Walk, node: Extract<Expression, { type: "YieldExpression" }>): OriginId {
  const draft = w.functions[w.function]!;
  if (!draft.generator) {
    // What a compiler wrote for `await`.
    draft.awaits++;
    return node.argument == null ? UNKNOWN : w.origins.awaited(evaluate(w, node.argument, "awaited"));
  }
  if (node.argument == null) return UNKNOWN;
  const origin = evaluate(w, node.argument, "other");
  const { yields } = draft;
  if (node.delegate) recordSilent(w, "iterate", origin, node.argument, false);
  else if (!yields.includes(origin)) yields.push(origin);
  return UNKNOWN;
}

function walkImport(w: Walk, node: Extract<Expression, { type: "ImportExpression" }>): OriginId {
  if (node.options != null) evaluate(w, node.options, "operand");
  const module = staticString(node.source);
  if (module === undefined) {
    evaluate(w, node.source, "operand");
    return UNKNOWN;
  }
  w.imports.push({ module, range: { start: startOf(node), end: endOf(node) }, lazy: true });
  return w.origins.module(module);
}

/** For syntax that only some parser knows: whatever expressions stand in it are walked. */
function walkChildren(w: Walk, node: Node): void {
  for (const [key, value] of Object.entries(node)) {
    if (key === "parent" || key === "loc" || key === "range" || key.startsWith("type")) continue;
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value as unknown]) {
      if (isNode(child) && !child.type.startsWith("TS")) evaluate(w, child, "other");
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
