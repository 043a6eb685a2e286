import { childNodes, type AnyNode, type LocatedNode } from "../../languages/python/nodes.ts";
import type { PythonTree } from "../../languages/python/tree.ts";

/** The range of a node in UTF-16 offsets; a node that bears no place spans its children. Undefined for one without any. */
export function rangeOf(tree: PythonTree, node: AnyNode): [number, number] | undefined {
  if (node.nodeType === "Module") return [0, tree.text.length];
  if (isLocated(node)) return [tree.start(node), tree.end(node)];
  const ranges = childNodes(node).flatMap(child => rangeOf(tree, child) ?? []);
  return ranges.length === 0 ? undefined : [Math.min(...ranges), Math.max(...ranges)];
}

/** The node above each node of the tree. */
export function parentsIn(tree: PythonTree): ReadonlyMap<object, AnyNode> {
  const parents = new Map<object, AnyNode>();
  const visit = (node: AnyNode): void => {
    for (const child of childNodes(node)) {
      parents.set(child, node);
      visit(child);
    }
  };
  visit(tree.module);
  return parents;
}

function isLocated(node: AnyNode): node is AnyNode & LocatedNode {
  return "lineno" in node;
}
