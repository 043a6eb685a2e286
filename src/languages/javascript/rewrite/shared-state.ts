import type { FunctionNode, Node } from "../ast.ts";
import { propertyName } from "../ast.ts";
import { isDeclaration, isLabel } from "./names.ts";
import { isFunction, walkTree, type TreeIndex } from "./tree-index.ts";

/**
 * State that other invocations may change while the call is awaited: variables of the module or of a function around, and
 * members of `this` and of such variables. Returns one that the function has read before the call and writes after it (or
 * in the same statement), so that an update could be lost, or has written before and reads after it; undefined when there
 * is none.
 * @param fn the function that this one call of it runs alone
 */
export function sharedUpdateAround(index: TreeIndex, fn: FunctionNode, call: Node): string | undefined {
  const locals = localNames(index, fn);
  const statement = index.statementOf(call);
  const around = [...index.ancestors(call)];
  const loops = around.slice(0, around.indexOf(fn)).filter(node => /^(?:For|While|DoWhile)/.test(node.type));
  const aliases = sharedAliases(index, fn, locals);
  const reads = new Set<string>();
  const writes = new Set<string>();
  const writesBefore = new Set<string>();
  const readsAfter = new Set<string>();
  walkTree(fn.body ?? fn, node => {
    const name = sharedName(index, node, locals) ?? (node.type === "Identifier" && !isDeclaration(index, node) && !isLabel(index, node) ? aliases.get(node.name) : undefined);
    if (name === undefined) return;
    const together = (node.start >= statement.start && node.end <= statement.end && !isFunctionBetween(index, node, fn)) || loops.some(loop => node.start >= loop.start && node.end <= loop.end);
    const { written, read } = accessOf(index, node);
    if (read && (node.start < call.start || together)) reads.add(name);
    if (isAssigned(index, node) && node.end <= call.start && !together) writesBefore.add(name);
    if (read && node.start >= call.end && !together) readsAfter.add(name);
    if (written && (node.end > call.end || together || writesAfter(index, node, call))) writes.add(name);
  });
  return [...writes].find(name => reads.has(name)) ?? [...writesBefore].find(name => readsAfter.has(name));
}

/** Local constants that are another name for an object that outlives the call: `const cache = this.cache`. */
function sharedAliases(index: TreeIndex, fn: FunctionNode, locals: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  walkTree(fn.body ?? fn, node => {
    if (node.type !== "VariableDeclarator" || node.id.type !== "Identifier" || node.init == null) return;
    const name = sharedName(index, node.init, locals);
    if (name !== undefined) found.set(node.id.name, name);
  });
  return found;
}

function localNames(index: TreeIndex, fn: FunctionNode): ReadonlySet<string> {
  const names = new Set<string>();
  walkTree(fn, node => {
    if (node.type === "Identifier" && isDeclaration(index, node) && node !== fn.id) names.add(node.name);
  });
  return names;
}

/** `count`, `this.total`, `cache` of something that outlives the call. */
function sharedName(index: TreeIndex, node: Node, locals: ReadonlySet<string>): string | undefined {
  if (node.type === "Identifier") return locals.has(node.name) || isLabel(index, node) || isDeclaration(index, node) ? undefined : node.name;
  if (node.type === "MemberExpression" && node.object.type === "ThisExpression") {
    const name = propertyName(node.property, node.computed);
    return name === undefined ? undefined : `this.${name}`;
  }
  return undefined;
}

const MUTATORS = new Set(["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "set", "add", "delete", "clear", "append"]);

function accessOf(index: TreeIndex, node: Node): { readonly read: boolean; readonly written: boolean } {
  let at = node;
  let parent = index.parent(at);
  let inside = false;
  while (parent?.type === "MemberExpression" && parent.object === at) {
    const outer = index.parent(parent);
    const name = propertyName(parent.property, parent.computed);
    if (outer?.type === "CallExpression" && outer.callee === parent && name !== undefined && MUTATORS.has(name)) return { read: false, written: true };
    inside = true;
    at = parent;
    parent = outer;
  }
  if (parent?.type === "AssignmentExpression" && parent.left === at) return { read: parent.operator !== "=", written: true };
  if (parent?.type === "UpdateExpression") return { read: true, written: true };
  if (parent?.type === "UnaryExpression" && parent.operator === "delete") return { read: false, written: true };
  if (!inside && isTarget(index, at)) return { read: false, written: true };
  return { read: true, written: false };
}

/** Set anew as a whole: `indent = text`, `this.current = name`. */
function isAssigned(index: TreeIndex, node: Node): boolean {
  const parent = index.parent(node);
  return (parent?.type === "AssignmentExpression" && parent.left === node) || parent?.type === "UpdateExpression";
}

/** A target of destructuring or of `for … of`. */
function isTarget(index: TreeIndex, node: Node): boolean {
  let below = node;
  for (const at of index.ancestors(node)) {
    if (at.type === "AssignmentExpression") return at.left === below;
    if (at.type === "ForOfStatement" || at.type === "ForInStatement") return at.left === below;
    if (at.type === "Property" ? at.value !== below : at.type !== "ObjectPattern" && at.type !== "ArrayPattern" && at.type !== "RestElement") return false;
    below = at;
  }
  return false;
}

/** `x = f()`: the target stands before the call and is written after it. */
function writesAfter(index: TreeIndex, node: Node, call: Node): boolean {
  for (const at of index.ancestors(node)) {
    if (at.type === "AssignmentExpression") return call.start >= at.right.start && call.end <= at.right.end;
    if (isFunction(at)) return false;
  }
  return false;
}

function isFunctionBetween(index: TreeIndex, node: Node, fn: FunctionNode): boolean {
  for (const at of index.ancestors(node)) {
    if (at === fn) return false;
    if (isFunction(at)) return true;
  }
  return false;
}
