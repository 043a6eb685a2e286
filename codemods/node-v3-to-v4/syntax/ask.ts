import { ts } from "ts-morph";

export type FunctionNode = ts.FunctionExpression | ts.ArrowFunction | ts.FunctionDeclaration | ts.MethodDeclaration | ts.ConstructorDeclaration;

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return ts.isFunctionExpression(node) || ts.isArrowFunction(node) || ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node);
}

export function isAsync(fn: FunctionNode): boolean {
  return fn.modifiers?.some(modifier => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true;
}

/** The function whose own body holds the node. */
export function functionAround(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(node.parent, ts.isFunctionLike);
}

/** The expression without parentheses, casts and non-null marks around it. */
export function bare(node: ts.Expression): ts.Expression {
  let at = node;
  while (ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isNonNullExpression(at) || ts.isSatisfiesExpression(at) || ts.isTypeAssertionExpression(at)) at = at.expression;
  return at;
}

/** The node with the parentheses, casts and non-null marks around it. */
export function wrapped(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent !== undefined && (ts.isParenthesizedExpression(at.parent) || ts.isAsExpression(at.parent) || ts.isNonNullExpression(at.parent) || ts.isSatisfiesExpression(at.parent) || ts.isTypeAssertionExpression(at.parent))) at = at.parent;
  return at;
}

/** The name that a member access asks for: `a.name`, `a["name"]`, also with `?.`. */
export function memberName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) return node.argumentExpression.text;
  return undefined;
}

export function isMember(node: ts.Node | undefined): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return node !== undefined && (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node));
}

/** The member access whose object is this node: `node.x` or `node["x"]`. */
export function memberOf(node: ts.Node): ts.PropertyAccessExpression | ts.ElementAccessExpression | undefined {
  const outer = wrapped(node);
  return isMember(outer.parent) && outer.parent.expression === outer ? outer.parent : undefined;
}

const ASSIGNMENTS = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.EqualsToken, ts.SyntaxKind.PlusEqualsToken, ts.SyntaxKind.MinusEqualsToken, ts.SyntaxKind.AsteriskEqualsToken,
  ts.SyntaxKind.SlashEqualsToken, ts.SyntaxKind.PercentEqualsToken, ts.SyntaxKind.AmpersandEqualsToken, ts.SyntaxKind.BarEqualsToken,
  ts.SyntaxKind.CaretEqualsToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken, ts.SyntaxKind.LessThanLessThanEqualsToken,
  ts.SyntaxKind.GreaterThanGreaterThanEqualsToken, ts.SyntaxKind.GreaterThanGreaterThanGreaterThanEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken, ts.SyntaxKind.AmpersandAmpersandEqualsToken, ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

/** The assignment whose left side is exactly this node. */
export function assignmentTo(node: ts.Node): ts.BinaryExpression | undefined {
  const outer = wrapped(node);
  const parent = outer.parent;
  return ts.isBinaryExpression(parent) && parent.left === outer && ASSIGNMENTS.has(parent.operatorToken.kind) ? parent : undefined;
}

/** True where writing happens in another way than a plain or compound assignment: `x++`, `delete x`, patterns, loops. */
export function isOtherwiseWritten(node: ts.Node): boolean {
  const outer = wrapped(node);
  const parent = outer.parent;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken;
  if (ts.isDeleteExpression(parent)) return true;
  if ((ts.isForInStatement(parent) || ts.isForOfStatement(parent)) && parent.initializer === outer) return true;
  return isAssignmentPattern(outer);
}

function isAssignmentPattern(node: ts.Node): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const parent = at.parent;
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.left === at)
      return ts.isArrayLiteralExpression(at) || ts.isObjectLiteralExpression(at);
    if (!ts.isArrayLiteralExpression(parent) && !ts.isObjectLiteralExpression(parent) && !ts.isPropertyAssignment(parent) && !ts.isSpreadElement(parent)) return false;
    if (ts.isPropertyAssignment(parent) && parent.initializer !== at) return false;
  }
  return false;
}

/** Whether null and undefined cannot be told apart by what happens to the value here. */
export function isNullishSafe(node: ts.Node): boolean {
  const outer = wrapped(node);
  const parent = outer.parent;
  if (ts.isBinaryExpression(parent)) {
    const kind = parent.operatorToken.kind;
    if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken) return parent.left === outer || isNullishSafe(parent);
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return isNullishSafe(parent);
    if (kind === ts.SyntaxKind.EqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsToken) return true;
    if (kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken) {
      const other = bare(parent.left === outer ? parent.right : parent.left);
      return ts.isStringLiteralLike(other) || ts.isTemplateExpression(other) || ts.isNumericLiteral(other);
    }
    return false;
  }
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) return parent.expression === outer;
  return ts.isConditionalExpression(parent) && parent.condition === outer;
}

/** Every identifier below the node. */
export function identifiersIn(node: ts.Node): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isIdentifier(at)) found.push(at);
    ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}

/** A name that no identifier of the node has: the wanted one, else with a number behind it. */
export function freeName(wanted: string, node: ts.Node, taken: ReadonlySet<string> = new Set()): string {
  const names = new Set(identifiersIn(node).filter(identifier => !isMemberName(identifier)).map(identifier => identifier.text));
  let name = wanted;
  for (let count = 2; names.has(name) || taken.has(name); count++) name = `${wanted}${count}`;
  return name;
}

/** A name that only selects a member and binds nothing. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node) || (ts.isBindingElement(parent) && parent.propertyName === node) || ts.isMethodDeclaration(parent);
}

/** Calls the visitor for every node, depth first, its parents before it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, child => walk(child, visit));
}

/** The statement that declares this variable and no other. */
export function soleDeclaration(declaration: ts.VariableDeclaration): ts.VariableStatement | undefined {
  const list = declaration.parent;
  return ts.isVariableDeclarationList(list) && list.declarations.length === 1 && ts.isVariableStatement(list.parent) ? list.parent : undefined;
}

/** The names that the top level of a file declares. */
export function declaredNames(file: ts.SourceFile): string[] {
  const names: string[] = [];
  const add = (name: ts.BindingName | undefined): void => {
    if (name === undefined) return;
    if (ts.isIdentifier(name)) names.push(name.text);
    else for (const element of name.elements) if (!ts.isOmittedExpression(element)) add(element.name);
  };
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) for (const declaration of statement.declarationList.declarations) add(declaration.name);
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) add(statement.name);
    if (ts.isImportEqualsDeclaration(statement)) add(statement.name);
    if (ts.isImportDeclaration(statement)) {
      add(statement.importClause?.name);
      const bindings = statement.importClause?.namedBindings;
      if (bindings !== undefined && ts.isNamespaceImport(bindings)) add(bindings.name);
      if (bindings !== undefined && ts.isNamedImports(bindings)) for (const element of bindings.elements) add(element.name);
    }
  }
  return names;
}
