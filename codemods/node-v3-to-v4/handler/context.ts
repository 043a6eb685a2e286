import { dirname } from "node:path";

import { ts } from "ts-morph";

import { assignmentTo, bare, memberName, memberOf, soleDeclaration, wrapped } from "../syntax/ask.ts";
import { isCommonJs } from "../source/imports.ts";
import { visitBindingData } from "./binding-data.ts";
import { visitBindings } from "./bindings.ts";
import { chainOf } from "./chain.ts";
import { isClientOfContext } from "./durable.ts";
import { handOn } from "./hand-on.ts";
import { visitLog } from "./logging.ts";
import { referencesTo } from "./references.ts";
import { visitRequest } from "./request.ts";
import { Unsupported, type Carried, type Handler } from "./state.ts";

/** What a member of the old context becomes. `base` is how the context is written there. */
type Visit = (handler: Handler, member: ts.Expression, base: string) => void;

const keep: Visit = () => {};
const rename = (name: string): Visit => (handler, member, base) => handler.edits.replace(member, () => `${base}.${name}`);

const MEMBERS: Readonly<Record<string, Visit>> = {
  log: visitLog,
  bindings: visitBindings,
  bindingData: visitBindingData,
  req: visitReq,
  request: visitReq,
  res: visitRes,
  done: visitDone,
  invocationId: keep,
  df: keep,
  executionContext: visitExecutionContext,
  traceContext: visitTraceContext,
  suppressAsyncDoneError: visitSuppress,
};

const EXECUTION: Readonly<Record<string, Visit>> = {
  functionName: rename("functionName"),
  invocationId: rename("invocationId"),
  retryContext: rename("retryContext"),
};

const TRACE: Readonly<Record<string, string>> = { traceparent: "traceParent", tracestate: "traceState", attributes: "attributes" };

/** Visits every use of a name that holds the old context. */
export function visitContextUses(handler: Handler, name: ts.Identifier, inside: ts.Node): void {
  for (const use of referencesTo(name, inside, handler.checker)) visitContext(handler, use, use.text);
}

/** One expression that gives the old context: a name of it, or a member that holds it. */
export function visitContext(handler: Handler, use: ts.Expression, base: string): void {
  handler.needs.context = true;
  const member = memberOf(use);
  if (member !== undefined) return visitMember(handler, member, base);
  const outer = wrapped(use);
  const parent = outer.parent;
  if (ts.isVariableDeclaration(parent) && parent.initializer === outer) return visitAlias(handler, parent, base);
  if (isTested(outer)) return;
  if (ts.isCallExpression(parent) && isClientOfContext(parent)) return;
  handOn(handler, use);
}

/** Only whether there is a context is asked. */
function isTested(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isIfStatement(parent) || ts.isConditionalExpression(parent)) return (ts.isIfStatement(parent) ? parent.expression : parent.condition) === node;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isTypeOfExpression(parent)) return true;
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken && parent.left === node;
}

function visitMember(handler: Handler, member: ts.PropertyAccessExpression | ts.ElementAccessExpression, base: string): void {
  const name = memberName(member);
  if (name === undefined) throw new Unsupported("context-dynamic", "A member of the context is computed.", member);
  const visit = MEMBERS[name];
  // `context?.log`: what takes its place asks as well.
  if (visit !== undefined) return visit(handler, member, member.questionDotToken === undefined ? base : `${base}?`);
  if (name === "bindingDefinitions") throw new Unsupported("binding-definitions", "`context.bindingDefinitions` has no counterpart of the same shape.", member);
  // The user's own property: a plain object in both models.
  if (handler.typescript) handler.edits.replace(member, () => `(${base} as any)${ts.isPropertyAccessExpression(member) ? `.${name}` : `[${JSON.stringify(name)}]`}`);
}

/** `const ctx = context`, `const { log, bindings } = context`. */
function visitAlias(handler: Handler, declaration: ts.VariableDeclaration, base: string): void {
  const { name } = declaration;
  const isConst = ts.isVariableDeclarationList(declaration.parent) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  if (ts.isIdentifier(name)) {
    if (!isConst && referencesTo(name, handler.scope, handler.checker).some(use => assignmentTo(use) !== undefined)) throw new Unsupported("context-alias", "A variable that holds the context changes.", declaration);
    visitContextUses(handler, name, handler.scope);
    return;
  }
  const statement = soleDeclaration(declaration);
  if (!ts.isObjectBindingPattern(name) || statement === undefined) throw new Unsupported("context-alias", "The context is taken apart in a way that is not followed.", declaration);
  for (const element of name.elements) visitElement(handler, element, base);
  handler.edits.remove(statement);
}

