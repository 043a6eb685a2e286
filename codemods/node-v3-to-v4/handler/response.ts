import { ts } from "ts-morph";

import { assignmentTo, functionAround, memberOf, wrapped } from "../syntax/ask.ts";
import { chainOf, literalOf, noteChain } from "./chain.ts";
import type { Completion } from "./completion.ts";
import { isLast, returnsOf } from "./flow.ts";
import { isStatementLike } from "./bindings.ts";
import { convertResponse, isConvertible } from "./response-literal.ts";
import { note, Unsupported, type Handler } from "./state.ts";

/** How the response leaves the handler. */
export interface ResponsePlan {
  /** What a bare exit returns; empty when it returns nothing. */
  readonly exit: string;
  /** A declaration for the top of the body. */
  readonly declaration?: string;
  /** Statements that have become a `return` of their own, or stand behind one. */
  readonly consumed: ReadonlySet<ts.Statement>;
}

/** Plans every use of `context.res`: returned where it is set, or kept in a variable that every exit returns. */
export function planResponse(handler: Handler, completion: Completion, isEnd: (statement: ts.Statement) => boolean, freeName: (wanted: string) => string): ResponsePlan {
  const { responses, httpOutput, isHttp } = handler;
  if (!isHttp) return planOutsideHttp(handler);
  const isReturned = httpOutput !== undefined && httpOutput !== "$return";
  if (handler.carried.has("res")) return planCarried(handler, completion, isReturned);
  if (responses.length === 0) return { exit: isReturned ? "{}" : "", consumed: new Set() };
  if (isReturned && completion === "straight") {
    const direct = planDirect(handler, isEnd);
    if (direct !== undefined) return { exit: "{}", consumed: direct };
  }
  refuseInFinally(handler);
  return planVariable(handler, completion, isReturned, freeName);
}

/** Code outside the handler sets the response: it stays a member of the context, and is returned from there. */
function planCarried(handler: Handler, completion: Completion, isReturned: boolean): ResponsePlan {
  const { runtime, names, carried, responses } = handler;
  handler.needs.context = true;
  runtime.add("createResponse");
  const place = `${names.context}.res`;
  for (const use of responses) handler.edits.replace(use, () => place);
  const ends = carried.has("end") || responses.some(use => chainOf(use)?.ends === true || escapes(use));
  const declaration = `${place} = createResponse(${ends && completion !== "straight" ? "() => done()" : ""})`;
  if (isReturned) runtime.add("toResponse");
  else noteUnsent(handler, responses[0] ?? handler.fn);
  return { exit: isReturned ? `toResponse(${place})` : "", declaration, consumed: new Set() };
}

/** Without an http trigger nobody sends `context.res`; it stays a property that the code set. */
function planOutsideHttp(handler: Handler): ResponsePlan {
  const [first] = handler.responses;
  if (first !== undefined) {
    if (handler.httpOutput !== undefined) throw new Unsupported("http-output", "The function has an http output but no http trigger.", first);
    if (handler.typescript) for (const use of handler.responses) handler.edits.replace(use, () => `(${handler.names.context} as any).res`);
  }
  return { exit: "", consumed: new Set() };
}

