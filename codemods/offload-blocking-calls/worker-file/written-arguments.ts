import { ts } from "ts-morph";

import { rootOf } from "./load-effects.ts";
import { placeOf, walk, type Program } from "./program.ts";
import { changeAt } from "./state.ts";
import type { FunctionLike } from "./target.ts";

type Body = FunctionLike | ts.MethodDeclaration;
/** A part of an argument, or a container of the function's own that holds such parts. */
type Held = "part" | "container";

/** Where a function changes an argument: the caller would not see it, for a thread works on a copy. Undefined when it does not. */
export function changedArgument(program: Program, fn: FunctionLike, root: string): string | undefined {
  const change = changeIn(program, fn, fn.parameters.map(() => true), new Set());
  return change === undefined ? undefined : `it changes an argument (${placeOf(change, root)}), and a worker thread would change a copy: give back the result instead`;
}

function changeIn(program: Program, fn: Body, given: readonly boolean[], asked: Set<string>): ts.Node | undefined {
  const key = `${fn.getSourceFile().fileName}:${fn.pos}:${given.map(Number).join("")}`;
  if (asked.has(key) || fn.body === undefined) return undefined;
  asked.add(key);
  const parts = followParts(program, fn, given);

  let found: ts.Node | undefined;
  walk(fn.body, node => {
    if (found !== undefined) return false;
    if (ts.isIdentifier(node)) {
      const held = parts.of(node);
      const change = held === undefined ? undefined : changeAt(node);
      if (change !== undefined && change.steps >= (held === "part" ? 1 : 2)) found = change.node;
    }
    if (ts.isCallExpression(node) && found === undefined) {
      const called = calledFunction(program, node);
      const handed = called?.parameters.map((_parameter, at) => node.arguments[at] !== undefined && parts.kind(node.arguments[at]) !== undefined) ?? [];
      if (called !== undefined && handed.some(Boolean) && changeIn(program, called, handed, asked) !== undefined) found = node;
    }
    return true;
  });
  return found;
}

/** Methods that give their callback the elements, and how many parameters come before these. */
const HANDING: Readonly<Record<string, number>> = { forEach: 0, map: 0, filter: 0, some: 0, every: 0, find: 0, findIndex: 0, findLast: 0, flatMap: 0, reduce: 1, reduceRight: 1 };
/** Methods that give a new container with the same elements, and those that give an element. */
const CONTAINERS = new Set(["filter", "slice", "concat", "flat", "toSorted", "toReversed", "values", "entries", "from"]);
const ELEMENTS = new Set(["find", "findLast", "at", "get"]);

interface Parts {
  of(name: ts.Identifier): Held | undefined;
  kind(expression: ts.Expression): Held | undefined;
}

/** Follows the arguments into the variables that hold them or parts of them. */
function followParts(program: Program, fn: Body, given: readonly boolean[]): Parts {
  const { checker } = program;
  const held = new Map<ts.Symbol, Held>();
  const hold = (name: ts.BindingName, as: Held): void => {
    if (!ts.isIdentifier(name)) {
      for (const each of name.elements) if (!ts.isOmittedExpression(each)) hold(each.name, each.dotDotDotToken === undefined ? "part" : "container");
      return;
    }
    const symbol = checker.getSymbolAtLocation(name);
    if (symbol !== undefined && held.get(symbol) !== "part") held.set(symbol, as);
  };
  const of = (name: ts.Identifier): Held | undefined => {
    const symbol = ts.isShorthandPropertyAssignment(name.parent) ? checker.getShorthandAssignmentValueSymbol(name.parent) : checker.getSymbolAtLocation(name);
    return symbol === undefined ? undefined : held.get(symbol);
  };
  const kind = (node: ts.Expression): Held | undefined => {
    if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node)) return kind(node.expression);
    if (ts.isConditionalExpression(node)) return kind(node.whenTrue) ?? kind(node.whenFalse);
    if (ts.isBinaryExpression(node) && /^(?:\?\?|\|\||&&)$/.test(node.operatorToken.getText())) return kind(node.left) ?? kind(node.right);
    if (ts.isArrayLiteralExpression(node)) return node.elements.some(each => kind(ts.isSpreadElement(each) ? each.expression : each) !== undefined) ? "container" : undefined;
    if (ts.isObjectLiteralExpression(node)) return node.properties.some(each => ts.isSpreadAssignment(each) && kind(each.expression) !== undefined) ? "container" : undefined;
    if (ts.isCallExpression(node)) {
      const { expression } = node;
      if (!ts.isPropertyAccessExpression(expression)) return undefined;
      const receiver = kind(expression.expression) ?? (/^(?:Object|Array)$/.test(expression.expression.getText()) && node.arguments[0] !== undefined ? kind(node.arguments[0]) : undefined);
      if (receiver === undefined) return undefined;
      return CONTAINERS.has(expression.name.text) ? "container" : ELEMENTS.has(expression.name.text) ? "part" : undefined;
    }
    if (ts.isIdentifier(node)) return of(node);
    if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
    const root = rootOf(node);
    return root === undefined ? (kind(node.expression) === undefined ? undefined : "part") : of(root) === undefined ? undefined : "part";
  };

  fn.parameters.forEach((parameter, at) => {
    if (given[at] === true) hold(parameter.name, parameter.dotDotDotToken === undefined ? "part" : "container");
  });
  for (let before = -1; before !== held.size;) {
    before = held.size;
    walk(fn.body!, node => {
      if (ts.isVariableDeclaration(node) && node.initializer !== undefined) {
        const as = kind(node.initializer);
        if (as !== undefined) hold(node.name, as);
      }
      if (ts.isForOfStatement(node) && ts.isVariableDeclarationList(node.initializer) && kind(node.expression) !== undefined) for (const { name } of node.initializer.declarations) hold(name, "part");
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && kind(node.expression.expression) !== undefined) {
        const skipped = HANDING[node.expression.name.text];
        const [callback] = node.arguments;
        if (skipped !== undefined && callback !== undefined && (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) && callback.parameters[skipped] !== undefined) hold(callback.parameters[skipped].name, "part");
      }
    });
  }
  return { of, kind };
}

function calledFunction(program: Program, { expression }: ts.CallExpression): Body | undefined {
  const name = ts.isIdentifier(expression) ? expression : ts.isPropertyAccessExpression(expression) ? expression.name : undefined;
  const declaration = name === undefined ? undefined : program.symbolOf(name)?.valueDeclaration;
  if (declaration === undefined || !program.isOurs(declaration.getSourceFile())) return undefined;
  if (ts.isFunctionDeclaration(declaration) || ts.isMethodDeclaration(declaration)) return declaration;
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined;
}
