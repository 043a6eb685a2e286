import { ts } from "ts-morph";

import type { ComputedMember, Reference } from "./javascript-references.ts";

/** Places of a member of that name whose object has no known type. */
export function unknownMembers(files: readonly ts.SourceFile[], checker: ts.TypeChecker, name: string): readonly Reference[] {
  return files.filter(({ text }) => text.includes(name)).flatMap(file => {
    const found: Reference[] = [];
    const visit = (node: ts.Node): void => {
      const label = memberLabel(node);
      if (label?.text === name && isUnknown(checker, node, label)) found.push({ path: file.fileName, start: label.getStart(file) });
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });
}

type Label = ts.Identifier | ts.StringLiteralLike | ts.PrivateIdentifier;

/** The name in `a.name`, `a["name"]` and `{ name } = a`. */
function memberLabel(node: ts.Node): Label | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name;
  if (ts.isElementAccessExpression(node)) return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression : undefined;
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent) || node.dotDotDotToken !== undefined) return undefined;
  const label = node.propertyName ?? node.name;
  return ts.isIdentifier(label) || ts.isStringLiteralLike(label) ? label : undefined;
}

function isUnknown(checker: ts.TypeChecker, node: ts.Node, label: Label): boolean {
  if (!ts.isBindingElement(node)) return checker.getSymbolAtLocation(label) === undefined;
  // `const { name } = require("./m")` names an export, which the compiler follows although the pattern's type may be any.
  const declaration = node.parent.parent;
  if (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && ts.isCallExpression(declaration.initializer) && declaration.initializer.expression.getText() === "require") return false;
  return checker.getNonNullableType(checker.getTypeAtLocation(node.parent)).getProperty(label.text) === undefined;
}

/** The places that take the property out of an object, where `{ name }` at the given place put it in. */
export function takingShorthand(files: readonly ts.SourceFile[], checker: ts.TypeChecker, at: Reference, name: string): readonly Reference[] {
  return files.filter(({ text }) => text.includes(name)).flatMap(file => {
    const found: Reference[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && node.text === name && takes(checker, node, at)) found.push({ path: file.fileName, start: node.getStart(file) });
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });
}

function takes(checker: ts.TypeChecker, node: ts.Identifier, at: Reference): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node && isDeclaredAt(checker.getSymbolAtLocation(node), at);
  if (!ts.isBindingElement(parent) || (parent.propertyName ?? parent.name) !== node) return false;
  return isDeclaredAt(checker.getNonNullableType(checker.getTypeAtLocation(parent.parent)).getProperty(node.text), at);
}

/** `object[key]` and `Object.values(object)`, where the object has the property declared at the given place. */
export function computedMembers(files: readonly ts.SourceFile[], checker: ts.TypeChecker, at: Reference, name: string): readonly ComputedMember[] {
  return files.flatMap(file => {
    const found: ComputedMember[] = [];
    const visit = (node: ts.Node): void => {
      const taken = takenFrom(node);
      if (taken !== undefined && isDeclaredAt(checker.getNonNullableType(checker.getTypeAtLocation(taken.object)).getProperty(name), at))
        found.push({ path: file.fileName, start: node.getStart(file), end: node.getEnd(), all: taken.all });
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });
}

function takenFrom(node: ts.Node): { readonly object: ts.Expression; readonly all: boolean } | undefined {
  if (ts.isElementAccessExpression(node)) return ts.isStringLiteralLike(node.argumentExpression) ? undefined : { object: node.expression, all: false };
  if (!ts.isCallExpression(node) || !/^Object\.(?:values|entries)$/.test(node.expression.getText())) return undefined;
  const [object] = node.arguments;
  return object === undefined ? undefined : { object, all: true };
}

function isDeclaredAt(symbol: ts.Symbol | undefined, { path, start }: Reference): boolean {
  return symbol?.declarations?.some(declaration => declaration.getSourceFile().fileName === path && (ts.getNameOfDeclaration(declaration) ?? declaration).getStart() === start) === true;
}

/** What the class around a member extends or implements and nobody can read, as written; parents of parents included. */
export function unknownParents(file: ts.SourceFile, checker: ts.TypeChecker, offset: number): readonly string[] {
  const around = nodeAt(file, offset);
  const type = around === undefined ? undefined : ts.findAncestor(around, ts.isClassLike);
  return type === undefined ? [] : parentsOf(type, checker, new Set());
}

function parentsOf(type: ts.ClassLikeDeclaration | ts.InterfaceDeclaration, checker: ts.TypeChecker, seen: Set<ts.Node>): string[] {
  if (seen.has(type)) return [];
  seen.add(type);
  return (type.heritageClauses ?? []).flatMap(({ types }) => types.flatMap(({ expression }) => {
    const symbol = resolved(checker, checker.getSymbolAtLocation(expression));
    const declarations = (symbol?.declarations ?? []).filter(each => ts.isClassLike(each) || ts.isInterfaceDeclaration(each));
    const aliased = (symbol?.declarations ?? []).some(ts.isTypeAliasDeclaration);
    if (declarations.length === 0 && !aliased) return [expression.getText()];
    return declarations.flatMap(each => parentsOf(each, checker, seen));
  }));
}

function resolved(checker: ts.TypeChecker, symbol: ts.Symbol | undefined): ts.Symbol | undefined {
  return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
}

function nodeAt(file: ts.SourceFile, offset: number): ts.Node | undefined {
  const within = (node: ts.Node): ts.Node => ts.forEachChild(node, child => (child.getStart(file) <= offset && offset < child.getEnd() ? within(child) : undefined)) ?? node;
  return within(file);
}
