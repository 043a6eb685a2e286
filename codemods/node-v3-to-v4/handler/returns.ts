import { ts } from "ts-morph";

import { printString } from "../registration/style.ts";
import { assignmentTo, bare, memberName, wrapped } from "../syntax/ask.ts";
import { doneCall, type Completion, type DoneCall } from "./completion.ts";
import { returnsOf } from "./flow.ts";
import { convertResponse } from "./response-literal.ts";
import { semicolonOf, type ResponsePlan } from "./response.ts";
import { note, Unsupported, type Handler } from "./state.ts";

/** Rewrites every way out of the handler: `return`, `done`, and the value that either gives. */
export function rewriteExits(handler: Handler, completion: Completion, plan: ResponsePlan): void {
  const done = handler.dones.map(use => ({ use, call: doneCall(use) }));
  const calls = new Map(done.flatMap(({ call }) => (call === undefined ? [] : [[call.call as ts.Node, call] as const])));
  const returns = returnsOf(handler.fn).filter(statement => !plan.consumed.has(statement));

  if (completion !== "straight") {
    for (const { use } of done) handler.edits.replace(use, () => "done");
    for (const { call } of done) if (call?.result !== undefined) rewriteLateResult(handler, call);
    for (const statement of returns) {
      if (completion === "callback") rewriteReturnInCallback(handler, statement);
      else if (statement.expression !== undefined && !calls.has(bare(statement.expression))) refuseOutputs(handler, statement.expression);
    }
    return;
  }

  for (const { call } of done) if (call !== undefined && call.statement !== undefined && !plan.consumed.has(call.statement)) rewriteDone(handler, call, call.statement, plan);
  const isRewritten = (statement: ts.ReturnStatement): boolean => done.some(({ call }) => call?.statement === statement);
  for (const statement of returns) if (!isRewritten(statement)) rewriteReturn(handler, statement, plan, calls);
}

/** `context.done(error, result)` where nothing follows. */
function rewriteDone(handler: Handler, { error, result }: DoneCall, statement: ts.Statement, plan: ResponsePlan): void {
  const exit = exitText(plan, ";");
  if (error !== undefined && result === undefined && isSurelyError(error)) return handler.edits.replace(statement, render => `throw ${render(error)};`);
  const sets = result === undefined ? undefined : outputSets(handler, result);
  if (result !== undefined && sets === undefined && handler.httpOutput === "$return") convertResponse(handler, result);
  if (result !== undefined && sets === undefined) sendNoFalsy(handler, result);
  const response = sets === undefined ? undefined : responseOf(handler, result!);
  if (response !== undefined) convertResponse(handler, response);
  if (error === undefined && result === undefined && exit === "" && isAtEnd(handler, statement)) return handler.edits.remove(statement);
  handler.edits.replace(statement, render => {
    const lines = error === undefined ? [] : [`if (${render(error)} != null) throw ${render(error)};`];
    if (sets !== undefined) lines.push(...sets(render).map(set => `${set};`));
    const bareExit = response !== undefined ? [`return ${render(response)};`] : exit !== "" ? [exit] : isAtEnd(handler, statement) ? [] : ["return;"];
    if (result === undefined || sets !== undefined) lines.push(...bareExit);
    else if (returnsValue(handler)) lines.push(`return ${render(result)};`);
    else lines.push(...(isPure(result) ? [] : [`${render(result)};`]), ...bareExit);
    return block(statement, lines);
  });
}

/** The last statement of the body: nothing has to be left early. */
function isAtEnd({ fn }: Handler, statement: ts.Statement): boolean {
  return fn.body !== undefined && ts.isBlock(fn.body) && fn.body.statements.at(-1) === statement;
}

/** The text that `catch (error)` and `new Error()` give is an error; anything else may be null. */
function isSurelyError(node: ts.Expression): boolean {
  const expression = bare(node);
  if (ts.isNewExpression(expression) || ts.isStringLiteralLike(expression) || ts.isTemplateExpression(expression) || ts.isObjectLiteralExpression(expression)) return true;
  if (!ts.isIdentifier(expression)) return false;
  return ts.findAncestor(node, at => ts.isCatchClause(at) && at.variableDeclaration?.name.getText() === expression.text) !== undefined;
}

