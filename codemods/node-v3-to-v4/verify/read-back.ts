import { ts } from "ts-morph";

import type { Binding, Json } from "../../../src/model/app.ts";
import { TRIGGERS, INPUTS, OUTPUTS, type Helper } from "../registration/binding-types.ts";
import { memberName, walk } from "../syntax/ask.ts";
import type { Registered } from "./compare.ts";

/** A value that stands in the code: JSON, or a binding made by a helper of the library. */
type Read = Json | { readonly binding: Record<string, Json> } | undefined;

/** Reads the registrations off planned code, without running it: every call of `app.*` and `df.app.*` with its literals. */
export function readRegistrations(path: string, text: string): Registered[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Registered[] = [];
  walk(file, node => {
    const registered = ts.isCallExpression(node) ? readCall(node) : undefined;
    if (registered !== undefined) found.push(registered);
  });
  return found;
}

function readCall(call: ts.CallExpression): Registered | undefined {
  if (!ts.isPropertyAccessExpression(call.expression)) return undefined;
  const holder = ts.isPropertyAccessExpression(call.expression.expression) ? call.expression.expression.name.text : call.expression.expression.getText();
  const [name, options] = call.arguments;
  if (!/^(app|functionsApp)$/.test(holder) || name === undefined || !ts.isStringLiteralLike(name)) return undefined;
  const method = call.expression.name.text;
  const record = options !== undefined && ts.isObjectLiteralExpression(options) ? recordOf(options) : {};
  return { name: name.text, bindings: bindingsOf(method, record), retry: retryOf(record["retry"]) };
}

const DURABLE = new Set(["orchestration", "entity", "activity"]);

function bindingsOf(method: string, record: Readonly<Record<string, Read>>): Binding[] {
  const { extraInputs, extraOutputs, return: returned, trigger, ...rest } = record;
  const own = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== "retry" && name !== "handler"));
  const bindings: Binding[] = [];
  if (DURABLE.has(method)) bindings.push({ type: `${method}Trigger`, direction: "in", name: "", options: {} });
  else bindings.push(toBinding("in", trigger ?? { binding: { type: typeOf(TRIGGERS, method), ...(own as Record<string, Json>) } }));
  for (const input of listOf(extraInputs)) bindings.push(toBinding("in", input));
  if (returned !== undefined) bindings.push({ ...toBinding("out", returned), name: "$return" });
  else if (method === "http") bindings.push({ type: "http", direction: "out", name: "$return", options: {} });
  for (const output of listOf(extraOutputs)) bindings.push(toBinding("out", output));
  return bindings;
}

function listOf(value: Read): readonly Read[] {
  return Array.isArray(value) ? (value as readonly Read[]) : [];
}

function toBinding(direction: "in" | "out", value: Read): Binding {
  const { type = "", name = "", ...options } = isBinding(value) ? value.binding : {};
  return { type: String(type), direction, name: String(name), options };
}

function isBinding(value: Read): value is { readonly binding: Record<string, Json> } {
  return typeof value === "object" && value !== null && "binding" in value;
}

function recordOf(literal: ts.ObjectLiteralExpression): Record<string, Read> {
  return Object.fromEntries(literal.properties.flatMap(property => {
    if (!ts.isPropertyAssignment(property)) return [];
    const name = ts.isComputedPropertyName(property.name) ? property.name.getText() : property.name.text;
    return [[name, valueOf(property.initializer)]];
  }));
}

function valueOf(node: ts.Expression): Read {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand)) return -Number(node.operand.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return node.kind === ts.SyntaxKind.TrueKeyword;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(valueOf) as readonly Json[];
  if (ts.isObjectLiteralExpression(node)) return recordOf(node) as Record<string, Json>;
  return ts.isCallExpression(node) ? helperCall(node) : undefined;
}

/** `input.table({…})`, `output.generic({…})`, `df.input.durableClient()`. */
function helperCall(call: ts.CallExpression): Read {
  const method = memberName(call.expression);
  if (method === undefined || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const [argument] = call.arguments;
  const options = argument !== undefined && ts.isObjectLiteralExpression(argument) ? (recordOf(argument) as Record<string, Json>) : {};
  const kind = ts.isPropertyAccessExpression(call.expression.expression) ? call.expression.expression.name.text : call.expression.expression.getText();
  if (method === "durableClient") return { binding: { type: "durableClient" } };
  if (method === "generic") return { binding: options };
  return { binding: { ...options, type: typeOf(/input$/i.test(kind) ? INPUTS : OUTPUTS, method) } };
}

/** The binding type that a helper registers; types are compared without case. */
function typeOf(table: Readonly<Record<string, readonly Helper[]>>, call: string): string {
  return Object.entries(table).find(([, helpers]) => helpers.some(helper => helper.call === call))?.[0] ?? call;
}

const UNIT: Readonly<Record<string, number>> = { hours: 3_600_000, minutes: 60_000, seconds: 1000, milliseconds: 1 };

function retryOf(value: Read): Registered["retry"] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value as Record<string, Json>).map(([name, part]) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return [name, part];
    return [name, Object.entries(part).reduce((sum, [unit, count]) => sum + (UNIT[unit] ?? 0) * Number(count), 0)];
  }));
}
