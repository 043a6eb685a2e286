import type * as oxc from "oxc-parser";

/**
 * The tree the extractor reads: ESTree with typescript-estree's additions, as oxc types it. Trees of other parsers fit
 * too, if absent fields are tested with `== null` and offsets are asked through {@link startOf} and {@link endOf}.
 */
export type Node = oxc.Node;
export type Program = oxc.Program;
export type Statement = oxc.Statement | oxc.Directive;
export type Expression = oxc.Expression;
export type FunctionNode = oxc.Function | oxc.ArrowFunctionExpression;
export type FunctionDeclaration = oxc.Function;
export type ClassNode = oxc.Class;
export type CallNode = oxc.CallExpression;
export type Argument = oxc.Argument;
export type MemberNode = oxc.MemberExpression;
export type ObjectNode = oxc.ObjectExpression;
export type ParameterNode = oxc.ParamPattern;
export type TypeNode = oxc.TSType;
export type InterfaceNode = oxc.TSInterfaceDeclaration;

export interface Comment {
  readonly type: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly range?: readonly [number, number];
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly range?: readonly [number, number] | undefined;
}

/** Where a node begins: typescript-estree has `range` only, oxc `start` only, espree both. */
export function startOf(node: Span): number {
  return node.start ?? node.range![0];
}

export function endOf(node: Span): number {
  return node.end ?? node.range![1];
}

/** The string that an expression is, if it is a literal or a template without holes. */
export function staticString(node: Node): string | undefined {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  if (node.type === "TemplateLiteral" && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/**
 * The name of a property where the text tells it: `a`, `"a"`, `["a"]`, `#a`; well-known symbols become
 * `[Symbol.iterator]`. Undefined for any other computed key.
 */
export function propertyName(key: Node, computed: boolean): string | undefined {
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  if (!computed && key.type === "Identifier") return key.name;
  if (key.type === "Literal") return key.value == null || typeof key.value === "object" ? undefined : String(key.value);
  if (key.type === "MemberExpression" && !key.computed && key.object.type === "Identifier" && key.object.name === "Symbol" && key.property.type === "Identifier")
    return `[Symbol.${key.property.name}]`;
  return staticString(key);
}

/** Wrappers that change the type of an expression and not its value. */
export function unwrapped(node: Expression): Expression {
  let inner = node;
  for (;;) {
    switch (inner.type) {
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
      case "TSNonNullExpression":
      case "TSInstantiationExpression":
      case "ParenthesizedExpression":
        inner = inner.expression;
        continue;
      case "ChainExpression":
        inner = inner.expression;
        continue;
      default:
        return inner;
    }
  }
}

export function isFunctionExpression(node: Node): node is FunctionNode {
  return node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression";
}
