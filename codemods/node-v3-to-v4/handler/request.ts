import { ts } from "ts-morph";

import { printString } from "../registration/style.ts";
import { assignmentTo, isNullishSafe, isOtherwiseWritten, memberName, memberOf, wrapped } from "../syntax/ask.ts";
import { isCheckStatusRequest } from "./durable.ts";
import { referencesTo } from "./references.ts";
import type { Handler } from "./state.ts";

/** Members of the request that mean the same in both models. */
const SAME = new Set(["params", "method", "url", "user"]);

/** Finds the uses of a name that holds the request. */
export function visitRequestUses(handler: Handler, name: ts.Identifier, inside: ts.Node): void {
  for (const use of referencesTo(name, inside, handler.checker)) visitRequest(handler, use, false);
}

/**
 * One use of the request. `replaces` tells that the expression itself (`context.req`) must give way to the parameter's
 * name. What cannot be said in the new request's terms asks for the request as the old model knew it.
 */
export function visitRequest(handler: Handler, use: ts.Expression, replaces: boolean): void {
  handler.needs.trigger = true;
  const request = (): string => handler.names.trigger;
  if (replaces) handler.edits.replace(use, request);

  const outer = wrapped(use);
  const member = memberOf(use);
  if (member !== undefined) return visitMember(handler, member, request);
  if (isTest(outer) || isCheckStatusRequest(use)) return;
  const parent = outer.parent;
  if (ts.isVariableDeclaration(parent) && parent.initializer === outer && ts.isIdentifier(parent.name)) {
    for (const alias of referencesTo(parent.name, handler.scope, handler.checker)) visitRequest(handler, alias, false);
    return;
  }
  if (ts.isVariableDeclaration(parent) && parent.initializer === outer && ts.isObjectBindingPattern(parent.name) && takeApart(handler, parent, parent.name, request)) return;
  handler.wholeRequest ??= use;
}

function visitMember(handler: Handler, member: ts.PropertyAccessExpression | ts.ElementAccessExpression, request: () => string): void {
  const name = memberName(member);
  if (name !== undefined && SAME.has(name)) return visitSame(handler, member, name);
  if (name === "originalUrl") return later(handler, () => handler.edits.replace(member, () => `${request()}.url`));
  if (name === "body") return void handler.bodies.push(member);
  if (name === "query" || name === "headers") return visitMap(handler, member, name, request);
  if (name === "get" && ts.isCallExpression(member.parent) && member.parent.expression === member && member.parent.arguments.length === 1) return visitGet(handler, member.parent, request);
  handler.wholeRequest ??= member;
}

function visitSame(handler: Handler, member: ts.Expression, name: string): void {
  const isWritten = assignmentTo(member) !== undefined || isOtherwiseWritten(member);
  if (isWritten) handler.wholeRequest ??= member;
  if (name === "user" && handler.typescript) handler.wholeRequest ??= member;
}

/** `req.query.x`, `req.headers["x"]`, and the whole of either. */
function visitMap(handler: Handler, member: ts.Expression, map: "query" | "headers", request: () => string): void {
  const inner = memberOf(member);
  if (inner === undefined || assignmentTo(inner) !== undefined || isOtherwiseWritten(inner)) {
    if (inner === undefined && isReadOnlyMapUse(handler, member)) return later(handler, () => handler.edits.replace(member, () => `Object.fromEntries(${request()}.${map})`));
    handler.wholeRequest ??= member;
    return;
  }
  const name = memberName(inner);
  if (map === "headers" && (name === undefined || name !== name.toLowerCase())) {
    // The old headers had lower-case names only: another spelling found nothing, and must go on doing so.
    handler.wholeRequest ??= inner;
    return;
  }
  if (ts.isCallExpression(inner.parent) && inner.parent.expression === inner) {
    handler.wholeRequest ??= inner;
    return;
  }
  later(handler, () => {
    handler.edits.replace(inner, render => {
      const key = name !== undefined ? printString(name, handler.style) : render((inner as ts.ElementAccessExpression).argumentExpression);
      return valueOf(handler, inner, `${request()}.${map}.get(${key})`);
    });
  });
}

function visitGet(handler: Handler, call: ts.CallExpression, request: () => string): void {
  later(handler, () => handler.edits.replace(call, render => valueOf(handler, call, `${request()}.headers.get(${render(call.arguments[0]!)})`)));
}

/** `get` gives null where the old map had undefined, and the old types said `string`. */
function valueOf(handler: Handler, node: ts.Expression, get: string): string {
  const outer = wrapped(node);
  if (isNullishSafe(node)) return get;
  const value = `${get} ?? undefined`;
  if (handler.typescript) return `((${value}) as string)`;
  const parent = outer.parent;
  const standsAlone =
    (ts.isVariableDeclaration(parent) && parent.initializer === outer) ||
    (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.right === outer) ||
    (ts.isCallExpression(parent) && parent.expression !== outer) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === outer) ||
    ts.isReturnStatement(parent) ||
    ts.isTemplateSpan(parent) ||
    ts.isParenthesizedExpression(outer);
  return standsAlone ? value : `(${value})`;
}

