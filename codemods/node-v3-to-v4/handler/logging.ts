import { ts } from "ts-morph";

import { assignmentTo, isOtherwiseWritten, memberName, memberOf, soleDeclaration, wrapped } from "../syntax/ask.ts";
import { referencesTo } from "./references.ts";
import { Unsupported, type Handler } from "./state.ts";

/** Levels of the old `context.log`, and the methods of the new context that log at the same level. */
const LEVELS: Readonly<Record<string, string>> = { error: "error", warn: "warn", info: "info", verbose: "trace" };

/** Methods that call what they are given with plain arguments: an arrow function in its place is enough. */
const CALLBACK_TAKERS = new Set(["then", "catch", "finally", "forEach", "map", "on", "once", "addListener", "filter"]);

/** `context.log(…)`, `context.log.error(…)`, and the logger or one of its functions as a value. */
export function visitLog(handler: Handler, member: ts.Expression, base: string): void {
  const outer = wrapped(member);
  if (isCallee(outer)) {
    if (ts.isIdentifier(member)) handler.edits.replace(member, () => `${base}.log`);
    return;
  }

  const inner = memberOf(member);
  if (inner !== undefined) return visitLevel(handler, inner, base);

  const parent = outer.parent;
  const statement = ts.isVariableDeclaration(parent) && parent.initializer === outer ? soleDeclaration(parent) : undefined;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && statement !== undefined) {
    for (const use of referencesTo(parent.name, handler.scope, handler.checker)) visitLog(handler, use, base);
    handler.edits.remove(statement);
    return;
  }
  if (ts.isIfStatement(parent)) return;
  if (ts.isShorthandPropertyAssignment(parent)) throw new Unsupported("logger-value", "The logger is handed on in an object.", member);
  if (isCallbackArgument(outer)) handler.edits.replace(member, () => arrow(handler, `${base}.log`));
  else {
    handler.runtime.add("toV3Logger");
    handler.edits.replace(member, () => `toV3Logger(${base.replace(/\?$/, "")})`);
  }
}

function visitLevel(handler: Handler, member: ts.PropertyAccessExpression | ts.ElementAccessExpression, base: string): void {
  if (memberName(member) === undefined && assignmentTo(member) === undefined && !isOtherwiseWritten(member)) return visitComputedLevel(handler, member, base);
  const method = LEVELS[memberName(member) ?? ""];
  if (method === undefined) throw new Unsupported("log-member", `\`${member.getText()}\` has no counterpart.`, member);
  const outer = wrapped(member);
  if (memberOf(member) !== undefined) throw new Unsupported("log-member", `\`${member.getText()}\` is used as an object.`, member);
  const isValue = !isCallee(outer) && !ts.isIfStatement(outer.parent);
  handler.edits.replace(member, () => (isValue ? arrow(handler, `${base}.${method}`) : `${base}.${method}`));
}

/** `context.log[level]`: the old logger has all levels under their names. */
function visitComputedLevel(handler: Handler, member: ts.PropertyAccessExpression | ts.ElementAccessExpression, base: string): void {
  handler.runtime.add("toV3Logger");
  handler.edits.replace(member.expression, () => `toV3Logger(${base.replace(/\?$/, "")})`);
}

function arrow(handler: Handler, method: string): string {
  return handler.typescript ? `((...args: any[]) => ${method}(...args))` : `((...args) => ${method}(...args))`;
}

function isCallee(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression === node;
}

function isCallbackArgument(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression !== node && CALLBACK_TAKERS.has(memberName(node.parent.expression) ?? "");
}
