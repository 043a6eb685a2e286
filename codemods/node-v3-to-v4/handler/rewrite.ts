import { ts } from "ts-morph";

import type { CodeStyle } from "../registration/style.ts";
import { assignmentTo, bare, freeName, isAsync, walk, wrapped, type FunctionNode } from "../syntax/ask.ts";
import type { Replacements } from "../syntax/render.ts";
import { startBatch } from "./batch.ts";
import { startInouts } from "./bindings.ts";
import { completionOf, doneCall, statementOf, type Completion } from "./completion.ts";
import { chainOf } from "./chain.ts";
import { rewriteDurableCall } from "./durable.ts";
import { canEnd } from "./flow.ts";
import { openHandler, type RewriteInput } from "./open.ts";
import { finishRequest, isOwnInitializer } from "./request.ts";
import { planResponse, type ResponsePlan } from "./response.ts";
import { dropsFalsy, isPromiseOfCallback, isPure, isSurelyNoPromise, returnResponse, rewriteExits, sendNoFalsy } from "./returns.ts";
import { isPropertyName } from "./references.ts";
import { readParameters } from "./signature.ts";
import { note, Unsupported, type Handler } from "./state.ts";
import { rewriteSignature } from "./rewrite-signature.ts";

/** Rewrites one handler into a set of replacements of its own. Throws {@link Unsupported} with the reason when it cannot. */
export function rewriteHandler(input: RewriteInput): Handler {
  const handler = openHandler(input);
  const { fn } = handler;
  const taken = handler.taken;
  const free = (wanted: string): string => {
    const name = freeName(wanted, fn, taken);
    taken.add(name);
    return name;
  };
  refuseUnfollowable(handler);
  readParameters(handler, free);
  walk(fn, node => {
    if (ts.isCallExpression(node)) rewriteDurableCall(node, handler.edits, handler.checker);
  });

  const completion = completionOf(handler);
  const { body } = fn;
  if (completion === "straight" && body !== undefined && !ts.isBlock(body) && !isDoneBody(handler, body)) sendNoFalsy(handler, body);
  const ends = endStatements(handler);
  const plan = planResponse(handler, completion, statement => ends.has(statement), free);
  rewriteExits(handler, completion, plan);
  noteHanging(handler, completion);
  startInouts(handler);
  startBatch(handler);
  finishRequest(handler, free);
  finishData(handler, free);
  if (completion !== "straight" || waitsForConcise(handler, plan)) handler.needs.async = true;
  rewriteSignature(handler, plan.exit !== "" || handler.httpOutput === "$return");
  rewriteBody(handler, completion, plan);
  return handler;
}

function refuseUnfollowable(handler: Handler): void {
  const { fn, trigger } = handler;
  if (fn.body === undefined) throw new Unsupported("no-body", "The handler has no body.", fn);
  if (fn.asteriskToken !== undefined && trigger.type.toLowerCase() !== "orchestrationtrigger") throw new Unsupported("generator", "The handler is a generator.", fn);
  const [own] = ownWords(fn);
  if (own === undefined) return;
  if (own.kind !== ts.SyntaxKind.ThisKeyword) throw new Unsupported("arguments", "The handler uses `arguments`.", own);
  handler.usesThis = true;
}

/** The handler reads `this`: what its module exports, when that is an object. */
export function usesThis(fn: FunctionNode | undefined): boolean {
  return fn !== undefined && ownWords(fn).some(word => word.kind === ts.SyntaxKind.ThisKeyword);
}

/** `arguments` and `this` of the function itself, in this order; an arrow function has those of the module around it. */
function ownWords(fn: FunctionNode): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.ThisKeyword && !ts.isArrowFunction(fn)) found.push(node);
    if (ts.isIdentifier(node) && node.text === "arguments" && !isPropertyName(node)) found.unshift(node);
    if (ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node) || ts.isClassLike(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node)) return;
    ts.forEachChild(node, visit);
  };
  if (fn.body !== undefined) visit(fn.body);
  return found;
}

/** Statements that end the invocation by themselves. */
function endStatements(handler: Handler): Set<ts.Statement> {
  const found = new Set<ts.Statement>();
  for (const use of handler.dones) {
    const call = doneCall(use);
    if (call?.statement !== undefined && call.error === undefined && (call.result === undefined || isPure(call.result))) found.add(call.statement);
  }
  for (const use of handler.responses) {
    const chain = chainOf(use);
    const statement = chain?.ends === true && chain.top !== undefined ? statementOf(chain.top) : undefined;
    if (statement !== undefined && chain!.links.at(-1)!.arguments.length === 0 && chain!.links.length === 1) found.add(statement);
  }
  return found;
}

