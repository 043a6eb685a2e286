import { walkNodes, type AnyNode, type FunctionNode, type With } from "../nodes.ts";
import type { TreeIndex } from "./tree-index.ts";

/** Names that the block binds. */
export function assignedNames(block: With): Set<string> {
  const names = new Set<string>();
  walkNodes(block, node => {
    if (node.nodeType === "Lambda" || node.nodeType === "ListComp" || node.nodeType === "SetComp" || node.nodeType === "DictComp" || node.nodeType === "GeneratorExp") return false;
    if (node.nodeType === "Name" && node.ctx.nodeType === "Store") names.add(node.id);
    if (node.nodeType === "ExceptHandler" && node.name != null) names.add(node.name);
    return undefined;
  });
  return names;
}

export function outerNames(fn: FunctionNode): Set<string> {
  const names = new Set<string>();
  for (const part of fn.body) walkNodes(part, node => {
    if (node.nodeType === "Global" || node.nodeType === "Nonlocal") for (const name of node.names) names.add(name);
  });
  return names;
}

/** The function around binds the name itself: by a parameter or outside the block. */
export function isBoundOutside(fn: FunctionNode, block: With, name: string): boolean {
  const { args } = fn;
  let bound = [...args.posonlyargs, ...args.args, ...args.kwonlyargs, args.vararg, args.kwarg].some(arg => arg?.arg === name);
  for (const part of fn.body) walkNodes(part, node => {
    if (node === block || node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef" || node.nodeType === "ClassDef" || node.nodeType === "Lambda") return false;
    if (node.nodeType === "ListComp" || node.nodeType === "SetComp" || node.nodeType === "DictComp" || node.nodeType === "GeneratorExp") return false;
    if (node.nodeType === "Name" && node.id === name && node.ctx.nodeType === "Store") bound = true;
    return !bound;
  });
  return bound;
}

/** Read outside the block, and not inside another `with` or loop that binds the name itself. */
export function isReadOutside(fn: FunctionNode, block: With, name: string): boolean {
  let found = false;
  for (const part of fn.body) walkNodes(part, node => {
    if (node === block) return false;
    const fresh = boundAnew(node, block, name);
    if (fresh !== undefined) {
      found ||= fresh.some(outside => isReadIn(outside, block, name));
      return false;
    }
    if (node.nodeType === "Name" && node.id === name && node.ctx.nodeType === "Load") found = true;
    return !found;
  });
  return found;
}

/** Assigned by a statement that always runs when the block ends well. */
export function isSurelyAssigned(block: With, name: string): boolean {
  const stores = (node: AnyNode): boolean => {
    let found = false;
    walkNodes(node, at => {
      if (at.nodeType === "Name" && at.id === name && at.ctx.nodeType === "Store") found = true;
      return !found;
    });
    return found;
  };
  if (block.items.some(item => item.optional_vars != null && stores(item.optional_vars))) return true;
  return block.body.some(statement => {
    if (statement.nodeType === "Assign") return statement.targets.some(stores);
    if (statement.nodeType === "AnnAssign") return statement.value != null && stores(statement.target);
    return statement.nodeType === "With" && isSurelyAssigned(statement, name);
  });
}

export function isReadOnFailure(index: TreeIndex, fn: FunctionNode, block: With, name: string): boolean {
  for (const around of index.ancestors(block)) {
    if (around === fn) return false;
    if (around.nodeType !== "Try" && around.nodeType !== "TryStar") continue;
    let found = false;
    for (const part of [...around.handlers, ...around.finalbody]) walkNodes(part, node => {
      if (node.nodeType === "Name" && node.id === name && node.ctx.nodeType === "Load") found = true;
    });
    if (found) return true;
  }
  return false;
}

/** The parts of a `with` or loop outside the body that binds the name first thing; undefined when it does not bind it. */
function boundAnew(node: AnyNode, block: With, name: string): readonly AnyNode[] | undefined {
  if (holds(node, block)) return undefined;
  const binds = (target: AnyNode | null | undefined): boolean => target?.nodeType === "Name" && target.id === name;
  if (node.nodeType === "With" || node.nodeType === "AsyncWith")
    return node.items.length === 1 && binds(node.items[0]!.optional_vars) ? [node.items[0]!.context_expr] : undefined;
  return (node.nodeType === "For" || node.nodeType === "AsyncFor") && binds(node.target) ? [node.iter, ...node.orelse] : undefined;
}

function isReadIn(node: AnyNode, block: With, name: string): boolean {
  let found = false;
  walkNodes(node, at => {
    if (at === block) return false;
    if (at.nodeType === "Name" && at.id === name && at.ctx.nodeType === "Load") found = true;
    return !found;
  });
  return found;
}

function holds(node: AnyNode, inner: AnyNode): boolean {
  let found = false;
  walkNodes(node, at => {
    found ||= at === inner;
    return !found;
  });
  return found;
}
