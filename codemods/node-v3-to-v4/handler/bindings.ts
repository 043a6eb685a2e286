import { ts } from "ts-morph";

import { isTrigger, type Binding } from "../../../src/model/app.ts";
import { outputNameOf } from "../registration/effective.ts";
import { printString } from "../registration/style.ts";
import { assignmentTo, isOtherwiseWritten, memberName, memberOf, soleDeclaration, wrapped } from "../syntax/ask.ts";
import { referencesTo } from "./references.ts";
import { visitRequest } from "./request.ts";
import { Unsupported, type Handler } from "./state.ts";

/** `context.bindings.x` and `const { x } = context.bindings`. */
export function visitBindings(handler: Handler, member: ts.Expression, base: string): void {
  const inner = memberOf(member);
  if (inner !== undefined) {
    const name = memberName(inner);
    if (name === undefined) throw new Unsupported("binding-dynamic", "The name of a binding is computed.", inner);
    return visitBinding(handler, inner, name, base);
  }

  const outer = wrapped(member);
  const parent = outer.parent;
  if (ts.isVariableDeclaration(parent) && parent.initializer === outer) return visitPattern(handler, parent, base);
  const assignment = assignmentTo(member);
  if (assignment !== undefined && ts.isObjectLiteralExpression(assignment.right) && ts.isExpressionStatement(assignment.parent)) return assignAll(handler, assignment, assignment.right, base);
  throw new Unsupported("bindings-escape", "`context.bindings` is handed on as a whole.", member);
}

function visitBinding(handler: Handler, member: ts.Expression, name: string, base: string): void {
  const binding = handler.definition.bindings.find(known => known.name === name);
  if (binding !== undefined && isTrigger(binding)) return binding.type.toLowerCase() === "orchestrationtrigger" ? visitOrchestrationTrigger(handler, member, base) : visitTrigger(handler, member, base);
  if (handler.isHttp && name === handler.httpOutput) {
    handler.responses.push(member);
    if (handler.isHolder) throw new Unsupported("context-helper", `\`${member.getText()}\` is the response.`, member);
    return;
  }
  if (isOtherwiseWritten(member)) throw new Unsupported("binding-write", `\`${member.getText()}\` is written in a way that is not followed.`, member);

  const place = binding === undefined || binding.direction === "out" ? "extraOutputs" : binding.direction === "in" ? "extraInputs" : "extraOutputs";
  const key = printString(binding?.direction === "inout" ? outputNameOf(binding, namesOf(handler)) : name, handler.style);
  handler.asked.add(name);
  const get = `${base}.${place}.get(${key})`;
  const read = handler.typescript ? `(${get} as any)` : get;

  const assignment = assignmentTo(member);
  if (assignment === undefined) return handler.edits.replace(member, () => read);
  const operator = assignment.operatorToken.getText();
  const value = (render: (node: ts.Node) => string): string => (operator === "=" ? render(assignment.right) : `${read} ${operator.slice(0, -1)} (${render(assignment.right)})`);
  if (isStatementLike(assignment)) return handler.edits.replace(assignment, render => `${base}.${place}.set(${key}, ${value(render)})`);
  const statement = declarationOf(assignment);
  if (statement === undefined) throw new Unsupported("binding-write", `The value of \`${assignment.getText().slice(0, 40).split("\n")[0]}\` is used further.`, assignment);
  handler.edits.replace(assignment, value);
  handler.edits.insertAfter(statement.statement, `${handler.style.newline}${indentOf(statement.statement)}${base}.${place}.set(${key}, ${statement.name})${handler.style.semicolon}`);
}

/** `const order = context.bindings.order = { … }`: the binding gets what the variable holds, behind its declaration. */
function declarationOf(assignment: ts.BinaryExpression): { readonly statement: ts.VariableStatement; readonly name: string } | undefined {
  const { parent } = wrapped(assignment);
  const statement = ts.isVariableDeclaration(parent) ? soleDeclaration(parent) : undefined;
  return statement !== undefined && ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && ts.isBlock(statement.parent) ? { statement, name: parent.name.text } : undefined;
}

function indentOf(statement: ts.Statement): string {
  const text = statement.getSourceFile().text;
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", statement.getStart() - 1) + 1))![0];
}

/** `inout`: the old model wrote the value back unless the code put another one in its place. */
export function startInouts(handler: Handler): void {
  const inouts = handler.definition.bindings.filter(binding => binding.direction === "inout" && !isTrigger(binding));
  if (inouts.length === 0) return;
  handler.needs.context = true;
  for (const binding of inouts) {
    const output = printString(outputNameOf(binding, namesOf(handler)), handler.style);
    handler.top.push(`${handler.names.context}.extraOutputs.set(${output}, ${handler.names.context}.extraInputs.get(${printString(binding.name, handler.style)}))`);
    handler.asked.add(binding.name);
  }
}

function namesOf(handler: Handler): ReadonlySet<string> {
  return new Set(handler.definition.bindings.map(binding => binding.name));
}