function rewriteReturn(handler: Handler, statement: ts.ReturnStatement, plan: ResponsePlan, calls: ReadonlyMap<ts.Node, DoneCall>): void {
  const { edits, isHttp, httpOutput } = handler;
  const { expression } = statement;
  if (expression === undefined) {
    if (plan.exit !== "") edits.replace(statement, () => `return ${plan.exit}${semicolonOf(statement)}`);
    return;
  }
  if (calls.has(bare(expression))) return;
  const sets = httpOutput === "$return" ? undefined : outputSets(handler, expression);
  const response = sets === undefined ? undefined : responseOf(handler, expression);
  if (sets !== undefined) {
    if (response !== undefined) convertResponse(handler, response);
    edits.replace(statement, render => block(statement, [...sets(render).map(set => `${set};`), response !== undefined ? `return ${render(response)};` : exitText(plan, ";") || "return;"]));
    return;
  }
  if (isHttp && httpOutput === "$return") return returnResponse(handler, expression);
  if (isHttp) return dropResult(handler, statement, expression, plan);
  sendNoFalsy(handler, expression);
}

/** The http output is `$return`: what is returned is the response. */
export function returnResponse(handler: Handler, expression: ts.Expression): void {
  const value = bare(expression);
  const mayBePromise = !ts.isObjectLiteralExpression(value) && !ts.isAwaitExpression(value) && !ts.isConditionalExpression(value) && !ts.isNewExpression(value) && !isSurelyNoPromise(handler, value);
  if (mayBePromise) {
    handler.needs.async = true;
    handler.runtime.add("toResponse");
    handler.edits.insertBefore(expression, "toResponse(await ");
    handler.edits.insertAfter(expression, ")");
    return;
  }
  convertResponse(handler, expression);
}

/** An object whose members have the names of outputs sets these. */
function refuseOutputs(handler: Handler, expression: ts.Expression): void {
  if (handler.httpOutput === "$return" || handler.definition.bindings.some(binding => binding.name === "$return")) return;
  const type = handler.checker.getTypeAtLocation(expression);
  const parts = type.isUnion() ? type.types : [type];
  const named = handler.definition.bindings.find(({ direction, name }) => direction !== "in" && parts.some(part => part.getProperty(name) !== undefined));
  if (named !== undefined) throw new Unsupported("return-outputs", `What is returned has a member \`${named.name}\`, as an output is called.`, expression);
}

/** The old model ignored what an http function with a named output returned, and so must the new one. */
function dropResult(handler: Handler, statement: ts.ReturnStatement, expression: ts.Expression, plan: ResponsePlan): void {
  refuseOutputs(handler, expression);
  const assignment = handler.responses.some(use => assignmentTo(use) !== undefined && wrapped(assignmentTo(use)!) === wrapped(bare(expression)));
  if (isPure(expression) && !assignment && mayNameOutputs(handler, expression)) note(handler, "ignored-return", "What is returned is of unknown type: the old model would have set outputs from an object with members of their names; it is dropped.", statement);
  if (!isPure(expression) && !assignment && !isVoid(handler, expression)) note(handler, "ignored-return", "What the handler returns was ignored by the old model; it is evaluated and dropped.", statement);
  const exit = plan.exit === "" ? "return;" : `return ${plan.exit};`;
  const waits = !assignment && !ts.isAwaitExpression(bare(expression)) && !isSurelyNoPromise(handler, bare(expression));
  if (isPure(expression) && !waits) return handler.edits.replace(statement, () => exit);
  if (waits) handler.needs.async = true;
  handler.edits.replace(statement, render => {
    const text = render(expression);
    return block(statement, [`${waits ? "await " : ""}${text.startsWith("{") || text.startsWith("function") ? `(${text})` : text};`, exit]);
  });
}

