import { ts } from "ts-morph";

import { hasModifier, requiredIn } from "./module-level.ts";

export type FunctionLike = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction;

/** A function at module level that can be moved into a file of its own. */
export interface Target {
  readonly name: string;
  readonly fn: FunctionLike;
  /** Its statements: the overloads too. */
  readonly statements: readonly ts.Statement[];
  /** `declaration`: bound to a name; `export`: assigned to `exports.name`. */
  readonly form: "declaration" | "export";
  readonly isDefault: boolean;
}

export type Found = Target | { readonly trouble: string } | "moved already" | undefined;

/** Looks for the function that a name means: undefined when there is none. */
export function findTarget(file: ts.SourceFile, name: string): Found {
  const [head, member] = name.split(".");
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement)) {
      const isDefault = hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
      if (statement.name?.text !== name && !(name === "default" && isDefault)) continue;
      if (statement.name === undefined) return { trouble: "it has no name: give it one" };
      const all = file.statements.filter((each): each is ts.FunctionDeclaration => ts.isFunctionDeclaration(each) && each.name?.text === statement.name!.text);
      const fn = all.find(({ body }) => body !== undefined);
      return fn === undefined ? { trouble: "it has no body" } : { name: statement.name.text, fn, statements: all, form: "declaration", isDefault };
    }
    if (ts.isVariableStatement(statement)) {
      const found = inVariables(statement, name);
      if (found !== undefined) return found;
    }
    if (ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression) && statement.expression.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const { left, right } = statement.expression;
      if (isExportsMember(left, name)) {
        const value = bareFunction(right);
        if (value !== undefined) return { name, fn: value, statements: [statement], form: "export", isDefault: false };
        if (ts.isPropertyAccessExpression(right)) return "moved already";
      }
    }
    if (member !== undefined && ts.isClassDeclaration(statement) && statement.name?.text === head) return { trouble: "it is a method: make it a function of the module that is given what it needs" };
  }
  return undefined;
}

function inVariables(statement: ts.VariableStatement, name: string): Found {
  const { declarations } = statement.declarationList;
  for (const declaration of declarations) {
    if (ts.isObjectBindingPattern(declaration.name) && requiredIn(declaration) === undefined && declaration.name.elements.some(each => ts.isIdentifier(each.name) && each.name.text === name)) return "moved already";
    if (!ts.isIdentifier(declaration.name) || declaration.name.text !== name) continue;
    const fn = bareFunction(declaration.initializer);
    if (fn === undefined) return { trouble: "it is made by an expression, not written as a function" };
    if (declarations.length > 1) return { trouble: "it is declared together with other variables: give it a statement of its own" };
    if ((statement.declarationList.flags & ts.NodeFlags.Const) === 0) return { trouble: "it is a variable that may be given another value: make it `const`" };
    return { name, fn, statements: [statement], form: "declaration", isDefault: false };
  }
  return undefined;
}

function bareFunction(node: ts.Expression | undefined): FunctionLike | undefined {
  let at = node;
  while (at !== undefined && (ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at))) at = at.expression;
  return at !== undefined && (ts.isArrowFunction(at) || ts.isFunctionExpression(at)) ? at : undefined;
}

/** `exports.name` or `module.exports.name`. */
function isExportsMember(node: ts.Expression, name: string): boolean {
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== name) return false;
  const { expression } = node;
  if (ts.isIdentifier(expression)) return expression.text === "exports";
  return ts.isPropertyAccessExpression(expression) && expression.name.text === "exports" && ts.isIdentifier(expression.expression) && expression.expression.text === "module";
}
