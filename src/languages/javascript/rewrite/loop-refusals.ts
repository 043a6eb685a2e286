import type { FunctionNode, Node } from "../ast.ts";
import { propertyName } from "../ast.ts";
import type { LoopMethod } from "./loop-plan.ts";
import { usesOf } from "./names.ts";
import { isFunction, walkTree, type TreeIndex } from "./tree-index.ts";

export type ReturnStatement = Node & { readonly type: "ReturnStatement" };

/** Why the body of a callback cannot be that of a loop, as the end of a sentence; undefined when it can. */
export function ownTrouble(index: TreeIndex, fn: FunctionNode, receiver: Node): string | undefined {
  if (fn.generator) return "the callback is a generator";
  if (fn.body == null) return "the callback has no body";
  let trouble: string | undefined;
  const plain = fn.type !== "ArrowFunctionExpression";
  walkTree(fn.body, node => {
    if (node.type === "VariableDeclaration" && node.kind === "var") trouble = "the callback declares a `var`, which the function around would share";
    if (isFunction(node) && node.type !== "ArrowFunctionExpression") return node.type === "FunctionDeclaration" ? ((trouble = "the callback declares a function"), false) : false;
    if (plain && (node.type === "ThisExpression" || (node.type === "Identifier" && node.name === "arguments"))) trouble = "the callback has its own `this`";
    if (receiver.type === "Identifier" && changes(index, node, receiver.name)) trouble = "the callback changes the array that it goes through";
    return trouble === undefined;
  });
  if (fn.type === "FunctionExpression" && fn.id != null && usesOf(index, fn.id.name).length > 1) trouble ??= "the callback calls itself";
  return trouble;
}

function changes(index: TreeIndex, node: Node, name: string): boolean {
  if (node.type !== "Identifier" || node.name !== name) return false;
  const parent = index.parent(node);
  if (parent?.type === "AssignmentExpression" && parent.left === node) return true;
  if (parent?.type !== "MemberExpression" || parent.object !== node) return false;
  const outer = index.parent(parent);
  if (outer?.type === "AssignmentExpression" && outer.left === parent) return true;
  return outer?.type === "CallExpression" && outer.callee === parent && /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin)$/.test(propertyName(parent.property, parent.computed) ?? "");
}

/** The `return` statements of the function itself. */
export function ownReturns(fn: FunctionNode): readonly ReturnStatement[] {
  const found: ReturnStatement[] = [];
  if (fn.body?.type === "BlockStatement")
    walkTree(fn.body, node => {
      if (isFunction(node)) return false;
      if (node.type === "ReturnStatement") found.push(node);
      return true;
    });
  return found;
}

/** Why what the callback returns, or does not return, keeps it from being a loop. */
export function bodyTrouble(fn: FunctionNode, method: LoopMethod): string | undefined {
  if (fn.body?.type !== "BlockStatement") return undefined;
  if (method !== "reduce" && method !== "reduceRight") return undefined;
  if (ownReturns(fn).some(({ argument }) => argument == null)) return "the callback returns nothing at one place";
  return mayEnd(fn.body) ? "the callback may end without returning" : undefined;
}

/** Whether a `return` of the callback stands in an inner loop or `switch`, whose `continue` and `break` it would become. */
export function labelNeeded(index: TreeIndex, fn: FunctionNode, method: LoopMethod, returns: readonly ReturnStatement[]): boolean {
  const breaks = /^(?:some|every|find)/.test(method);
  return returns.some(statement => {
    for (const at of index.ancestors(statement)) {
      if (at === fn) return false;
      if (/^(?:For|While|DoWhile)/.test(at.type) || (breaks && at.type === "SwitchStatement")) return true;
    }
    return false;
  });
}

/** Whether control may come to the end of a statement, as far as its form tells. */
export function mayEnd(statement: Node): boolean {
  switch (statement.type) {
    case "ReturnStatement":
    case "ThrowStatement":
      return false;
    case "BlockStatement":
      return statement.body.every(mayEnd);
    case "IfStatement":
      return statement.alternate === null || mayEnd(statement.consequent) || mayEnd(statement.alternate);
    case "TryStatement":
      if (statement.finalizer !== null && !mayEnd(statement.finalizer)) return false;
      return mayEnd(statement.block) || (statement.handler !== null && mayEnd(statement.handler.body));
    default:
      return true;
  }
}