/** What the trigger of an orchestration holds, the durable context says. */
function visitOrchestrationTrigger(handler: Handler, member: ts.Expression, base: string): void {
  const inner = memberOf(member);
  const name = inner === undefined ? undefined : memberName(inner);
  if (inner !== undefined && name === "input") return handler.edits.replace(inner, () => `${base}.df.getInput()`);
  if (inner !== undefined && name === "instanceId") return handler.edits.replace(inner, () => `${base}.df.instanceId`);
  handler.edits.replace(member, () => `${base}.df.getInput()`);
}

function visitTrigger(handler: Handler, member: ts.Expression, base: string): void {
  if (handler.isHolder && !handler.isHttp) throw new Unsupported("context-helper", `\`${member.getText()}\` is the value of the trigger, which only the handler is given.`, member);
  if (handler.isHolder) {
    handler.carried.add("req");
    return handler.edits.replace(member, () => `${base}.req`);
  }
  if (handler.isHttp) return visitRequest(handler, member, true);
  if (assignmentTo(member) !== undefined || isOtherwiseWritten(member)) throw new Unsupported("binding-write", "The trigger's value is replaced.", member);
  handler.needs.trigger = true;
  handler.edits.replace(member, () => handler.names.trigger);
}

function visitPattern(handler: Handler, declaration: ts.VariableDeclaration, base: string): void {
  const { name } = declaration;
  if (ts.isIdentifier(name)) {
    for (const use of referencesTo(name, handler.scope, handler.checker)) visitBindings(handler, use, base);
    const statement = soleDeclaration(declaration);
    if (statement === undefined) throw new Unsupported("bindings-escape", "`context.bindings` is declared beside other variables.", declaration);
    return handler.edits.remove(statement);
  }
  if (!ts.isObjectBindingPattern(name)) throw new Unsupported("bindings-escape", "`context.bindings` is taken apart in a way that is not followed.", declaration);
  const triggers = name.elements.filter(element => isTriggerOf(handler, element));
  const statement = soleDeclaration(declaration);
  if (triggers.length === name.elements.length && statement === undefined) throw new Unsupported("bindings-escape", "`context.bindings` is declared beside other variables.", declaration);
  for (const element of triggers) visitTriggerName(handler, element.name as ts.Identifier, base);
  if (triggers.length === name.elements.length) return handler.edits.remove(statement!);
  const parts = name.elements.filter(element => !triggers.includes(element)).map(element => {
    const key = element.propertyName ?? element.name;
    if (!ts.isIdentifier(key) || element.dotDotDotToken !== undefined) throw new Unsupported("binding-dynamic", "The names of the bindings are not all known.", element);
    const binding = handler.definition.bindings.find(known => known.name === key.text);
    if (element.initializer !== undefined || (binding !== undefined && isTrigger(binding)) || (handler.isHttp && key.text === handler.httpOutput)) throw new Unsupported("bindings-escape", "`context.bindings` is taken apart in a way that is not followed.", element);
    handler.asked.add(key.text);
    return { element, text: `${base}.${placeOf(binding)}.get(${printString(key.text, handler.style)})` };
  });
  handler.edits.replace(declaration, render => parts.map(({ element, text }) => `${render(element.name)} = ${handler.typescript ? `${text} as any` : text}`).join(", "));
}

/** `{ req } = context.bindings`, where the name is the request. */
function isTriggerOf(handler: Handler, element: ts.BindingElement): boolean {
  const key = element.propertyName ?? element.name;
  return handler.isHttp && ts.isIdentifier(key) && key.text === handler.trigger.name && ts.isIdentifier(element.name) && element.initializer === undefined && element.dotDotDotToken === undefined;
}

function visitTriggerName(handler: Handler, name: ts.Identifier, base: string): void {
  for (const use of referencesTo(name, handler.scope, handler.checker)) {
    if (ts.isShorthandPropertyAssignment(use.parent)) throw new Unsupported("bindings-escape", `\`${use.text}\` is handed on as a whole.`, use);
    visitTrigger(handler, use, base);
  }
}

function placeOf(binding: Binding | undefined): string {
  return binding === undefined || binding.direction !== "in" ? "extraOutputs" : "extraInputs";
}

/** `context.bindings = { out: value }`. */
function assignAll(handler: Handler, assignment: ts.BinaryExpression, literal: ts.ObjectLiteralExpression, base: string): void {
  const properties = literal.properties.map(property => {
    const value = ts.isPropertyAssignment(property) ? property.initializer : ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
    const name = property.name !== undefined && (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name)) ? property.name.text : undefined;
    if (value === undefined || name === undefined || name === handler.httpOutput) throw new Unsupported("bindings-escape", "`context.bindings` is replaced by an object whose names are not all known.", property);
    handler.asked.add(name);
    return { name, value };
  });
  const set = (name: string, value: string): string => `${base}.extraOutputs.set(${printString(name, handler.style)}, ${value})`;
  handler.edits.replace(assignment, render => properties.map(({ name, value }) => set(name, render(value))).join(", "));
}

/** An expression whose value nobody uses. */
export function isStatementLike(node: ts.Expression): boolean {
  const outer = wrapped(node);
  return ts.isExpressionStatement(outer.parent) || (ts.isArrowFunction(outer.parent) && outer.parent.body === outer);
}