function mayNameOutputs({ checker, definition }: Handler, expression: ts.Expression): boolean {
  const value = bare(expression);
  if (!ts.isPropertyAccessExpression(value) && !(ts.isIdentifier(value) && value.text !== "undefined")) return false;
  const { flags } = checker.getTypeAtLocation(expression);
  return (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 && definition.bindings.some(({ direction }) => direction !== "in");
}

/** Whether the returned value reaches the host: an output named `$return`, or none that the value could name. */
function returnsValue(handler: Handler): boolean {
  return !handler.isHttp || handler.httpOutput === "$return";
}

/** The output named `$return` got nothing when the value was an empty string, 0 or false. */
export function sendNoFalsy(handler: Handler, expression: ts.Expression): void {
  const value = bare(expression);
  if (!dropsFalsy(handler) || isSurelyTruthy(value)) return;
  const waits = !ts.isAwaitExpression(value) && !isSurelyNoPromise(handler, value);
  if (waits) handler.needs.async = true;
  const cast = handler.typescript && handler.fn.type !== undefined ? ["(", ") as any"] : ["", ""];
  const inner = isCallLike(value) ? ["", ""] : ["(", ")"];
  const outer = waits ? ["(await ", ")"] : ["", ""];
  handler.edits.insertBefore(expression, `${cast[0]}${outer[0]}${inner[0]}`);
  handler.edits.insertAfter(expression, `${inner[1]}${outer[1]} || undefined${cast[1]}`);
}

/** A function that is not http and has an output named `$return`. */
export function dropsFalsy({ isHttp, definition }: Handler): boolean {
  return !isHttp && definition.bindings.some(({ name, direction }) => name === "$return" && direction !== "in");
}

function isSurelyTruthy(value: ts.Expression): boolean {
  if (ts.isTemplateExpression(value)) return value.head.text !== "" || value.templateSpans.some(({ literal }) => literal.text !== "");
  return (ts.isStringLiteralLike(value) && value.text !== "") || ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value) || ts.isNewExpression(value) || (ts.isIdentifier(value) && value.text === "undefined");
}

function isCallLike(value: ts.Expression): boolean {
  return ts.isIdentifier(value) || ts.isCallExpression(value) || ts.isPropertyAccessExpression(value);
}

/** `{ out: value }` keyed by names of outputs: the sets that say the same. Undefined when the value is nothing of the kind. */
function outputSets(handler: Handler, node: ts.Expression): ((render: (node: ts.Node) => string) => string[]) | undefined {
  const literal = bare(node);
  if (!ts.isObjectLiteralExpression(literal) || literal.properties.length === 0 || handler.definition.bindings.some(binding => binding.name === "$return")) return undefined;
  const outputs = new Set(handler.definition.bindings.filter(binding => binding.direction !== "in").map(binding => binding.name));
  const named = literal.properties.filter(property => property.name !== undefined && (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name)) && outputs.has(property.name.text));
  if (named.length === 0) return undefined;
  if (!literal.properties.every(property => ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property))) throw new Unsupported("return-outputs", "The returned outputs are not all named.", node);
  handler.needs.context = true;
  const sets = (named as (ts.PropertyAssignment | ts.ShorthandPropertyAssignment)[]).filter(property => !isResponse(handler, property));
  for (const property of sets) handler.asked.add((property.name as ts.Identifier).text);
  return render => sets.map(property => `${handler.names.context}.extraOutputs.set(${printString((property.name as ts.Identifier).text, handler.style)}, ${ts.isPropertyAssignment(property) ? render(property.initializer) : render(property.name)})`);
}

function isResponse(handler: Handler, property: ts.ObjectLiteralElementLike): boolean {
  return handler.isHttp && property.name !== undefined && ts.isIdentifier(property.name) && property.name.text === handler.httpOutput;
}

