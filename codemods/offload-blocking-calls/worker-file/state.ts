import { ts } from "ts-morph";

import { hasModifier } from "./module-level.ts";
import { placeOf, walk, type Program } from "./program.ts";

/** Methods that change what they are called on. */
const CHANGING = new Set(["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin", "set", "add", "delete", "clear", "append", "write", "writeUInt8", "writeUInt16BE", "writeUInt32BE", "writeInt32LE", "swap16", "swap32", "swap64", "setDate", "setHours", "setMinutes", "setMonth", "setFullYear", "setTime", "setUTCDate", "setUTCHours"]);

/** Why a statement is state of its module, of which a thread would have a copy of its own; undefined when nothing ever changes it. */
export function stateTrouble(program: Program, statement: ts.Statement, root: string): string | undefined {
  if (ts.isClassDeclaration(statement)) return staticState(statement, root);
  if (!ts.isVariableStatement(statement) || hasModifier(statement, ts.SyntaxKind.DeclareKeyword)) return undefined;
  const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
  for (const name of identifiersOf(statement)) {
    const changed = changeOf(program, name);
    if (changed !== undefined) return `\`${name.text}\` (${placeOf(name, root)}) is state of its module that ${placeOf(changed, root)} changes, and every worker thread would have one of its own`;
    if (!isConst && name.parent !== undefined && ts.isVariableDeclaration(name.parent) && name.parent.initializer === undefined) return `\`${name.text}\` (${placeOf(name, root)}) is state of its module`;
  }
  return undefined;
}

function staticState(declaration: ts.ClassDeclaration, root: string): string | undefined {
  const field = declaration.members.find(member => ts.isPropertyDeclaration(member) && hasModifier(member, ts.SyntaxKind.StaticKeyword) && !hasModifier(member, ts.SyntaxKind.ReadonlyKeyword));
  return field?.name === undefined ? undefined : `\`${field.name.getText()}\` (${placeOf(field, root)}) is state of its class, and every worker thread would have one of its own`;
}

function identifiersOf(statement: ts.VariableStatement): readonly ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) found.push(name);
    else for (const each of name.elements) if (!ts.isOmittedExpression(each)) visit(each.name);
  };
  for (const { name } of statement.declarationList.declarations) visit(name);
  return found;
}

/** The first place that gives a variable another value, or changes what it holds. */
function changeOf(program: Program, name: ts.Identifier): ts.Node | undefined {
  const file = name.getSourceFile();
  const references = program.service.findReferences(file.fileName, name.getStart(file)) ?? [];
  for (const { references: places } of references) {
    for (const { fileName, textSpan } of places) {
      const at = program.file(fileName);
      const node = at === undefined ? undefined : identifierAt(at, textSpan.start);
      if (node === undefined || node === name) continue;
      const change = changeAt(node);
      if (change !== undefined) return change.node;
    }
  }
  return undefined;
}

/** What changes a value: `steps` members lie between the name and what is assigned or called; 0 gives the name another value. */
export interface ValueChange {
  readonly node: ts.Node;
  readonly steps: number;
}

/** The change of what an expression stands for: an assignment to it or into it, a changing method, `Object.assign`. */
export function changeAt(from: ts.Expression): ValueChange | undefined {
  let at: ts.Node = from;
  let steps = 0;
  for (; isStep(at.parent, at); at = at.parent) if (ts.isPropertyAccessExpression(at.parent) || ts.isElementAccessExpression(at.parent)) steps++;
  const node = changing(at);
  if (node === undefined) return undefined;
  return { node, steps: ts.isCallExpression(node) && node.expression !== at ? steps + 1 : steps };
}

function changing(at: ts.Node): ts.Node | undefined {
  const { parent } = at;
  if (ts.isBinaryExpression(parent) && parent.left === at && parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment) return parent;
  if ((ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) && (parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken)) return parent;
  if (ts.isDeleteExpression(parent)) return parent;
  if (ts.isCallExpression(parent) && parent.expression === at && ts.isPropertyAccessExpression(at) && CHANGING.has(at.name.text)) return parent;
  if (ts.isCallExpression(parent) && parent.arguments[0] === at && /^(?:Object\.(?:assign|defineProperty|defineProperties|setPrototypeOf)|Reflect\.(?:set|deleteProperty))$/.test(parent.expression.getText())) return parent;
  if ((ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && parent.initializer === at) return parent;
  if (ts.isArrayLiteralExpression(parent) && isPattern(parent)) return parent;
  return undefined;
}

function isStep(parent: ts.Node | undefined, node: ts.Node): boolean {
  if (parent === undefined) return false;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return parent.expression === node;
  return ts.isNonNullExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent);
}

/** `[a, b] = …` */
function isPattern(node: ts.Node): boolean {
  return ts.isBinaryExpression(node.parent) && node.parent.left === node && node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

export function identifierAt(file: ts.SourceFile, offset: number): ts.Identifier | undefined {
  let found: ts.Identifier | undefined;
  walk(file, node => {
    if (found !== undefined || node.pos > offset || node.end < offset) return false;
    if (ts.isIdentifier(node) && node.getStart(file) === offset) found = node;
    return true;
  });
  return found;
}
