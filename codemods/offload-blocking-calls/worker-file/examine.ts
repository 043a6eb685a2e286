import { ts } from "ts-morph";

import type { Finding } from "../../../src/model/finding.ts";
import type { Project } from "../../../src/project/open-project.ts";
import { bodyTrouble, threadTrouble, thrownTrouble } from "./body-trouble.ts";
import { closureOf, type Closure } from "./closure.ts";
import { crossingOf } from "./crossing.ts";
import { loadedTrouble, statementEffect } from "./load-effects.ts";
import { hasModifier } from "./module-level.ts";
import { placeOf, type Program } from "./program.ts";
import { reachedFrom } from "./reach.ts";
import { identifierAt, stateTrouble } from "./state.ts";
import type { FunctionLike, Target } from "./target.ts";
import { changedArgument } from "./written-arguments.ts";

/** A function that can run in a thread, with what goes with it. */
export interface Examined {
  readonly path: string;
  readonly target: Target;
  readonly closure: Closure;
  /** Its callers wait for a promise already. */
  readonly isPromise: boolean;
  /** Arguments and results whose types say nothing. */
  readonly unknown: readonly string[];
  readonly finding: Finding;
}

/** Asks everything that could be different in another thread; `trouble` ends a sentence. */
export function examine(program: Program, project: Project, file: ts.SourceFile, target: Target, root: string): Omit<Examined, "finding"> | { readonly trouble: string } {
  const { fn } = target;
  if (isHandler(project, file, fn)) return { trouble: "it is a handler, and what the host gives it cannot be sent to another thread: move the part of it that computes into a function" };
  const inBody = bodyTrouble(fn, root);
  if (inBody !== undefined) return { trouble: inBody };

  const closure = closureOf(program, file, [target]);
  const own = closure.moved.filter(statement => !target.statements.includes(statement));
  for (const statement of own) {
    if (hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) return { trouble: `it uses the default export of its file (${placeOf(statement, root)}): export that by a name` };
    const effect = statementEffect(program, statement);
    if (effect !== undefined) return { trouble: `it uses what ${placeOf(statement, root)} makes (${effect}), and every worker thread would make one of its own` };
  }
  const reached = reachedFrom(program, closure.moved);
  for (const statement of reached) {
    const trouble = stateTrouble(program, statement, root) ?? threadTrouble(program, statement, root);
    if (trouble !== undefined) return { trouble };
  }
  const imported = new Set(closure.imports.filter(({ isType }) => !isType).map(({ declared }) => declared.statement));
  const moved = new Set<ts.Statement>(closure.moved);
  const loaded = loadedTrouble(program, file, root, new Set([file]), statement => imported.has(statement) || moved.has(statement));
  if (loaded !== undefined) return { trouble: loaded };
  const changed = changedArgument(program, fn, root) ?? thrownTrouble(program, reached, root);
  if (changed !== undefined) return { trouble: changed };

  const { calls, odd } = referencesTo(program, target);
  if (odd !== undefined) return { trouble: `it is ${odd.what} at ${placeOf(odd.node, root)}` };
  const overloads = target.statements.filter((each): each is ts.FunctionDeclaration => ts.isFunctionDeclaration(each) && each.body === undefined);
  const { trouble, unknown } = crossingOf(program, fn, [...overloads, ...(overloads.length > 0 ? [] : [fn])], calls, root);
  if (trouble !== undefined) return { trouble };
  return { path: file.fileName, target, closure, isPromise: givesPromise(program, fn), unknown };
}

function isHandler(project: Project, file: ts.SourceFile, fn: FunctionLike): boolean {
  const unit = project.unitAt(file.fileName);
  return unit !== undefined && unit.facts.functions.some((facts, index) => facts.range.end === fn.end && facts.range.start >= fn.getStart() - 20 && project.definitionsOf({ unit, index, facts }).length > 0);
}

function givesPromise({ checker }: Program, fn: FunctionLike): boolean {
  if (hasModifier(fn, ts.SyntaxKind.AsyncKeyword)) return true;
  const signature = checker.getSignatureFromDeclaration(fn);
  return signature?.getReturnType().symbol?.name === "Promise";
}

/** The calls of a function, and a use that a constant in its place does not serve. */
function referencesTo(program: Program, target: Target): { readonly calls: readonly ts.CallExpression[]; readonly odd?: { readonly what: string; readonly node: ts.Node } } {
  const name = nameNode(target);
  const file = name.getSourceFile();
  const calls: ts.CallExpression[] = [];
  for (const { references } of program.service.findReferences(file.fileName, name.getStart(file)) ?? []) {
    for (const { fileName, textSpan } of references) {
      const at = program.file(fileName);
      const node = at === undefined ? undefined : identifierAt(at, textSpan.start);
      if (node === undefined) continue;
      const outer = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : node;
      if (ts.isCallExpression(outer.parent) && outer.parent.expression === outer) calls.push(outer.parent);
      if (ts.isNewExpression(outer.parent) && outer.parent.expression === outer) return { calls, odd: { what: "used as a constructor", node } };
      if (ts.isPropertyAccessExpression(outer.parent) && outer.parent.expression === outer) return { calls, odd: { what: `asked for its \`${outer.parent.name.text}\``, node } };
    }
  }
  return { calls };
}

function nameNode({ fn, statements, form }: Target): ts.Node {
  const [statement] = statements;
  if (ts.isFunctionDeclaration(fn) && fn.name !== undefined) return fn.name;
  if (form === "export" && ts.isExpressionStatement(statement!) && ts.isBinaryExpression(statement.expression) && ts.isPropertyAccessExpression(statement.expression.left)) return statement.expression.left.name;
  return ts.isVariableStatement(statement!) ? statement.declarationList.declarations[0]!.name : fn;
}
