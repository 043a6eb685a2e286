import { dirname, resolve } from "node:path";

import { ts } from "ts-morph";

import { resolveRelative } from "../project/source-files.ts";
import { exportsOf } from "../source/exports.ts";
import { assignmentTo, bare, identifiersIn, isFunctionNode, isMember, memberName, wrapped, type FunctionNode } from "../syntax/ask.ts";
import type { AppProgram } from "../syntax/program.ts";
import { isPropertyName, referencesTo, symbolOf } from "./references.ts";

/**
 * A place outside the handler that holds its context too. `variable`: a parameter of a helper, or a name of a module;
 * `object`: a name for an object with the context as one of its members; `member`: of the instances of a class, wherever
 * it is read. `given` tells whose argument it is.
 */
export type Holder =
  | { readonly kind: "variable"; readonly at: ts.Identifier; readonly given?: Given; readonly signatures?: readonly ts.ParameterDeclaration[] }
  | { readonly kind: "object"; readonly at: ts.Identifier; readonly name: string; readonly given?: Given }
  | { readonly kind: "member"; readonly at: ts.Declaration; readonly name: string };

export interface Given {
  readonly fn: FunctionNode;
  readonly index: number;
}

/** The expressions that read or write a place. */
export interface Uses {
  readonly certain: readonly ts.Expression[];
  /** A member of this name on a value of unknown type: it may be the place, unless it is found to be another one. */
  readonly possible: readonly ts.Expression[];
}

/** The uses of the place; undefined when they are not all to be seen. */
export function usesOf(holder: Holder, program: AppProgram): Uses | undefined {
  const { checker } = program;
  if (holder.kind === "member") return memberUses(holder.at, holder.name, program);
  if (isExported(holder.at)) return undefined;
  const uses = referencesTo(holder.at, holder.at.getSourceFile(), checker);
  if (holder.kind === "variable") return { certain: uses, possible: [] };
  return uses.every(use => isTakenApart(use)) ? { certain: uses.flatMap(use => readsThrough(use, holder.name, checker)), possible: [] } : undefined;
}

/** Every use of the object asks for one of its members. */
function isTakenApart(use: ts.Identifier): boolean {
  const outer = wrapped(use);
  const { parent } = outer;
  if (ts.isVariableDeclaration(parent) && parent.initializer === outer) return ts.isObjectBindingPattern(parent.name) && parent.name.elements.every(element => element.dotDotDotToken === undefined && ts.isIdentifier(element.name));
  return isMember(parent) && parent.expression === outer && memberName(parent) !== undefined && assignmentTo(parent) === undefined;
}

function readsThrough(use: ts.Identifier, name: string, checker: ts.TypeChecker): ts.Expression[] {
  const { parent } = wrapped(use);
  if (isMember(parent)) return memberName(parent) === name ? [parent] : [];
  const pattern = ts.isVariableDeclaration(parent) ? parent.name : undefined;
  return (pattern === undefined ? [] : (elementsOf(pattern, name) ?? [])).flatMap(at => referencesTo(at, at.getSourceFile(), checker));
}

/** The names that a pattern gives to a member; undefined when the pattern does not say. */
export function elementsOf(pattern: ts.BindingName, name: string): ts.Identifier[] | undefined {
  if (!ts.isObjectBindingPattern(pattern) || pattern.elements.some(element => element.dotDotDotToken !== undefined)) return undefined;
  const found = pattern.elements.filter(element => (element.propertyName ?? element.name).getText() === name).map(element => element.name);
  return found.every(ts.isIdentifier) ? found : undefined;
}

/** A variable of a module that other modules can read. */
function isExported(name: ts.Identifier): boolean {
  if (ts.findAncestor(name, ts.isFunctionLike) !== undefined) return false;
  const statement = ts.findAncestor(name, ts.isStatement);
  const isMarked = statement !== undefined && ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(modifier => modifier.kind === ts.SyntaxKind.ExportKeyword) === true;
  return isMarked || identifiersIn(name.getSourceFile()).some(use => use.text === name.text && ts.isExportSpecifier(use.parent));
}

