import { ts } from "ts-morph";

import { isMember, memberName, wrapped, type FunctionNode } from "../syntax/ask.ts";
import { elementsOf, functionsCalled, memberSymbol, type Holder } from "./holders.ts";
import { symbolOf } from "./references.ts";
import { Unsupported, type Handler } from "./state.ts";

/** The context goes to a place outside: a parameter, a variable or a member, all of which must change with the handler. */
export function handOn(handler: Handler, use: ts.Expression): void {
  handler.passed.add(use);
  const outer = wrapped(use);
  const { parent } = outer;
  if (isArgument(outer)) return toArgument(handler, outer.parent as ts.CallExpression | ts.NewExpression, outer, use);
  const assignment = ts.isBinaryExpression(parent) && parent.right === outer && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ? parent : undefined;
  if (assignment !== undefined && ts.isExpressionStatement(assignment.parent)) return toPlace(handler, assignment.left, use);
  if ((ts.isPropertyAssignment(parent) && parent.initializer === outer) || ts.isShorthandPropertyAssignment(parent)) return toObject(handler, parent, use);
  throw new Unsupported("context-escapes", `\`${use.getText()}\` is handed on as a whole.`, use);
}

function isArgument(node: ts.Node): boolean {
  const { parent } = node;
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.arguments?.some(argument => argument === node) === true;
}

function toArgument(handler: Handler, call: ts.CallExpression | ts.NewExpression, argument: ts.Node, use: ts.Expression): void {
  const index = call.arguments!.findIndex(candidate => candidate === argument);
  const refusal = new Unsupported("context-helper", `The context is handed to \`${call.expression.getText().slice(0, 40)}\`.`, call);
  const targets = handler.callers.targetsOf(call);
  // The type of a parameter that is called says what it is given: TypeScript would not have another.
  if (handler.typescript && targets !== undefined && functionsCalled(call, handler.program) === undefined) throw refusal;
  if (targets === undefined || call.arguments!.slice(0, index).some(ts.isSpreadElement)) throw refusal;
  const signatures = declaredAt(handler, call, index);
  for (const fn of targets) {
    const parameter = parameterAt(fn, index, refusal);
    if (parameter === undefined) continue;
    if (!ts.isIdentifier(parameter.name)) throw refusal;
    hold(handler, { kind: "variable", at: parameter.name, given: { fn, index }, signatures }, use);
    if (ts.isParameterPropertyDeclaration(parameter, fn)) hold(handler, { kind: "member", at: parameter, name: parameter.name.text }, use);
  }
}

/** The parameter as an interface of the app declares it. */
function declaredAt(handler: Handler, call: ts.CallExpression | ts.NewExpression, index: number): ts.ParameterDeclaration[] {
  const signature = handler.checker.getResolvedSignature(call)?.declaration;
  const parameter = signature !== undefined && (ts.isMethodSignature(signature) || (ts.isMethodDeclaration(signature) && signature.body === undefined)) ? signature.parameters[index] : undefined;
  return parameter === undefined ? [] : [parameter];
}

/** The parameter in this place; undefined when the function takes fewer and looks at none of the others. */
function parameterAt(fn: FunctionNode, index: number, refusal: Unsupported): ts.ParameterDeclaration | undefined {
  const [first] = fn.parameters;
  const place = first !== undefined && first.name.getText() === "this" ? index + 1 : index;
  if (fn.parameters.slice(0, place + 1).some(parameter => parameter.dotDotDotToken !== undefined) || /\barguments\b/.test(fn.body?.getText() ?? "")) throw refusal;
  return fn.parameters[place];
}

/** `place = context`. */
function toPlace(handler: Handler, left: ts.Expression, use: ts.Expression): void {
  const refusal = new Unsupported("context-escapes", `The context is kept in \`${left.getText().slice(0, 40)}\`.`, use);
  const target = wrapped(left) === left ? left : (wrapped(left) as ts.Expression);
  if (ts.isIdentifier(target)) {
    const declaration = symbolOf(target, handler.checker)?.valueDeclaration;
    if (declaration === undefined || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name) || declaration.getSourceFile() !== use.getSourceFile()) throw refusal;
    return hold(handler, { kind: "variable", at: declaration.name }, use);
  }
  const name = memberName(target);
  const symbol = isMember(target) && ts.isPropertyAccessExpression(target) ? handler.checker.getSymbolAtLocation(target.name) : undefined;
  const declaration = symbol?.valueDeclaration;
  if (name === undefined || declaration === undefined || declaration.getSourceFile().isDeclarationFile || memberSymbol(declaration, handler.checker) !== symbol) throw refusal;
  hold(handler, { kind: "member", at: declaration, name }, use);
}

/** `{ context }`: what reads the member of the object is followed where the object itself is not handed further. */
function toObject(handler: Handler, property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment, use: ts.Expression): void {
  const literal = wrapped(property.parent);
  const { parent } = literal;
  const refusal = new Unsupported("context-escapes", `\`${use.getText()}\` is handed on in an object.`, use);
  const name = property.name.getText();
  if (ts.isVariableDeclaration(parent) && parent.initializer === literal && ts.isIdentifier(parent.name)) return hold(handler, { kind: "object", at: parent.name, name }, use);
  if (!isArgument(literal)) throw refusal;
  const call = parent as ts.CallExpression | ts.NewExpression;
  const index = call.arguments!.findIndex(argument => argument === literal);
  const targets = handler.callers.targetsOf(call);
  if (targets === undefined) throw refusal;
  handler.passed.add(property.parent);
  for (const fn of targets) {
    const parameter = parameterAt(fn, index, refusal);
    if (parameter === undefined) continue;
    if (ts.isParameterPropertyDeclaration(parameter, fn)) throw refusal;
    const given = { fn, index };
    if (ts.isIdentifier(parameter.name)) hold(handler, { kind: "object", at: parameter.name, name, given }, use);
    else for (const at of elementsOf(parameter.name, name) ?? refuse(refusal)) hold(handler, { kind: "variable", at, given }, use);
  }
}

function refuse(refusal: Unsupported): never {
  throw refusal;
}

function hold(handler: Handler, holder: Holder, use: ts.Expression): void {
  const known = handler.refused.get(holder.at);
  if (known !== undefined) throw new Unsupported("context-helper", `${placeName(holder, use)} gets the context. ${known.message}`, use);
  handler.holders.set(holder.at, holder);
}

function placeName(holder: Holder, use: ts.Expression): string {
  const { parent } = wrapped(use);
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return `\`${parent.expression.getText().slice(0, 40)}\``;
  return holder.kind === "member" ? `\`${holder.name}\`` : `\`${holder.at.getText().slice(0, 40)}\``;
}