function noteHanging(handler: Handler, completion: Completion): void {
  const { fn } = handler;
  if (isAsync(fn) || fn.asteriskToken !== undefined || completion !== "straight" || handler.dones.length > 0) return;
  if (handler.responses.some(use => chainOf(use)?.ends === true)) return;
  const type = handler.trigger.type.toLowerCase();
  if (type === "orchestrationtrigger" || type === "entitytrigger") return;
  if (!ts.isBlock(fn.body!)) return;
  note(handler, "never-done", "A handler that neither is async nor calls `context.done` ran into its time limit unless it returned a promise; it completes now.", fn.parameters[0] ?? fn);
}

/** The binding data of a request: in a variable of the handler, or on the context for places outside that expect it there. */
function finishData(handler: Handler, free: (wanted: string) => string): void {
  const { names, carried, data, edits } = handler;
  const isCarried = carried.has("bindingData") && handler.isHttp;
  if (data.length === 0 && !isCarried) return;
  handler.needs.async = true;
  handler.needs.trigger = true;
  handler.needs.context = true;
  handler.runtime.add("toV3BindingData");
  const read = `await toV3BindingData(${names.parameter}, ${names.context})`;
  const [only] = data;
  if (!isCarried && data.length === 1 && only !== undefined && isOwnInitializer(handler, only)) return edits.replace(only, () => read);

  const place = isCarried ? `${names.context}.bindingData` : free("bindingData");
  handler.top.push(`${isCarried ? "" : "const "}${place} = ${read}`);
  for (const use of data) edits.replace(use, () => place);
}

/** Statements at the top, the promise around a callback handler, and the exit at the end. */
function rewriteBody(handler: Handler, completion: Completion, plan: ResponsePlan): void {
  const { fn, edits, style } = handler;
  const body = fn.body!;
  const semicolon = style.semicolon;
  const top = [...handler.top, ...(plan.declaration === undefined ? [] : [plan.declaration])].map(text => text + semicolon);
  if (!ts.isBlock(body) && completion === "straight") return rewriteConcise(handler, body, top, plan);

  const inner = indentInside(body, style);
  const outer = indentOf(body);
  const { newline } = style;
  const endExit = plan.exit === "" ? [] : [`return ${plan.exit}${semicolon}`];
  if (completion !== "straight") {
    const printed = edits.printerOf(body);
    const isReturned = !ts.isBlock(body) && completion === "callback" && isPromiseOfCallback(handler, body);
    edits.replace(body, render => {
      const expression = (): string => `${completion === "race" ? "return " : ""}${printed === undefined ? render.inner(body) : printed(render)}${isReturned ? ".then(resolve, reject)" : ""}${semicolon}`;
      const statements = ts.isBlock(body) ? statementsText(body, render, newline) : `${inner}${expression()}`;
      const promise = completion === "callback" ? statements : `(async () => {${newline}${shift(statements, style.indent + style.indent)}${newline}${inner}${style.indent}})().then(resolve, reject)${semicolon}`;
      const result = handler.httpOutput === "$return" || (!handler.isHttp && plan.exit === "");
      const wait = "await new Promise((resolve, reject) => {";
      if (handler.httpOutput === "$return") handler.runtime.add("toResponse");
      const [head, tail] = !result ? ["", ""] : handler.httpOutput === "$return" ? ["return toResponse(", ")"] : dropsFalsy(handler) ? ["return (", ") || undefined"] : ["return ", ""];
      const declared = plan.declaration?.includes("done()") === true;
      const types = handler.typescript ? "error?: any, result?: any" : "error, result";
      const done = `${declared ? "" : "const "}done = (${types}) => (error != null ? reject(error) : resolve(result))`;
      const lines = [
        ...(declared ? [`${inner}let done${handler.typescript ? ": any" : ""}${semicolon}`] : []),
        ...top.map(line => inner + line),
        `${inner}${head}${wait.replace("new Promise", handler.typescript ? "new Promise<any>" : "new Promise")}`,
        `${inner}${style.indent}${done}${semicolon}`,
        ...(handler.carried.has("done") ? [`${inner}${style.indent}${handler.names.context}.done = done${semicolon}`] : []),
        completion === "callback" ? shift(statements, style.indent) : `${inner}${style.indent}${promise}`,
        `${inner}})${tail}${semicolon}`,
        ...endExit.map(line => inner + line),
      ];
      return `{${newline}${lines.join(newline)}${newline}${outer}}`;
    });
    return;
  }
  if (!ts.isBlock(body)) return;

  const [first] = body.statements;
  if (top.length > 0) {
    const text = top.map(line => `${line}${newline}${inner}`).join("");
    if (first !== undefined) edits.insertBefore(firstKept(body, edits) ?? first, text);
    else edits.replace(body, () => `{${newline}${inner}${top.join(newline + inner)}${newline}${[...endExit].map(line => inner + line + newline).join("")}${outer}}`);
  }
  if (endExit.length === 0 || isClosed(handler, body, plan)) return;
  const last = body.statements.at(-1);
  if (last === undefined) {
    if (top.length === 0) edits.replace(body, () => `{${newline}${inner}${endExit[0]}${newline}${outer}}`);
    return;
  }
  const isOneLine = !body.getText().includes("\n");
  const place = lastKept(body, edits);
  const text = isOneLine ? ` ${endExit[0]}` : `${newline}${inner}${endExit[0]}`;
  if (place !== undefined) edits.insertAfter(place, text);
  else edits.replace(body, () => `{${newline}${inner}${endExit[0]}${newline}${outer}}`);
}