function responseOf(handler: Handler, node: ts.Expression): ts.Expression | undefined {
  const literal = bare(node) as ts.ObjectLiteralExpression;
  const property = literal.properties.find(candidate => isResponse(handler, candidate));
  if (property === undefined) return undefined;
  return ts.isPropertyAssignment(property) ? property.initializer : (property.name as ts.Identifier);
}

/** `done(null, { out: value })` inside a callback. */
function rewriteLateResult(handler: Handler, { call, result }: DoneCall): void {
  const sets = outputSets(handler, result!);
  if (sets !== undefined) {
    if (responseOf(handler, result!) !== undefined) throw new Unsupported("done-result", "`done` is given the response inside a callback.", call);
    handler.edits.replace(call, render => `(${[...sets(render), "done()"].join(", ")})`);
  } else if (handler.isHttp && handler.httpOutput !== "$return" && !isPure(result!)) {
    note(handler, "ignored-return", "What `done` was given beside the error was ignored by the old model.", call);
  }
}

/** A synchronous handler that calls `done` later and also returns something: a promise counts, anything else does not. */
function rewriteReturnInCallback(handler: Handler, statement: ts.ReturnStatement): void {
  const { expression } = statement;
  if (expression === undefined || !isPromiseOfCallback(handler, expression)) return;
  handler.edits.replace(statement, render => `return ${render(expression)}.then(resolve, reject)${semicolonOf(statement)}`);
}

/** Whether what a handler returns that calls `done` later is a promise, which counts too. */
export function isPromiseOfCallback(handler: Handler, expression: ts.Expression): boolean {
  const value = bare(expression);
  if (isSurelyNoPromise(handler, value) || isDoneCall(handler, expression)) return false;
  const isPromise = (ts.isCallExpression(value) && ["then", "catch", "finally"].includes(memberName(value.expression) ?? "")) || handler.checker.getTypeAtLocation(value).getProperty("then") !== undefined;
  if (!isPromise) throw new Unsupported("unknown-return", "The handler calls `done` later and returns something that may be a promise.", expression);
  refuseOutputs(handler, expression);
  return true;
}

function isDoneCall(handler: Handler, node: ts.Expression): boolean {
  return handler.dones.some(use => doneCall(use)?.call === bare(node));
}

/** Whether waiting for the value would change nothing: its type is known and has no `then`. */
export function isSurelyNoPromise(handler: Handler, node: ts.Expression): boolean {
  if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) || ts.isLiteralExpression(node) || isFunctionLike(node)) return true;
  const type = handler.checker.getTypeAtLocation(node);
  if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter)) !== 0) return isPure(node) && !ts.isIdentifier(node);
  return (type.isUnion() ? type.types : [type]).every(part => part.getProperty("then") === undefined);
}

function isFunctionLike(node: ts.Node): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function isVoid(handler: Handler, node: ts.Expression): boolean {
  const type = handler.checker.getTypeAtLocation(bare(node));
  return (type.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) !== 0;
}

export function isPure(node: ts.Expression): boolean {
  const expression = bare(node);
  return ts.isIdentifier(expression) || ts.isLiteralExpression(expression) || expression.kind === ts.SyntaxKind.NullKeyword || expression.kind === ts.SyntaxKind.TrueKeyword || expression.kind === ts.SyntaxKind.FalseKeyword || (ts.isVoidExpression(expression) && isPure(expression.expression));
}

function exitText(plan: ResponsePlan, semicolon: string): string {
  return plan.exit === "" ? "" : `return ${plan.exit}${semicolon}`;
}

/** Several statements in the place of one: in braces where the old one had none around it. */
function block(statement: ts.Statement, lines: readonly string[]): string {
  if (lines.length <= 1) return lines[0] ?? "";
  const text = statement.getSourceFile().text;
  const lineStart = text.lastIndexOf("\n", statement.getStart() - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, statement.getStart()))![0];
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  if (ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent) || ts.isCaseOrDefaultClause(statement.parent)) return lines.join(`${newline}${indent}`);
  return `{ ${lines.join(" ")} }`;
}
