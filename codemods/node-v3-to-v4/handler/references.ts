import { ts } from "ts-morph";

import { identifiersIn } from "../syntax/ask.ts";

/** The symbol that an identifier stands for; in `{ name }` the value, not the property. */
export function symbolOf(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node) return checker.getShorthandAssignmentValueSymbol(node.parent);
  return checker.getSymbolAtLocation(node);
}

/** Every use of the declared name inside the node; the declaration itself left out. */
export function referencesTo(declared: ts.Identifier, inside: ts.Node, checker: ts.TypeChecker): ts.Identifier[] {
  const symbol = checker.getSymbolAtLocation(declared);
  return identifiersIn(inside).filter(identifier => identifier !== declared && identifier.text === declared.text && symbolOf(identifier, checker) === symbol && !isPropertyName(identifier));
}

/** A name that only selects or gives a member; `{ name }` also reads the variable. */
export function isPropertyName(node: ts.Identifier): boolean {
  const parent = node.parent;
  return (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node) || (ts.isMethodDeclaration(parent) && parent.name === node) || (ts.isBindingElement(parent) && parent.propertyName === node);
}

/** The declaration of what an identifier names, imports followed. */
export function declarationOf(node: ts.Identifier, checker: ts.TypeChecker): ts.Declaration | undefined {
  let symbol = symbolOf(node, checker);
  if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) symbol = checker.getAliasedSymbol(symbol);
  return symbol?.declarations?.[0];
}
