import { ts } from "ts-morph";

import { declarationOf, referencesTo } from "../handler/references.ts";
import { assignmentTo, bare, isFunctionNode, isMember, memberName, type FunctionNode } from "../syntax/ask.ts";

/** What a module offers under one name: the expression or declaration behind it. */
interface Exported {
  readonly value: ts.Expression | ts.FunctionDeclaration | ts.MethodDeclaration;
  /** The assignment or statement that exports it. */
  readonly by: ts.Node;
}

/** What the old worker would have called, as far as the source shows it. */
export interface EntryPoint {
  /** The handler; undefined when it is not a visible function. */
  readonly fn: FunctionNode | undefined;
  /** `df.orchestrator(…)` or `df.entity(…)` around the handler. */
  readonly wrapper: ts.CallExpression | undefined;
  readonly exported: Exported;
  /** `*` for the module's value itself, else the name of the export. */
  readonly name: string;
}

/** Finds the entry point by the rule of the old worker: the function itself; else `entryPoint`, the only export, `run` or `index`. */
export function findEntryPoint(file: ts.SourceFile, entryPoint: string | undefined, checker: ts.TypeChecker): EntryPoint | undefined {
  const exported = exportsOf(file);
  const whole = exported.get("*");
  readObject(whole, exported, checker);
  const names = [...exported.keys()].filter(name => name !== "*");
  const name = whole !== undefined && (names.length === 0 || resolve(whole.value, checker).fn !== undefined) ? "*" : pick(names, entryPoint);
  const found = name === undefined ? undefined : exported.get(name);
  if (name === undefined || found === undefined) return undefined;
  const { fn, wrapper } = resolve(found.value, checker);
  return { fn, wrapper, exported: found, name };
}

/** `const api = { run }; module.exports = api`. */
function readObject(whole: Exported | undefined, found: Map<string, Exported>, checker: ts.TypeChecker): void {
  if (whole === undefined || !ts.isIdentifier(whole.value)) return;
  const declaration = declarationOf(whole.value, checker);
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined || declaration.getSourceFile() !== whole.by.getSourceFile()) return;
  const literal = bare(declaration.initializer);
  if (ts.isObjectLiteralExpression(literal)) readLiteral(literal, whole.by, found);
}

function pick(names: readonly string[], entryPoint: string | undefined): string | undefined {
  if (entryPoint !== undefined) return names.includes(entryPoint) ? entryPoint : undefined;
  if (names.length === 1) return names[0];
  return ["run", "index", "default"].find(name => names.includes(name));
}

/** The name of the entry point among all that an ES module exports, also by way of other files; undefined when that is not known. */
export function entryPointName(file: ts.SourceFile, entryPoint: string | undefined, checker: ts.TypeChecker): string | undefined {
  const symbol = checker.getSymbolAtLocation(file);
  return symbol === undefined ? undefined : pick(checker.getExportsOfModule(symbol).map(({ name }) => name), entryPoint);
}

function resolve(value: Exported["value"], checker: ts.TypeChecker, depth = 0): { fn: FunctionNode | undefined; wrapper: ts.CallExpression | undefined } {
  if (isFunctionNode(value)) return { fn: value, wrapper: undefined };
  const expression = bare(value);
  if (isFunctionNode(expression)) return { fn: expression, wrapper: undefined };
  if (ts.isCallExpression(expression) && isDurableWrapper(expression) && expression.arguments.length === 1) {
    return { fn: resolve(expression.arguments[0]!, checker, depth + 1).fn, wrapper: expression };
  }
  if (!ts.isIdentifier(expression) || depth > 4) return { fn: undefined, wrapper: undefined };
  const declaration = declarationOf(expression, checker);
  if (declaration === undefined || declaration.getSourceFile() !== expression.getSourceFile()) return { fn: undefined, wrapper: undefined };
  if (ts.isFunctionDeclaration(declaration)) return { fn: declaration, wrapper: undefined };
  if (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && !isReplaced(declaration, checker)) return resolve(declaration.initializer, checker, depth + 1);
  return { fn: undefined, wrapper: undefined };
}

