import { ts } from "ts-morph";

import { functionAround, isAsync, wrapped } from "../syntax/ask.ts";
import { chainOf } from "./chain.ts";
import { isLast } from "./flow.ts";
import type { Handler } from "./state.ts";

/**
 * How the old handler ends. `straight`: by itself, or by `done` where nothing follows. `callback`: a synchronous handler
 * whose `done` is called later. `race`: an async handler that also calls `done`, whichever comes first.
 */
export type Completion = "straight" | "callback" | "race";

/** A call of `done`, or a chain of the response that ends it. */
export interface DoneCall {
  readonly call: ts.CallExpression;
  readonly error: ts.Expression | undefined;
  readonly result: ts.Expression | undefined;
  readonly statement: ts.ExpressionStatement | ts.ReturnStatement | undefined;
}

/** The call whose callee is this use of `context.done`; undefined when `done` is handed on as a value. */
export function doneCall(use: ts.Expression): DoneCall | undefined {
  const outer = wrapped(use);
  const call = outer.parent;
  if (!ts.isCallExpression(call) || call.expression !== outer) return undefined;
  const [error, result] = call.arguments;
  return { call, error: isNone(error) ? undefined : error, result: isNone(result) ? undefined : result, statement: statementOf(call) };
}

/** The statement that is nothing but this expression, or returns it. */
export function statementOf(expression: ts.Expression): ts.ExpressionStatement | ts.ReturnStatement | undefined {
  let at: ts.Node = wrapped(expression);
  if (ts.isVoidExpression(at.parent) || ts.isAwaitExpression(at.parent)) at = at.parent;
  return ts.isExpressionStatement(at.parent) || ts.isReturnStatement(at.parent) ? at.parent : undefined;
}

function isNone(node: ts.Expression | undefined): boolean {
  return node === undefined || node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");
}

/** Decides by where `done` is called. */
export function completionOf(handler: Handler): Completion {
  const { fn } = handler;
  const ends = [
    ...handler.dones.map(use => doneCall(use)),
    ...handler.responses.flatMap(use => {
      const chain = chainOf(use);
      return chain?.ends === true ? [{ call: chain.top, error: undefined, result: undefined, statement: statementOf(chain.top) }] : [];
    }),
  ];
  const isEnd = (statement: ts.Statement): boolean => ends.some(end => end?.statement === statement);
  const isStraight = ends.every(end => {
    if (end?.statement === undefined) return fn.body === (end === undefined ? undefined : wrapped(end.call));
    if (functionAround(end.statement) !== fn) return false;
    return ts.isReturnStatement(end.statement) || isLast(end.statement, fn, isEnd, new Set());
  });
  if (isStraight && !handler.carried.has("done") && !handler.carried.has("end")) return "straight";
  return isAsync(fn) ? "race" : "callback";
}
