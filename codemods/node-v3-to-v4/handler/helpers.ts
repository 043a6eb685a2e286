import { ts } from "ts-morph";

import { bare, functionAround, identifiersIn, isFunctionNode, memberName, wrapped, type FunctionNode } from "../syntax/ask.ts";
import type { AppProgram } from "../syntax/program.ts";
import { visitContextUses } from "./context.ts";
import { openHandler, type RewriteInput } from "./open.ts";
import { symbolOf } from "./references.ts";
import { Unsupported, type Handler } from "./state.ts";

/** The context is an argument of a call: the function called must be one of the app that can be rewritten with its callers. */
export function visitHelper(handler: Handler, call: ts.CallExpression, index: number): void {
  const target = functionCalled(call.expression, handler.checker);
  const isOwn = target !== undefined && !target.getSourceFile().fileName.includes("/node_modules/") && !target.getSourceFile().isDeclarationFile;
  if (!isOwn || handler.refused.has(target)) throw new Unsupported("context-helper", `The context is handed to \`${call.expression.getText().slice(0, 40)}\`.`, call);
  handler.helpers.set(target, index);
}

/** The function of the app that the callee names, imports and exports followed. */
function functionCalled(callee: ts.Expression, checker: ts.TypeChecker): FunctionNode | undefined {
  const name = bare(callee);
  const node = ts.isPropertyAccessExpression(name) ? name.name : name;
  if (!ts.isIdentifier(node)) return undefined;
  let symbol = symbolOf(node, checker);
  for (let step = 0; symbol !== undefined && step < 6; step++) {
    if ((symbol.flags & ts.SymbolFlags.Alias) !== 0) {
      symbol = checker.getAliasedSymbol(symbol);
      continue;
    }
    const declaration: ts.Declaration | undefined = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (declaration === undefined) return undefined;
    if (isFunctionNode(declaration)) return declaration;
    const value = valueOf(declaration);
    if (value === undefined) return undefined;
    if (isFunctionNode(value)) return value;
    symbol = ts.isShorthandPropertyAssignment(declaration) ? checker.getShorthandAssignmentValueSymbol(declaration) : ts.isIdentifier(value) ? symbolOf(value, checker) : undefined;
  }
  return undefined;
}

function valueOf(declaration: ts.Declaration): ts.Expression | undefined {
  if (ts.isShorthandPropertyAssignment(declaration)) return declaration.name;
  if ((ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration)) && declaration.initializer !== undefined) return bare(declaration.initializer);
  // `exports.name = …` declares the name in JavaScript.
  const assignment = ts.isBinaryExpression(declaration) ? declaration : ts.findAncestor(declaration as ts.Node, ts.isBinaryExpression);
  return assignment?.operatorToken.kind === ts.SyntaxKind.EqualsToken ? bare(assignment.right) : undefined;
}

/** Rewrites a helper's use of the context. It may log, ask and set outputs; the response stays with the handler. */
export function rewriteHelper(input: RewriteInput, index: number): Handler {
  const handler = openHandler(input);
  const parameter = input.fn.parameters[index];
  if (parameter === undefined || !ts.isIdentifier(parameter.name) || parameter.dotDotDotToken !== undefined) throw new Unsupported("context-helper", "The helper takes its arguments in a way that is not followed.", input.fn);
  handler.names.context = parameter.name.text;
  visitContextUses(handler, parameter.name, input.fn);
  const [used] = [...handler.responses, ...handler.dones, ...handler.bodies];
  if (used !== undefined || handler.wholeRequest !== undefined || handler.needs.trigger || handler.requestEdits.length > 0)
    throw new Unsupported("context-helper", `A helper uses \`${(used ?? input.fn).getText().slice(0, 40).split("\n")[0]}\` of the context.`, used ?? input.fn);
  if (input.typescript && parameter.type !== undefined && parameter.type.getText() === "Context") handler.edits.replace(parameter.type, () => "InvocationContext");
  return handler;
}

/** Whether every use of the helper is a call from one of the functions that change with it. */
export function isUsedOnlyBy(helper: FunctionNode, users: ReadonlySet<ts.Node>, program: AppProgram, isTest: (file: ts.SourceFile) => boolean): boolean {
  const name = nameOf(helper);
  if (name === undefined) return false;
  return program.files.filter(file => !isTest(file)).every(file => identifiersIn(file).every(use => {
    const outer = wrapped(ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use);
    const isCall = ts.isCallExpression(outer.parent) && outer.parent.expression === outer;
    if (use.text !== name || !isCall || functionCalled(outer.parent.expression, program.checker) !== helper) return use.text !== name || isHarmless(use, helper);
    let around: ts.Node | undefined = outer;
    while (around !== undefined && !users.has(around)) around = functionAround(around);
    return around !== undefined;
  }));
}

/** Declarations, imports, exports and other things of the same name; a value handed on is not. */
function isHarmless(use: ts.Identifier, helper: FunctionNode): boolean {
  const { parent } = use;
  if (ts.isCallExpression(parent) && parent.expression !== use) return false;
  if (ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent) && parent.parent.expression !== parent) return false;
  return parent !== undefined && helper !== undefined;
}

function nameOf(fn: FunctionNode): string | undefined {
  if (fn.name !== undefined && ts.isIdentifier(fn.name)) return fn.name.text;
  const { parent } = fn;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return ts.isBinaryExpression(parent) ? memberName(parent.left) : undefined;
}