/** Reads of a whole map that a copy serves as well. TypeScript libraries before ES2019 do not know `Object.fromEntries`. */
function isReadOnlyMapUse(handler: Handler, member: ts.Expression): boolean {
  if (handler.typescript) return false;
  const outer = wrapped(member);
  const parent = outer.parent;
  if (assignmentTo(member) !== undefined || isOtherwiseWritten(member)) return false;
  if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name)) return true;
  return ts.isCallExpression(parent) || ts.isSpreadAssignment(parent) || ts.isForInStatement(parent) || ts.isPropertyAssignment(parent) || ts.isTemplateSpan(parent) || ts.isReturnStatement(parent);
}

function isTest(node: ts.Node): boolean {
  const parent = node.parent;
  if (ts.isIfStatement(parent) || ts.isConditionalExpression(parent)) return (ts.isIfStatement(parent) ? parent.expression : parent.condition) === node;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken && parent.left === node;
}

/** `const { body, query } = req`: what can be read off the new request is; anything else asks for the old one. */
function takeApart(handler: Handler, declaration: ts.VariableDeclaration, pattern: ts.ObjectBindingPattern, request: () => string): boolean {
  const parts = requestParts(handler, pattern, request);
  if (parts === undefined) return false;
  later(handler, () => {
    if (parts.some(part => part.isAsync)) {
      handler.needs.async = true;
      handler.runtime.add("readBody");
    }
    handler.edits.replace(declaration, render => parts.map(part => `${render(part.name)} = ${part.value()}`).join(", "));
  });
  return true;
}

export interface RequestPart {
  readonly name: ts.BindingName;
  readonly value: () => string;
  readonly isAsync: boolean;
}

/** The parts of the request that a pattern takes; undefined when one of them has no counterpart. */
export function requestParts(handler: Handler, pattern: ts.ObjectBindingPattern, request: () => string): RequestPart[] | undefined {
  const parts: RequestPart[] = [];
  for (const element of pattern.elements) {
    const key = element.propertyName ?? element.name;
    if (!ts.isIdentifier(key) || element.dotDotDotToken !== undefined || element.initializer !== undefined) return undefined;
    const value = partValue(handler, key.text, request);
    if (value === undefined) return undefined;
    parts.push({ name: element.name, value, isAsync: key.text === "body" });
  }
  return parts;
}

function partValue(handler: Handler, name: string, request: () => string): (() => string) | undefined {
  if (name === "body") return () => `await readBody(${request()})`;
  if (name === "originalUrl") return () => `${request()}.url`;
  if (name === "user" && handler.typescript) return undefined;
  if (SAME.has(name)) return () => `${request()}.${name}`;
  if ((name === "query" || name === "headers") && !handler.typescript) return () => `Object.fromEntries(${request()}.${name})`;
  return undefined;
}

function later(handler: Handler, edit: () => void): void {
  handler.requestEdits.push(edit);
}

/** Makes what the uses of the request asked for: its body at the top, or the request as the old model knew it. */
export function finishRequest(handler: Handler, freeName: (wanted: string) => string): void {
  const isCarried = handler.isHttp && handler.carried.has("req");
  if (isCarried) {
    handler.wholeRequest ??= handler.fn;
    handler.needs.trigger = true;
  }
  if (handler.wholeRequest !== undefined) {
    handler.names.parameter = freeName("request");
    handler.needs.async = true;
    handler.runtime.add("toV3Request");
    handler.top.unshift(`const ${handler.names.trigger} = await toV3Request(${handler.names.parameter})`);
    if (isCarried) handler.top.splice(1, 0, `${handler.names.context}.req = ${handler.names.trigger}`);
    return;
  }
  for (const edit of handler.requestEdits) edit();
  finishBody(handler, freeName);
}

function finishBody(handler: Handler, freeName: (wanted: string) => string): void {
  const { bodies } = handler;
  if (bodies.length === 0) return;
  handler.needs.async = true;
  handler.runtime.add("readBody");
  const read = `await readBody(${handler.names.trigger})`;

  const [only] = bodies;
  if (bodies.length === 1 && only !== undefined && isOwnInitializer(handler, only)) return handler.edits.replace(only, () => read);

  const isWritten = bodies.some(body => assignmentTo(body) !== undefined || isOtherwiseWritten(body));
  const name = freeName("body");
  handler.top.push(`${isWritten ? "let" : "const"} ${name} = ${read}`);
  for (const body of bodies) handler.edits.replace(body, () => name);
}

/** `const order = req.body` in the handler's own body: read there, and no second name is needed. */
export function isOwnInitializer(handler: Handler, body: ts.Expression): boolean {
  const outer = wrapped(body);
  return ts.isVariableDeclaration(outer.parent) && outer.parent.initializer === outer && ts.findAncestor(outer, ts.isFunctionLike) === handler.fn;
}