/** Each use is the last thing that happens: it becomes a `return`. Undefined when one is not. */
function planDirect(handler: Handler, isEnd: (statement: ts.Statement) => boolean): Set<ts.Statement> | undefined {
  const consumed = new Set<ts.Statement>();
  const edits: (() => void)[] = [];
  for (const use of handler.responses) {
    if (functionAround(use) !== handler.fn) return undefined;
    const edit = directEdit(handler, use, isEnd, consumed);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  for (const edit of edits) edit();
  return consumed;
}

function directEdit(handler: Handler, use: ts.Expression, isEnd: (statement: ts.Statement) => boolean, consumed: Set<ts.Statement>): (() => void) | undefined {
  const { edits, fn } = handler;
  const assignment = assignmentTo(use);
  if (assignment !== undefined) {
    if (assignment.operatorToken.kind !== ts.SyntaxKind.EqualsToken || isFalsy(assignment.right)) return undefined;
    const outer = wrapped(assignment);
    const toReturn = (): void => convertResponse(handler, assignment.right);
    if (fn.body === outer) return () => {
      toReturn();
      edits.replace(fn.body!, render => (ts.isObjectLiteralExpression(assignment.right) ? `(${render(assignment.right)})` : render(assignment.right)));
    };
    if (ts.isReturnStatement(outer.parent)) {
      consumed.add(outer.parent);
      return () => {
        toReturn();
        edits.replace(outer, render => render(assignment.right));
      };
    }
    return ts.isExpressionStatement(outer.parent) ? returning(handler, outer.parent, assignment.right, toReturn, isEnd, consumed) : undefined;
  }
  return chainEdit(handler, use, isEnd, consumed);
}

function returning(handler: Handler, statement: ts.ExpressionStatement, value: ts.Expression, plan: () => void, isEnd: (statement: ts.Statement) => boolean, consumed: Set<ts.Statement>): (() => void) | undefined {
  const noise = new Set<ts.Statement>();
  if (!isLast(statement, handler.fn, isEnd, noise)) return undefined;
  consumed.add(statement);
  for (const next of noise) consumed.add(next);
  return () => {
    plan();
    handler.edits.replace(statement, render => `return ${render(value)}${semicolonOf(statement)}`);
    for (const next of noise) handler.edits.remove(next);
  };
}

function chainEdit(handler: Handler, use: ts.Expression, isEnd: (statement: ts.Statement) => boolean, consumed: Set<ts.Statement>): (() => void) | undefined {
  const chain = chainOf(use);
  const print = chain === undefined ? undefined : literalOf(handler, chain);
  if (chain === undefined || print === undefined) return undefined;
  const outer = wrapped(chain.top);
  const statement = outer.parent;
  const noise = new Set<ts.Statement>();
  const isConcise = handler.fn.body === outer;
  if (!isConcise && !ts.isReturnStatement(statement) && !(ts.isExpressionStatement(statement) && isLast(statement, handler.fn, isEnd, noise))) return undefined;
  if (!isConcise) consumed.add(statement as ts.Statement);
  for (const next of noise) consumed.add(next);
  return () => {
    noteChain(handler, chain);
    if (isConcise) handler.edits.replace(outer, render => `(${print(render)})`);
    else handler.edits.replace(statement, render => `return ${print(render)}${semicolonOf(statement)}`);
    for (const next of noise) handler.edits.remove(next);
  };
}

/** The response in a variable, in the new model's shape when every value is a literal of it, else in the old one's. */
function planVariable(handler: Handler, completion: Completion, isReturned: boolean, freeName: (wanted: string) => string): ResponsePlan {
  const { responses, edits, typescript } = handler;
  const name = freeName("res");
  const assignments = responses.map(use => assignmentTo(use));
  const isWhole = assignments.every(assignment => assignment !== undefined && assignment.operatorToken.kind === ts.SyntaxKind.EqualsToken && isStatementLike(assignment) && !isFalsy(assignment.right) && isConvertible(handler, assignment.right));
  for (const use of responses) edits.replace(use, () => name);
  if (isWhole && isReturned) {
    for (const assignment of assignments) convertResponse(handler, assignment!.right);
    return { exit: name, declaration: `let ${name}${typescript ? ": HttpResponseInit" : ""} = {}`, consumed: new Set() };
  }

  handler.runtime.add("createResponse");
  const isReplaced = assignments.some(assignment => assignment !== undefined);
  const ends = responses.some(use => chainOf(use)?.ends === true || escapes(use));
  const done = ends && completion !== "straight" ? "() => done()" : "";
  const declaration = `${isReplaced ? "let" : "const"} ${name}${typescript ? ": any" : ""} = createResponse(${done})`;
  if (!isReturned) {
    noteUnsent(handler, responses[0]!);
    return { exit: "", declaration, consumed: new Set() };
  }
  handler.runtime.add("toResponse");
  return { exit: `toResponse(${name})`, declaration, consumed: new Set() };
}

function noteUnsent(handler: Handler, node: ts.Node): void {
  note(handler, "unsent-response", "The http output is `$return`, or missing: the host never sent what `context.res` holds, and it is not sent now. Return it if it is meant.", node);
}

/** The response itself is handed on: who has it may end it. */
function escapes(use: ts.Expression): boolean {
  return memberOf(use) === undefined && assignmentTo(use) === undefined;
}

/** What a `finally` sets would come too late for a `return` inside its `try`, and for what becomes one. */
function refuseInFinally(handler: Handler): void {
  const exits = [...returnsOf(handler.fn), ...handler.dones, ...handler.responses.filter(use => chainOf(use)?.ends === true)];
  for (const use of handler.responses) {
    const found = ts.findAncestor(use, node => ts.isBlock(node) && ts.isTryStatement(node.parent) && node.parent.finallyBlock === node);
    if (found !== undefined && exits.some(exit => ts.findAncestor(exit, node => node === found.parent) !== undefined)) throw new Unsupported("response-in-finally", "The response is set in a `finally` block.", use);
  }
}

function isFalsy(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");
}

/** The statement's own semicolon, if it has one. */
export function semicolonOf(statement: ts.Node): string {
  return statement.getText().endsWith(";") ? ";" : "";
}
