import { ts } from "ts-morph";

import { bare } from "../syntax/ask.ts";
import { isClientResponse } from "./durable.ts";
import { note, type Handler } from "./state.ts";
import { isAlwaysText, valueKind } from "./value-kind.ts";

type Property = ts.PropertyAssignment | ts.ShorthandPropertyAssignment;

/**
 * Plans the new form of an expression that is a response of the old model. An object literal whose parts are understood
 * becomes a literal of the new model; anything else goes through `toResponse`, which sends what the old host sent.
 */
export function convertResponse(handler: Handler, node: ts.Expression): void {
  const expression = bare(node);
  if (isNothing(expression)) return;
  if (isClientResponse(expression)) return note(handler, "json-compact", "A JSON body is sent without line breaks; the old host indented it.", node);
  if (ts.isConditionalExpression(expression)) {
    convertResponse(handler, expression.whenTrue);
    convertResponse(handler, expression.whenFalse);
    return;
  }
  if (ts.isObjectLiteralExpression(expression) && convertLiteral(handler, expression)) return;
  handler.runtime.add("toResponse");
  handler.edits.insertBefore(node, "toResponse(");
  handler.edits.insertAfter(node, ")");
}

/** Whether {@link convertResponse} gives a literal of the new model, without planning it. */
export function isConvertible(handler: Handler, node: ts.Expression): boolean {
  const expression = bare(node);
  if (ts.isConditionalExpression(expression)) return isConvertible(handler, expression.whenTrue) && isConvertible(handler, expression.whenFalse);
  return isClientResponse(expression) || (ts.isObjectLiteralExpression(expression) && planLiteral(handler, expression) !== undefined);
}

function isNothing(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");
}

function convertLiteral(handler: Handler, literal: ts.ObjectLiteralExpression): boolean {
  const plan = planLiteral(handler, literal);
  if (plan === undefined) return false;
  for (const edit of plan) edit();
  return true;
}

/** The edits that make the literal a response of the new model; undefined when one of its parts is not understood. */
function planLiteral(handler: Handler, literal: ts.ObjectLiteralExpression): (() => void)[] | undefined {
  const edits: (() => void)[] = [];
  const names = literal.properties.map(property => nameOf(property));
  if (names.includes("status") && names.includes("statusCode")) return undefined;
  if (names.some((name, index) => names.indexOf(name) !== index)) return undefined;
  for (const property of literal.properties) {
    const name = nameOf(property);
    const convert = name === undefined ? undefined : PROPERTIES[name];
    if (convert === undefined || !(ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property))) return undefined;
    const edit = convert(handler, property, literal);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  return edits;
}

function nameOf(property: ts.ObjectLiteralElementLike): string | undefined {
  const { name } = property;
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? name.text : undefined;
}

function valueOf(property: Property): ts.Expression {
  return ts.isPropertyAssignment(property) ? property.initializer : property.name;
}

type Convert = (handler: Handler, property: Property, literal: ts.ObjectLiteralExpression) => (() => void) | undefined;
const asIs = (): void => {};

const PROPERTIES: Readonly<Record<string, Convert>> = {
  status: convertStatus,
  statusCode: convertStatus,
  body: convertBody,
  headers: convertHeaders,
  cookies: () => asIs,
};

/** Whether the status is one that the new model sends as the old one did. */
export function isConvertibleStatus(handler: Handler, value: ts.Expression): boolean {
  const literal = literalStatus(value);
  return literal === undefined ? isStatus(handler, value) : literal >= 200 && literal <= 599;
}

function literalStatus(value: ts.Expression): number | undefined {
  const expression = bare(value);
  return ts.isNumericLiteral(expression) || ts.isStringLiteralLike(expression) ? Number(expression.text) : undefined;
}

function convertStatus(handler: Handler, property: Property): (() => void) | undefined {
  const value = valueOf(property);
  if (!isConvertibleStatus(handler, value)) return undefined;
  const literal = literalStatus(value);
  return () => handler.edits.replace(property, render => `status: ${literal === undefined ? render(value) : literal}`);
}

/** A number whose values are all known and in range; anything else may be what the new model refuses to send. */
function isStatus(handler: Handler, node: ts.Expression): boolean {
  const expression = bare(node);
  if (ts.isConditionalExpression(expression)) return isConvertibleStatus(handler, expression.whenTrue) && isConvertibleStatus(handler, expression.whenFalse);
  const type = handler.checker.getTypeAtLocation(expression);
  const parts = type.isUnion() ? type.types : [type];
  return parts.every(part => part.isNumberLiteral() && part.value >= 200 && part.value <= 599);
}

function convertBody(handler: Handler, property: Property, literal: ts.ObjectLiteralExpression): (() => void) | undefined {
  const value = valueOf(property);
  const { edits } = handler;
  const isShort = ts.isShorthandPropertyAssignment(property);
  switch (valueKind(value, handler.checker)) {
    case "text":
    case "nothing":
      return isShort ? asIs : () => edits.replace(property, render => `body: ${render(value)}`);
    case "number":
      return () => edits.replace(property, render => `body: String(${render(value)})`);
    case "data":
      return () => {
        noteJson(handler, literal);
        edits.replace(property, render => `jsonBody: ${isShort ? property.name.text : render(value)}`);
      };
    case "unknown":
      return () => {
        handler.runtime.add("toBody");
        noteJson(handler, literal);
        edits.replace(property, render => `...toBody(${isShort ? property.name.text : render(value)})`);
      };
  }
}

function noteJson(handler: Handler, literal: ts.ObjectLiteralExpression): void {
  if (hasContentType(literal)) note(handler, "json-compact", "A JSON body is sent without line breaks; the old host indented it.", literal);
  else note(handler, "json-content-type", "An object as body is sent as `application/json`, without line breaks; the old host sent it indented as `text/plain`.", literal);
}

function hasContentType(literal: ts.ObjectLiteralExpression): boolean {
  const headers = literal.properties.find(property => nameOf(property) === "headers");
  if (headers === undefined || !ts.isPropertyAssignment(headers)) return false;
  const value = bare(headers.initializer);
  return ts.isObjectLiteralExpression(value) && value.properties.some(property => nameOf(property)?.toLowerCase() === "content-type");
}

/** Headers must be text in the new model: what might be undefined would be sent as the word. */
function convertHeaders(handler: Handler, property: Property): (() => void) | undefined {
  const value = bare(valueOf(property));
  if (ts.isObjectLiteralExpression(value)) {
    const numbers: ts.PropertyAssignment[] = [];
    for (const header of value.properties) {
      if (!ts.isPropertyAssignment(header) || nameOf(header) === undefined) return undefined;
      if (ts.isNumericLiteral(bare(header.initializer)) || valueKind(header.initializer, handler.checker) === "number") numbers.push(header);
      else if (!isAlwaysText(header.initializer, handler.checker)) return undefined;
    }
    return () => {
      for (const header of numbers) handler.edits.replace(header.initializer, () => (ts.isNumericLiteral(header.initializer) ? JSON.stringify(header.initializer.text) : `String(${header.initializer.getText()})`));
    };
  }
  if (!ts.isIdentifier(value)) return undefined;
  const type = handler.checker.getTypeAtLocation(value);
  const members = type.getProperties();
  const isPlain = type.symbol !== undefined && (type.symbol.flags & ts.SymbolFlags.ObjectLiteral) !== 0 && type.getStringIndexType() === undefined;
  const isText = members.every(member => (handler.checker.getTypeOfSymbolAtLocation(member, value).flags & ts.TypeFlags.StringLike) !== 0);
  return isPlain && isText ? asIs : undefined;
}