function firstKept(body: ts.Block, edits: Replacements): ts.Statement | undefined {
  return body.statements.find(statement => !edits.isRemoved(statement));
}

function lastKept(body: ts.Block, edits: Replacements): ts.Statement | undefined {
  return body.statements.findLast(statement => !edits.isRemoved(statement));
}

/** Whether the end of the body is out of reach, with those statements counted that have become a `return`. */
function isClosed(handler: Handler, body: ts.Block, plan: ResponsePlan): boolean {
  const turned = new Set<ts.Statement>(plan.consumed);
  for (const use of handler.dones) {
    const statement = doneCall(use)?.statement;
    if (statement !== undefined) turned.add(statement);
  }
  return !canEnd(body.statements, turned);
}

/** The value of the body is not what the new model is to be given: it is waited for, and dropped. */
function isDropped(handler: Handler, body: ts.Expression, plan: ResponsePlan): boolean {
  return handler.isHttp && handler.httpOutput !== "$return" && !(plan.exit === "{}" && handler.edits.has(body)) && !isDoneBody(handler, body);
}

function isDoneBody(handler: Handler, body: ts.Expression): boolean {
  return handler.dones.some(use => wrapped(doneCall(use)?.call ?? use) === wrapped(body));
}

function waitsForConcise(handler: Handler, plan: ResponsePlan): boolean {
  const { body } = handler.fn;
  if (body === undefined || ts.isBlock(body) || !isDropped(handler, body, plan)) return false;
  const isResponse = handler.responses.some(use => assignmentTo(use) === bare(body));
  return !ts.isAwaitExpression(bare(body)) && !isResponse && !isSurelyNoPromise(handler, bare(body));
}

function rewriteConcise(handler: Handler, body: ts.Expression, top: readonly string[], plan: ResponsePlan): void {
  const { edits, style, isHttp, httpOutput } = handler;
  const isDone = isDoneBody(handler, body);
  if (isHttp && httpOutput === "$return" && !isDone) returnResponse(handler, body);
  const waits = waitsForConcise(handler, plan);
  const returns = !isDone && !isDropped(handler, body, plan);
  if (returns && top.length === 0) return;
  const exit = plan.exit === "" ? [] : [`return ${plan.exit}${style.semicolon}`];
  const indent = indentOf(body);
  const inner = indent + style.indent;
  const print = edits.printerOf(body);
  edits.replace(body, render => {
    const text = print === undefined ? render.inner(body) : print(render);
    const own = returns ? [`return ${text}${style.semicolon}`] : isDone ? exit : [`${waits ? "await " : ""}${text}${style.semicolon}`, ...exit];
    return `{${style.newline}${[...top, ...own].map(line => inner + line).join(style.newline)}${style.newline}${indent}}`;
  });
}

function statementsText(body: ts.Block, render: (node: ts.Node) => string, newline: string): string {
  const text = body.getSourceFile().text;
  const first = body.statements[0];
  if (first === undefined) return "";
  const parts: string[] = [];
  let at = body.getStart() + 1;
  for (const statement of body.statements) {
    parts.push(text.slice(at, statement.getStart()), render(statement));
    at = statement.end;
  }
  parts.push(text.slice(at, body.end - 1));
  return parts.join("").replace(/^[ \t]*\r?\n/, "").replace(/\r?\n?[ \t]*$/, "").replaceAll(/\r?\n/g, newline);
}

/** Every line one step further in. Lines inside template literals move too only when they hold code; they are left alone. */
function shift(text: string, indent: string): string {
  let inTemplate = false;
  return text.split("\n").map(line => {
    const moved = inTemplate || line.trim() === "" ? line : indent + line;
    if ((line.match(/(?<!\\)`/g)?.length ?? 0) % 2 === 1) inTemplate = !inTemplate;
    return moved;
  }).join("\n");
}

function indentOf(node: ts.Node): string {
  const text = node.getSourceFile().text;
  const start = text.lastIndexOf("\n", node.getStart() - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))![0];
}

function indentInside(body: ts.ConciseBody, style: CodeStyle): string {
  const first = ts.isBlock(body) ? body.statements[0] : undefined;
  const isOwnLine = first !== undefined && body.getText().slice(0, first.getStart() - body.getStart()).includes("\n");
  return isOwnLine ? indentOf(first) : indentOf(body) + style.indent;
}