export function visitElement(handler: Handler, element: ts.BindingElement, base: string): void {
  const key = element.propertyName ?? element.name;
  if (!ts.isIdentifier(key) || !ts.isIdentifier(element.name) || element.initializer !== undefined || element.dotDotDotToken !== undefined)
    throw new Unsupported("context-alias", "The context is taken apart in a way that is not followed.", element);
  const visit = MEMBERS[key.text];
  if (visit === undefined) throw new Unsupported("context-alias", `\`${key.text}\` of the context is not followed.`, element);
  for (const use of referencesTo(element.name, handler.scope, handler.checker)) {
    if (ts.isShorthandPropertyAssignment(use.parent)) throw new Unsupported("context-alias", `\`${use.text}\` is handed on as a whole.`, use);
    if (visit === keep) handler.edits.replace(use, () => `${base}.${key.text}`);
    visit(handler, use, base);
  }
}

function visitExecutionContext(handler: Handler, member: ts.Expression, base: string): void {
  const inner = memberOf(member);
  const visit = inner === undefined ? undefined : EXECUTION[memberName(inner) ?? ""];
  if (inner !== undefined && memberName(inner) === "functionDirectory") return visitDirectory(handler, inner);
  if (inner === undefined && isTakenApart(member)) return handler.edits.replace(member, () => base);
  if (inner === undefined || visit === undefined) throw new Unsupported("execution-context", "`executionContext` is used for more than the function's name, invocation and retry.", member);
  visit(handler, inner, base);
}

/** `const { functionName } = context.executionContext`: the new context has these members itself. */
function isTakenApart(member: ts.Expression): boolean {
  const outer = wrapped(member);
  const { parent } = outer;
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== outer || !ts.isObjectBindingPattern(parent.name)) return false;
  return parent.name.elements.every(element => element.dotDotDotToken === undefined && EXECUTION[(element.propertyName ?? element.name).getText()] !== undefined);
}

/** The folder of the function is that of its script, where the script stands in it and is CommonJS. */
function visitDirectory(handler: Handler, member: ts.Expression): void {
  const { definition, file } = handler;
  const isBeside = dirname(definition.source) === dirname(file.fileName) && !handler.isHolder;
  if (!isBeside || !isCommonJs(file)) throw new Unsupported("execution-context", "`functionDirectory` is not the folder of the script.", member);
  handler.edits.replace(member, () => "__dirname");
}

function visitTraceContext(handler: Handler, member: ts.Expression, base: string): void {
  const inner = memberOf(member);
  if (inner === undefined) {
    if (assignmentTo(member) !== undefined) throw new Unsupported("trace-context", "`traceContext` is replaced.", member);
    const parts = Object.entries(TRACE).map(([old, now]) => `${old}: ${base}.traceContext?.${now}`);
    return handler.edits.replace(member, () => `{ ${parts.join(", ")} }`);
  }
  const name = TRACE[memberName(inner) ?? ""];
  if (name === undefined) throw new Unsupported("trace-context", "A member of `traceContext` has no counterpart.", member);
  handler.edits.replace(inner, () => `${base}.traceContext?.${name}`);
}

/** What a place outside the handler uses of these, the handler puts on the context. */
function visitReq(handler: Handler, member: ts.Expression, base: string): void {
  if (!handler.isHolder) return visitRequest(handler, member, true);
  if (handler.isHttp) carry(handler, "req", member, base);
}

function visitRes(handler: Handler, member: ts.Expression, base: string): void {
  handler.responses.push(member);
  if (!handler.isHolder) return;
  if (!handler.isHttp && handler.httpOutput !== undefined) throw new Unsupported("http-output", "The function has an http output but no http trigger.", member);
  carry(handler, "res", member, base);
  const isHandedOn = memberOf(member) === undefined && assignmentTo(member) === undefined;
  if (isHandedOn || chainOf(member)?.ends === true) handler.carried.add("end");
}

function visitDone(handler: Handler, member: ts.Expression, base: string): void {
  handler.dones.push(member);
  if (handler.isHolder) carry(handler, "done", member, base);
}

/** Leaves a use as it is, `context.res`, and asks for the member. */
export function carry(handler: Handler, name: Carried, member: ts.Expression, base: string): void {
  handler.carried.add(name);
  const text = `${base}.${name}`;
  if (member.getText() !== text) handler.edits.replace(member, () => text);
}

function visitSuppress(handler: Handler, member: ts.Expression): void {
  const assignment = assignmentTo(member);
  if (assignment === undefined || !ts.isExpressionStatement(assignment.parent) || bare(assignment.right).kind !== ts.SyntaxKind.TrueKeyword) throw new Unsupported("suppress-done", "`suppressAsyncDoneError` is read.", member);
  handler.edits.remove(assignment.parent);
}
