import { ts } from "ts-morph";

import { assignmentTo, bare, identifiersIn, isOtherwiseWritten } from "../syntax/ask.ts";

/** What a response body is, as far as its type tells. */
export type ValueKind = "text" | "number" | "data" | "nothing" | "unknown";

/** Reads the type of an expression: `data` is what JSON carries, null and undefined beside it allowed. */
export function valueKind(node: ts.Expression, checker: ts.TypeChecker): ValueKind {
  const expression = bare(node);
  if (ts.isStringLiteralLike(expression) || ts.isTemplateExpression(expression)) return "text";
  if (ts.isObjectLiteralExpression(expression) || ts.isArrayLiteralExpression(expression)) return "data";
  if (ts.isNumericLiteral(expression)) return "number";
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusToken && (isText(expression.left, checker) || isText(expression.right, checker))) return "text";
  if (ts.isConditionalExpression(expression)) return both(valueKind(expression.whenTrue, checker), valueKind(expression.whenFalse, checker));
  if (!/\.[cm]?js$/.test(expression.getSourceFile().fileName)) return typeKind(checker.getTypeAtLocation(expression), checker, 0);
  return scriptKind(expression, checker);
}

/**
 * JavaScript may assign anything to anything: only what every assignment says, and what the standard library returns, is
 * believed.
 */
function scriptKind(expression: ts.Expression, checker: ts.TypeChecker): ValueKind {
  if (ts.isIdentifier(expression)) return variableKind(expression, checker);
  if (!ts.isCallExpression(expression)) return "unknown";
  const declaration = checker.getResolvedSignature(expression)?.declaration;
  if (declaration === undefined || !declaration.getSourceFile().isDeclarationFile) return "unknown";
  const kind = typeKind(checker.getTypeAtLocation(expression), checker, 0);
  return kind === "text" ? kind : "unknown";
}

function variableKind(name: ts.Identifier, checker: ts.TypeChecker): ValueKind {
  const symbol = checker.getSymbolAtLocation(name);
  const declaration = symbol?.valueDeclaration;
  if (name.text === "undefined") return "nothing";
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return "unknown";
  if (declaration.initializer !== undefined && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0) return valueKind(declaration.initializer, checker);
  const file = declaration.getSourceFile();
  const values = identifiersIn(file).flatMap(use => {
    if (use.text !== name.text || checker.getSymbolAtLocation(use) !== symbol) return [];
    const assignment = assignmentTo(use);
    if (isOtherwiseWritten(use)) return [undefined];
    if (assignment === undefined) return [];
    return [assignment.operatorToken.kind === ts.SyntaxKind.EqualsToken ? assignment.right : undefined];
  });
  const all = [...(declaration.initializer === undefined ? [] : [declaration.initializer]), ...values];
  if (all.length === 0 || isLoopVariable(declaration)) return "unknown";
  const kinds = all.map(value => (value === undefined || mentions(value, name.text) ? "unknown" : valueKind(value, checker)));
  return kinds.reduce(both);
}

function isLoopVariable(declaration: ts.VariableDeclaration): boolean {
  const parent = declaration.parent.parent;
  return ts.isForOfStatement(parent) || ts.isForInStatement(parent);
}

function mentions(node: ts.Node, name: string): boolean {
  return identifiersIn(node).some(identifier => identifier.text === name);
}

function isText(node: ts.Expression, checker: ts.TypeChecker): boolean {
  return valueKind(node, checker) === "text";
}

function both(left: ValueKind, right: ValueKind): ValueKind {
  if (left === right || right === "nothing") return left;
  return left === "nothing" ? right : "unknown";
}

function typeKind(type: ts.Type, checker: ts.TypeChecker, depth: number): ValueKind {
  if (depth > 4) return "unknown";
  if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter)) !== 0) return "unknown";
  if (type.isUnion()) {
    if ((type.flags & ts.TypeFlags.Boolean) !== 0) return "unknown";
    return type.types.map(part => typeKind(part, checker, depth + 1)).reduce(both);
  }
  if ((type.flags & ts.TypeFlags.StringLike) !== 0) return "text";
  if ((type.flags & ts.TypeFlags.NumberLike) !== 0) return "number";
  if ((type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void)) !== 0) return "nothing";
  if ((type.flags & ts.TypeFlags.Object) !== 0) return objectKind(type, checker);
  return "unknown";
}

/** Types whose JSON is not an object, or that are sent as bytes, stay unknown: the runtime decides by the value. */
function objectKind(type: ts.Type, checker: ts.TypeChecker): ValueKind {
  if (checker.isArrayType(type) || checker.isTupleType(type)) return "data";
  if (type.getCallSignatures().length > 0) return "unknown";
  if (type.getProperty("toJSON") !== undefined || type.getProperty("BYTES_PER_ELEMENT") !== undefined || type.getProperty("byteLength") !== undefined) return "unknown";
  const isPlain = type.symbol !== undefined && (type.symbol.flags & (ts.SymbolFlags.ObjectLiteral | ts.SymbolFlags.TypeLiteral)) !== 0;
  if (isPlain) return "data";
  const isOwn = type.symbol?.declarations?.every(declaration => (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration)) && !declaration.getSourceFile().isDeclarationFile) === true;
  return isOwn ? "data" : "unknown";
}

/** Header values that are text in any case. */
export function isAlwaysText(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const expression = bare(node);
  if (ts.isStringLiteralLike(expression) || ts.isTemplateExpression(expression)) return true;
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusToken) return isAlwaysText(expression.left, checker) || isAlwaysText(expression.right, checker);
  if (ts.isConditionalExpression(expression)) return isAlwaysText(expression.whenTrue, checker) && isAlwaysText(expression.whenFalse, checker);
  if (/\.[cm]?js$/.test(expression.getSourceFile().fileName)) return scriptKind(expression, checker) === "text";
  return (checker.getTypeAtLocation(expression).flags & ts.TypeFlags.StringLike) !== 0;
}
