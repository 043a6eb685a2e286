import { ts } from "ts-morph";

import { walk, type Program } from "./program.ts";

/** What a name at module level is bound by. */
export type Declared =
  | { readonly kind: "import"; readonly statement: ts.Statement; readonly node: ts.Node }
  | { readonly kind: "value"; readonly statement: ts.Statement; readonly node: ts.Node }
  | { readonly kind: "type"; readonly statement: ts.Statement; readonly node: ts.Node };

/** One use of a name that is bound at the level of the same module. */
export interface Use {
  readonly name: ts.Identifier;
  readonly declared: Declared;
  /** It names a type, so nothing of it is left at run time. */
  readonly isType: boolean;
}

/** Names that a tree takes from the level of its module. */
export function usesIn(program: Program, tree: ts.Node): Use[] {
  const found: Use[] = [];
  walk(tree, node => {
    if (!ts.isIdentifier(node) || isLabel(node)) return;
    for (const declaration of localSymbol(program, node)?.declarations ?? []) {
      if (declaration.getSourceFile() !== tree.getSourceFile()) continue;
      const declared = declaredBy(declaration);
      if (declared === undefined || isNameOf(node, declaration)) continue;
      found.push({ name: node, declared, isType: isInType(node) });
    }
  });
  return found;
}

function localSymbol({ checker }: Program, node: ts.Identifier): ts.Symbol | undefined {
  if (ts.isShorthandPropertyAssignment(node.parent)) return checker.getShorthandAssignmentValueSymbol(node.parent);
  return ts.isExportSpecifier(node.parent) ? checker.getExportSpecifierLocalTargetSymbol(node.parent) : checker.getSymbolAtLocation(node);
}

/** The module-level statement behind a declaration; undefined for what is bound deeper. */
export function declaredBy(declaration: ts.Node): Declared | undefined {
  if (ts.isImportClause(declaration) || ts.isImportSpecifier(declaration) || ts.isNamespaceImport(declaration) || ts.isImportEqualsDeclaration(declaration)) {
    const statement = statementAround(declaration);
    return statement === undefined ? undefined : { kind: "import", statement, node: declaration };
  }
  if (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration))
    return ts.isSourceFile(declaration.parent) ? { kind: "type", statement: declaration, node: declaration } : undefined;
  if (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration) || ts.isEnumDeclaration(declaration) || ts.isModuleDeclaration(declaration))
    return ts.isSourceFile(declaration.parent) ? { kind: "value", statement: declaration, node: declaration } : undefined;
  if (!ts.isVariableDeclaration(declaration) && !ts.isBindingElement(declaration)) return undefined;
  const variable = variableAround(declaration);
  const statement = variable?.parent.parent;
  if (variable === undefined || statement === undefined || !ts.isVariableStatement(statement) || !ts.isSourceFile(statement.parent)) return undefined;
  return { kind: requiredIn(variable) === undefined ? "value" : "import", statement, node: variable };
}

/** The string of `require("x")`, also of `require("x").y`. */
export function requiredIn({ initializer }: ts.VariableDeclaration): ts.StringLiteralLike | undefined {
  let at = initializer;
  while (at !== undefined && ts.isPropertyAccessExpression(at)) at = at.expression;
  return at === undefined ? undefined : requiredBy(at);
}

export function requiredBy(node: ts.Node): ts.StringLiteralLike | undefined {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== "require") return undefined;
  const [specifier] = node.arguments;
  return specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier : undefined;
}

export function statementAround(node: ts.Node): ts.Statement | undefined {
  let at = node;
  while (at.parent !== undefined && !ts.isSourceFile(at.parent)) at = at.parent;
  return at.parent === undefined ? undefined : at as ts.Statement;
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(modifier => modifier.kind === kind);
}

function variableAround(node: ts.VariableDeclaration | ts.BindingElement): ts.VariableDeclaration | undefined {
  let at: ts.Node = node;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at)) at = at.parent;
  return ts.isVariableDeclaration(at) ? at : undefined;
}

/** A member's or a property's own name refers to nothing. */
function isLabel(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent))
    return parent.name === node;
  return ts.isQualifiedName(parent) && parent.right === node;
}

function isNameOf(node: ts.Identifier, declaration: ts.Node): boolean {
  return "name" in declaration && declaration.name === node;
}

function isInType(node: ts.Node): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    if (ts.isExpressionWithTypeArguments(at)) return !ts.isClassLike(at.parent.parent) || (at.parent as ts.HeritageClause).token === ts.SyntaxKind.ImplementsKeyword;
    if (ts.isTypeNode(at)) return true;
    if (ts.isStatement(at) || ts.isExpression(at) && !ts.isIdentifier(at) && !ts.isPropertyAccessExpression(at)) return ts.isInterfaceDeclaration(at) || ts.isTypeAliasDeclaration(at);
  }
  return false;
}