/** Reads of a member by its symbol. A read of the same name on a value of unknown type may be one too. */
function memberUses(declaration: ts.Declaration, name: string, { checker, files }: AppProgram): Uses | undefined {
  const symbol = memberSymbol(declaration, checker);
  if (symbol === undefined) return undefined;
  const found: ts.Expression[] = [];
  const possible: ts.Expression[] = [];
  for (const file of files) {
    if (!file.text.includes(name)) continue;
    for (const use of identifiersIn(file)) {
      if (use.text !== name) continue;
      const { parent } = use;
      if (ts.isPropertyAccessExpression(parent) && parent.name === use) {
        const own = checker.getSymbolAtLocation(use);
        if (own === symbol) found.push(parent);
        else if (own === undefined && isAny(parent.expression, checker)) possible.push(parent);
      } else if (ts.isParameter(declaration) && checker.getSymbolAtLocation(use) !== undefined && !isPropertyName(use) && symbolOf(use, checker)?.valueDeclaration === declaration && declaration.name !== use) {
        found.push(use);
      } else if (ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === use && ts.isObjectBindingPattern(parent.parent)) {
        const type = checker.getTypeAtLocation(parent.parent);
        if (type.getProperty(name) === symbol) return undefined;
      }
    }
  }
  return { certain: found, possible };
}

/** A property that a parameter of the constructor declares has two symbols: the one that the members of the class see counts. */
export function memberSymbol(declaration: ts.Declaration, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (ts.isParameter(declaration) && ts.isIdentifier(declaration.name)) return checker.getSymbolsOfParameterPropertyDeclaration(declaration, declaration.name.text).find(symbol => (symbol.flags & ts.SymbolFlags.Property) !== 0);
  if (ts.isBinaryExpression(declaration)) return ts.isPropertyAccessExpression(declaration.left) ? checker.getSymbolAtLocation(declaration.left.name) : undefined;
  if (ts.isPropertyAccessExpression(declaration as ts.Node)) return checker.getSymbolAtLocation((declaration as unknown as ts.PropertyAccessExpression).name);
  const { name } = declaration as ts.NamedDeclaration;
  return name === undefined ? undefined : checker.getSymbolAtLocation(name);
}

/** `this.x` in a class of JavaScript that declares nothing has a type all the same. */
function isAny(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const type = checker.getTypeAtLocation(node);
  return (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 && !isFromPackage(node, checker);
}

/** What a package gives is no object of ours, although its types are not there. */
function isFromPackage(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const expression = bare(node);
  if (!ts.isIdentifier(expression)) return false;
  const declaration = symbolOf(expression, checker)?.declarations?.[0];
  return declaration !== undefined && (ts.isImportClause(declaration) || ts.isImportSpecifier(declaration) || ts.isNamespaceImport(declaration));
}

/** The functions of the app that a call may run, imports, exports and interfaces followed; undefined when one is not of the app. */
export function functionsCalled(call: ts.CallExpression | ts.NewExpression, program: AppProgram): readonly FunctionNode[] | undefined {
  const { checker } = program;
  const named = ts.isCallExpression(call) ? functionNamed(call.expression, program) : undefined;
  const signature = named === undefined ? checker.getResolvedSignature(call)?.declaration : undefined;
  const target = named ?? signature;
  if (target === undefined || target.getSourceFile().isDeclarationFile || target.getSourceFile().fileName.includes("/node_modules/")) return undefined;
  if (isFunctionNode(target) || ts.isConstructorDeclaration(target)) return target.body === undefined ? implementations(target, program) : [target];
  return ts.isMethodSignature(target) ? implementations(target, program) : undefined;
}

/** The methods of the app's classes that stand behind a method of an interface or an abstract class. */
function implementations(declared: ts.MethodSignature | FunctionNode, { files, checker }: AppProgram): FunctionNode[] | undefined {
  const owner = declared.parent;
  if (!ts.isInterfaceDeclaration(owner) && !ts.isClassLike(owner)) return undefined;
  const type = checker.getTypeAtLocation(owner);
  const name = declared.name?.getText();
  const found: FunctionNode[] = [];
  for (const file of files) {
    const visit = (node: ts.Node): void => {
      if (ts.isMethodDeclaration(node) && node.body !== undefined && ts.isClassLike(node.parent) && node.name.getText() === name && checker.isTypeAssignableTo(checker.getTypeAtLocation(node.parent), type)) found.push(node);
      ts.forEachChild(node, visit);
    };
    if (name !== undefined && file.text.includes(name)) visit(file);
  }
  return found.length === 0 ? undefined : found;
}

/** The function that the callee names, through variables, members, imports and exports. */
export function functionNamed(callee: ts.Expression, program: AppProgram): FunctionNode | undefined {
  const { checker } = program;
  const name = bare(callee);
  if (isFunctionNode(name)) return name;
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
    const value = valueOf(declaration) ?? requiredValue(declaration, program);
    if (value === undefined) return undefined;
    if (isFunctionNode(value)) return value;
    symbol = ts.isShorthandPropertyAssignment(declaration) ? checker.getShorthandAssignmentValueSymbol(declaration) : ts.isIdentifier(value) ? symbolOf(value, checker) : ts.isPropertyAccessExpression(value) ? symbolOf(value.name as ts.Identifier, checker) : undefined;
  }
  return undefined;
}

