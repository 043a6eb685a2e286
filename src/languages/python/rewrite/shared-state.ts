import { walkNodes, type AnyNode, type Call, type FunctionNode } from "../nodes.ts";
import type { TreeIndex } from "./tree-index.ts";

/**
 * State that others may change while the call is awaited: module variables, attributes of `self` and of other objects.
 * Returns the name of one that the function has read before the call and writes after it (or in the same statement), so
 * that an update could be lost; undefined when there is none.
 */
export function sharedUpdateAround(index: TreeIndex, fn: FunctionNode, call: Call): string | undefined {
  const { tree } = index;
  const at = tree.start(call);
  const locals = localNames(fn);
  const reads = new Set<string>();
  const writes = new Set<string>();

  const statement = index.statementOf(call);
  const inLoop = [...index.ancestors(call)].some(node => node.nodeType === "For" || node.nodeType === "While" || node.nodeType === "AsyncFor");
  for (const part of fn.body) {
    walkNodes(part, node => {
      if (node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef" || node.nodeType === "Lambda" || node.nodeType === "ClassDef") return false;
      const name = sharedName(node, locals);
      if (name === undefined) return undefined;
      const place = tree.start(node as AnyNode & { lineno: number; col_offset: number });
      const written = isWritten(index, node);
      const together = index.statementOf(node) === statement;
      if (!written || isAugmented(index, node)) {
        if (place < at || together || inLoop) reads.add(name);
      }
      if (written && (place > at || together || inLoop)) writes.add(name);
      return undefined;
    });
  }
  return [...writes].find(name => reads.has(name));
}

/** Names that only this call of the function can see: parameters but not what they refer to, and plain local variables. */
function localNames(fn: FunctionNode): ReadonlySet<string> {
  const names = new Set<string>();
  const outer = new Set<string>();
  for (const list of [fn.args.posonlyargs, fn.args.args, fn.args.kwonlyargs]) for (const arg of list) names.add(arg.arg);
  if (fn.args.vararg != null) names.add(fn.args.vararg.arg);
  if (fn.args.kwarg != null) names.add(fn.args.kwarg.arg);
  for (const part of fn.body) {
    walkNodes(part, node => {
      if (node.nodeType === "Global" || node.nodeType === "Nonlocal") for (const name of node.names) outer.add(name);
      if (node.nodeType === "Name" && node.ctx.nodeType !== "Load") names.add(node.id);
      if (node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef" || node.nodeType === "ClassDef") names.add(node.name);
    });
  }
  for (const name of outer) names.delete(name);
  return names;
}

/** `counter`, `self.total`, `cache[…]` of something that outlives the call; the shortest path that names it. */
function sharedName(node: AnyNode, locals: ReadonlySet<string>): string | undefined {
  if (node.nodeType === "Name") return locals.has(node.id) ? undefined : node.id;
  if (node.nodeType === "Attribute" && node.value.nodeType === "Name" && (node.value.id === "self" || node.value.id === "cls")) return `${node.value.id}.${node.attr}`;
  return undefined;
}

const MUTATORS = new Set(["append", "extend", "insert", "add", "update", "pop", "popitem", "remove", "discard", "clear", "setdefault", "appendleft", "popleft"]);

function isWritten(index: TreeIndex, node: AnyNode): boolean {
  if ((node.nodeType === "Name" || node.nodeType === "Attribute") && node.ctx.nodeType !== "Load") return true;
  const parent = index.parent(node);
  if (parent?.nodeType === "Subscript" && parent.value === node && parent.ctx.nodeType !== "Load") return true;
  if (parent?.nodeType === "Attribute" && parent.value === node) {
    if (parent.ctx.nodeType !== "Load") return true;
    const call = index.parent(parent);
    return call?.nodeType === "Call" && call.func === parent && MUTATORS.has(parent.attr);
  }
  return false;
}

function isAugmented(index: TreeIndex, node: AnyNode): boolean {
  return [...index.ancestors(node)].some(at => at.nodeType === "AugAssign" && at.target !== undefined && contains(at.target, node));
}

function contains(outer: AnyNode, inner: AnyNode): boolean {
  let found = false;
  walkNodes(outer, node => {
    if (node === inner) found = true;
    return !found;
  });
  return found;
}
