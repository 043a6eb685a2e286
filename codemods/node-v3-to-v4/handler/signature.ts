import { ts } from "ts-morph";

import { isTrigger } from "../../../src/model/app.ts";
import { printString } from "../registration/style.ts";
import { isTypedByMaker } from "../source/maker-type.ts";
import { assignmentTo, isAsync, isOtherwiseWritten } from "../syntax/ask.ts";
import { visitContextUses, visitElement } from "./context.ts";
import { referencesTo } from "./references.ts";
import { requestParts, visitRequestUses } from "./request.ts";
import { Unsupported, type Handler } from "./state.ts";

/** Visits what the parameters of the old handler name, and plans what the inputs behind the trigger become. */
export function readParameters(handler: Handler, freeName: (wanted: string) => string): void {
  const { fn } = handler;
  for (const parameter of fn.parameters) if (parameter.dotDotDotToken !== undefined || parameter.initializer !== undefined) throw new Unsupported("parameters", "The handler has a rest parameter or a default value.", parameter);
  const [context, trigger, ...inputs] = fn.parameters;
  if (context !== undefined && ts.isArrayBindingPattern(context.name)) throw new Unsupported("parameters", "The context is taken apart as an array.", context);
  handler.names.context = context === undefined || !ts.isIdentifier(context.name) ? freeName("context") : context.name.text;
  handler.names.trigger = trigger !== undefined && ts.isIdentifier(trigger.name) ? trigger.name.text : triggerName(handler, freeName);
  handler.names.parameter = handler.names.trigger;

  if (context !== undefined && ts.isIdentifier(context.name)) visitContextUses(handler, context.name, fn);
  if (context !== undefined && ts.isObjectBindingPattern(context.name)) {
    handler.needs.context = true;
    for (const element of context.name.elements) visitElement(handler, element, handler.names.context);
  }
  if (trigger !== undefined) readTrigger(handler, trigger);
  readInputs(handler, inputs);
}

function triggerName(handler: Handler, freeName: (wanted: string) => string): string {
  const { name } = handler.trigger;
  return freeName(handler.isHttp ? "request" : /^[A-Za-z_$][\w$]*$/.test(name) && name !== "context" ? name : "input");
}

function readTrigger(handler: Handler, parameter: ts.ParameterDeclaration): void {
  handler.needs.trigger = true;
  if (!handler.isHttp) return readPattern(handler, parameter);
  if (ts.isIdentifier(parameter.name)) return visitRequestUses(handler, parameter.name, handler.fn);
  if (!ts.isObjectBindingPattern(parameter.name)) throw new Unsupported("parameters", "The request is taken apart as an array.", parameter);
  const parts = requestParts(handler, parameter.name, () => handler.names.parameter);
  handler.needs.async = true;
  if (parts === undefined) {
    handler.runtime.add("toV3Request");
    handler.top.push(`const ${parameter.name.getText()} = await toV3Request(${handler.names.parameter})`);
    return;
  }
  if (parts.some(part => part.isAsync)) handler.runtime.add("readBody");
  else handler.needs.async = false;
  for (const part of parts) handler.top.push(`const ${part.name.getText()} = ${part.value()}`);
}

/** `(context, { id })`: the message is taken apart at the top of the body. */
function readPattern(handler: Handler, { name }: ts.ParameterDeclaration): void {
  if (ts.isIdentifier(name) || ORCHESTRATIONS.has(handler.trigger.type.toLowerCase())) return;
  if (ts.isArrayBindingPattern(name)) throw new Unsupported("parameters", "The value of the trigger is taken apart as an array.", name);
  const isChanged = namesIn(name).some(part => referencesTo(part, handler.fn, handler.checker).some(use => assignmentTo(use) !== undefined || isOtherwiseWritten(use)));
  handler.top.push(`${isChanged ? "let" : "const"} ${name.getText()} = ${handler.names.parameter}`);
}

function namesIn(pattern: ts.BindingPattern): ts.Identifier[] {
  return pattern.elements.flatMap(element => (ts.isOmittedExpression(element) ? [] : ts.isIdentifier(element.name) ? [element.name] : namesIn(element.name)));
}

/** The old model passed the inputs behind the trigger, in the order of function.json. */
function readInputs(handler: Handler, parameters: readonly ts.ParameterDeclaration[]): void {
  const bindings = handler.definition.bindings.filter(binding => binding !== handler.trigger && !isTrigger(binding) && binding.direction !== "out");
  parameters.forEach((parameter, index) => {
    const binding = bindings[index];
    handler.needs.context = true;
    const name = parameter.name.getText();
    const type = parameter.type === undefined ? "" : `: ${parameter.type.getText()}`;
    if (binding === undefined) return void handler.top.push(`const ${name}${type} = undefined${handler.typescript ? " as any" : ""}`);
    handler.asked.add(binding.name);
    handler.top.push(`let ${name}${type} = ${handler.names.context}.extraInputs.get(${printString(binding.name, handler.style)})${handler.typescript ? " as any" : ""}`.replace(/^let (?=\w+)/, isWritten(handler, parameter) ? "let " : "const "));
  });
}

function isWritten(handler: Handler, parameter: ts.ParameterDeclaration): boolean {
  const name = parameter.name.getText();
  return new RegExp(`\\b${name.replaceAll("$", "\\$")}\\b\\s*(=[^=>]|[-+*/%&|^]=|\\+\\+|--)`).test(handler.fn.body?.getText() ?? "") || ts.isObjectBindingPattern(parameter.name);
}

/** Prints the new parameter list: the trigger's value first, the context behind it. */
export function printParameters(handler: Handler, contextType: string, triggerType: string | undefined): string {
  const { fn, names, needs, typescript } = handler;
  const [context, trigger] = fn.parameters;
  if (ORCHESTRATIONS.has(handler.trigger.type.toLowerCase())) return printOrchestration(handler, contextType);
  if (context === undefined && !needs.context && !needs.trigger) return "";
  const isUsed = trigger !== undefined || needs.trigger;
  const first = isUsed ? names.parameter : `_${names.parameter}`;
  const oldType = trigger?.type?.getText();
  const typed = (name: string, type: string | undefined): string => (typescript && type !== undefined && type !== "" ? `${name}: ${type}` : name);
  const parts = [typed(first, (isTypedByMaker(fn) ? undefined : triggerType) ?? oldType ?? (typescript && needsAnnotation(handler) ? "any" : undefined))];
  if (context !== undefined || needs.context) parts.push(typed(names.context, context?.type === undefined && !needsAnnotation(handler) ? undefined : contextType));
  return parts.join(", ");
}

const ORCHESTRATIONS = new Set(["orchestrationtrigger", "entitytrigger"]);

/** Orchestrations and entities get their context alone, in both models. */
function printOrchestration({ fn, names, typescript }: Handler, contextType: string): string {
  const [context, ...rest] = fn.parameters;
  if (context === undefined) return "";
  const type = typescript && (context.type !== undefined || !(ts.isVariableDeclaration(fn.parent) && fn.parent.type !== undefined)) ? `: ${contextType}` : "";
  return [names.context + type, ...rest.map(parameter => parameter.getText())].join(", ");
}

/** Without a type on the variable or the parameters nothing tells the compiler what they are. */
function needsAnnotation({ fn }: Handler): boolean {
  if (isTypedByMaker(fn)) return false;
  return fn.parameters.some(parameter => parameter.type !== undefined) || !(ts.isVariableDeclaration(fn.parent) && fn.parent.type !== undefined);
}

export function isAsyncNow(handler: Handler): boolean {
  return isAsync(handler.fn) || handler.needs.async;
}