/** `const { name } = require("./file")` in TypeScript, which the checker does not follow. */
function requiredValue(declaration: ts.Declaration, program: AppProgram): ts.Expression | FunctionNode | undefined {
  const variable = ts.isBindingElement(declaration) ? declaration.parent.parent : declaration;
  if (!ts.isVariableDeclaration(variable) || variable.initializer === undefined) return undefined;
  return requiredExport(bare(variable.initializer), program, ts.isBindingElement(declaration) ? (declaration.propertyName ?? declaration.name).getText() : "*");
}

/** What `require("./file")` gives under a name, or as a whole. */
export function requiredExport(expression: ts.Expression, program: AppProgram, name = "*"): ts.Expression | FunctionNode | undefined {
  if (ts.isPropertyAccessExpression(expression) && name === "*") return requiredExport(bare(expression.expression), program, expression.name.text);
  const [specifier] = ts.isCallExpression(expression) && ts.isIdentifier(expression.expression) && expression.expression.text === "require" ? expression.arguments : [];
  if (specifier === undefined || !ts.isStringLiteralLike(specifier) || !specifier.text.startsWith(".")) return undefined;
  const path = resolveRelative(program, resolve(dirname(expression.getSourceFile().fileName), specifier.text));
  const file = path === undefined ? undefined : program.file(path);
  const value = file === undefined ? undefined : exportsOf(file).get(name)?.value;
  return value === undefined || isFunctionNode(value) ? value : bare(value);
}

function valueOf(declaration: ts.Declaration): ts.Expression | undefined {
  if (ts.isShorthandPropertyAssignment(declaration)) return declaration.name;
  if ((ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration) || ts.isPropertyDeclaration(declaration)) && declaration.initializer !== undefined) return bare(declaration.initializer);
  if (ts.isExportAssignment(declaration)) return bare(declaration.expression);
  // `exports.name = …` declares the name in JavaScript.
  const assignment = ts.isBinaryExpression(declaration) ? declaration : ts.isPropertyAccessExpression(declaration as ts.Node) || ts.isElementAccessExpression(declaration as ts.Node) || ts.isIdentifier(declaration as ts.Node) ? ts.findAncestor(declaration as ts.Node, ts.isBinaryExpression) : undefined;
  if (assignment?.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const right = bare(assignment.right);
  return ts.isBinaryExpression(right) && right.operatorToken.kind === ts.SyntaxKind.EqualsToken ? bare(right.right) : right;
}