/** `handler = logged(handler)`: what is exported is not what the variable began with. */
function isReplaced({ name, parent }: ts.VariableDeclaration, checker: ts.TypeChecker): boolean {
  if (!ts.isIdentifier(name) || (parent.flags & ts.NodeFlags.Const) !== 0) return false;
  return referencesTo(name, name.getSourceFile(), checker).some(use => assignmentTo(use) !== undefined);
}

function isDurableWrapper(call: ts.CallExpression): boolean {
  const name = memberName(call.expression) ?? (ts.isIdentifier(call.expression) ? call.expression.text : "");
  return name === "orchestrator" || name === "entity";
}

/** All exports that the text shows, CommonJS and ESM. `*` is `module.exports` as a whole when it is no object literal. */
export function exportsOf(file: ts.SourceFile): Map<string, Exported> {
  const found = new Map<string, Exported>();
  for (const statement of file.statements) {
    if (ts.isExpressionStatement(statement)) readAssignment(statement.expression, statement, found);
    else readEsm(statement, file, found);
  }
  return found;
}

function readAssignment(expression: ts.Expression, by: ts.Statement, found: Map<string, Exported>): void {
  if (!ts.isBinaryExpression(expression) || expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
  const { left, right } = expression;
  const value = ts.isBinaryExpression(right) && isExports(right.left) ? right.right : right;
  if (isModuleExports(left) || (ts.isIdentifier(left) && left.text === "exports")) {
    if (ts.isObjectLiteralExpression(value)) readLiteral(value, by, found);
    else found.set("*", { value, by });
    return;
  }
  const name = memberName(left);
  if (name !== undefined && isMember(left) && isExports(left.expression)) found.set(name, { value, by });
}

function readLiteral(literal: ts.ObjectLiteralExpression, by: ts.Node, found: Map<string, Exported>): void {
  for (const property of literal.properties) {
    if (property.name === undefined || !(ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name))) continue;
    if (ts.isPropertyAssignment(property)) found.set(property.name.text, { value: property.initializer, by });
    else if (ts.isShorthandPropertyAssignment(property)) found.set(property.name.text, { value: property.name, by });
    else if (ts.isMethodDeclaration(property)) found.set(property.name.text, { value: property, by });
  }
}

function readEsm(statement: ts.Statement, file: ts.SourceFile, found: Map<string, Exported>): void {
  if (ts.isExportAssignment(statement)) {
    if (statement.isExportEquals === true && ts.isObjectLiteralExpression(statement.expression)) readLiteral(statement.expression, statement, found);
    else found.set(statement.isExportEquals === true ? "*" : "default", { value: statement.expression, by: statement });
  }
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  const isExported = modifiers?.some(modifier => modifier.kind === ts.SyntaxKind.ExportKeyword) === true;
  const isDefault = modifiers?.some(modifier => modifier.kind === ts.SyntaxKind.DefaultKeyword) === true;
  if (ts.isFunctionDeclaration(statement) && isExported && statement.body !== undefined) found.set(isDefault ? "default" : statement.name!.text, { value: statement, by: statement });
  if (ts.isVariableStatement(statement) && isExported)
    for (const declaration of statement.declarationList.declarations)
      if (ts.isIdentifier(declaration.name) && declaration.initializer !== undefined) found.set(declaration.name.text, { value: declaration.name, by: statement });
  if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause) && statement.moduleSpecifier === undefined)
    for (const specifier of statement.exportClause.elements) {
      const local = specifier.propertyName ?? specifier.name;
      if (ts.isIdentifier(local)) found.set(specifier.name.text, { value: localName(local, file), by: statement });
    }
}

/** The name as the module declares it: an export specifier has a symbol of its own. */
function localName(local: ts.Identifier, file: ts.SourceFile): ts.Identifier {
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === local.text) return statement.name;
    if (ts.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name) && name.text === local.text) return name;
  }
  return local;
}

function isExports(node: ts.Node): boolean {
  return (ts.isIdentifier(node) && node.text === "exports") || isModuleExports(node);
}

function isModuleExports(node: ts.Node): boolean {
  return isMember(node) && memberName(node) === "exports" && ts.isIdentifier(node.expression) && node.expression.text === "module";
}
