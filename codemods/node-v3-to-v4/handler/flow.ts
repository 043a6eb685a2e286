import { ts } from "ts-morph";

import type { FunctionNode } from "../syntax/ask.ts";

/** The statements after this one in its block; empty for the only branch of an `if`. */
export function statementsAfter(statement: ts.Statement): readonly ts.Statement[] {
  const { parent } = statement;
  if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) return [];
  return parent.statements.slice(parent.statements.indexOf(statement) + 1);
}

/**
 * Whether the function ends after the statement without running anything else. `isNoise` names statements that end the
 * invocation themselves (`return;`, `context.done();`): they may stand between, and are collected.
 */
export function isLast(statement: ts.Statement, fn: FunctionNode, isNoise: (statement: ts.Statement) => boolean, noise: Set<ts.Statement>): boolean {
  for (const next of statementsAfter(statement)) {
    if (ts.isFunctionDeclaration(next) || ts.isEmptyStatement(next)) continue;
    if (ts.isReturnStatement(next) && (next.expression === undefined || isNoise(next))) {
      noise.add(next);
      return true;
    }
    if (isNoise(next)) {
      noise.add(next);
      continue;
    }
    if (ts.isBreakStatement(next) && ts.isCaseOrDefaultClause(next.parent)) {
      const isEnd = isLast(next.parent.parent.parent, fn, isNoise, noise);
      return isEnd;
    }
    return false;
  }
  return isLastIn(statement.parent, fn, isNoise, noise);
}

function isLastIn(parent: ts.Node, fn: FunctionNode, isNoise: (statement: ts.Statement) => boolean, noise: Set<ts.Statement>): boolean {
  if (parent === fn.body) return true;
  if (ts.isBlock(parent)) {
    if (ts.isStatement(parent.parent) && !ts.isTryStatement(parent.parent)) return ts.isBlock(parent.parent) || ts.isIfStatement(parent.parent) ? isLast(ts.isBlock(parent.parent) ? parent : parent.parent, fn, isNoise, noise) : false;
    return isLastIn(parent.parent, fn, isNoise, noise);
  }
  if (ts.isIfStatement(parent)) return isLast(parent, fn, isNoise, noise);
  if (ts.isCatchClause(parent)) return isLastIn(parent.parent, fn, isNoise, noise);
  if (ts.isTryStatement(parent)) return parent.finallyBlock === undefined && isLast(parent, fn, isNoise, noise);
  if (ts.isCaseOrDefaultClause(parent)) return parent === parent.parent.clauses.at(-1) && isLast(parent.parent.parent, fn, isNoise, noise);
  return false;
}

/**
 * Whether control can reach the end of these statements; those in `exits` leave the function. A rough look: what is not
 * understood can.
 */
export function canEnd(statements: readonly ts.Statement[], exits: ReadonlySet<ts.Statement>): boolean {
  const canPass = (statement: ts.Statement): boolean => {
    if (exits.has(statement) || ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) return false;
    if (ts.isBlock(statement)) return canEnd(statement.statements, exits);
    if (ts.isIfStatement(statement)) return statement.elseStatement === undefined || canPass(statement.thenStatement) || canPass(statement.elseStatement);
    if (ts.isTryStatement(statement)) {
      if (statement.finallyBlock !== undefined && !canEnd(statement.finallyBlock.statements, exits)) return false;
      return canEnd(statement.tryBlock.statements, exits) || (statement.catchClause !== undefined && canEnd(statement.catchClause.block.statements, exits));
    }
    return ts.isSwitchStatement(statement) ? canLeaveSwitch(statement, exits) : true;
  };
  return statements.every(canPass);
}

function canLeaveSwitch({ caseBlock }: ts.SwitchStatement, exits: ReadonlySet<ts.Statement>): boolean {
  const last = caseBlock.clauses.at(-1);
  if (!caseBlock.clauses.some(ts.isDefaultClause) || last === undefined || canEnd(last.statements, exits)) return true;
  let breaks = false;
  const visit = (node: ts.Node): void => {
    if (ts.isBreakStatement(node) && !exits.has(node)) breaks = true;
    if (!ts.isFunctionLike(node) && !ts.isIterationStatement(node, false) && !ts.isSwitchStatement(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(caseBlock, visit);
  return breaks;
}

/** The `return` statements of the function itself. */
export function returnsOf(fn: FunctionNode): ts.ReturnStatement[] {
  const found: ts.ReturnStatement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node)) found.push(node);
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) ts.forEachChild(node, visit);
  };
  if (fn.body !== undefined) ts.forEachChild(fn.body, visit);
  return found;
}
