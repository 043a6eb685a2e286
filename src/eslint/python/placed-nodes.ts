import type { SourceLocation } from "@eslint/core";

import { childNodes, type AnyNode, type LocatedNode, type Module } from "../../languages/python/nodes.ts";
import type { PythonTree } from "../../languages/python/tree.ts";

/** A node as ESLint has it: UTF-16 offsets, lines from 1, columns from 0. */
interface Placed {
  readonly range: [number, number];
  readonly loc: SourceLocation;
}

export type PlacedNode = AnyNode & Placed;
export type PlacedModule = Module & Placed;

type Locate = (offset: number) => { line: number; column: number };

/** Gives every node of the tree its `range` and `loc`; nodes that bear no place span their children. */
export function placeNodes(tree: PythonTree, visit: (node: AnyNode, parent: AnyNode) => void, locate: Locate): void {
  place(tree.module);
  setPlace(tree.module, 0, tree.text.length);

  function place(node: AnyNode): readonly [number, number] | undefined {
    let inner: readonly [number, number] | undefined;
    for (const child of childNodes(node)) {
      visit(child, node);
      const range = place(child);
      if (range !== undefined) inner = inner === undefined ? range : [Math.min(inner[0], range[0]), Math.max(inner[1], range[1])];
    }
    const own = isLocated(node) ? ([tree.start(node), tree.end(node)] as const) : inner;
    if (own !== undefined) setPlace(node, own[0], own[1]);
    return own;
  }

  /** Lines and columns are counted when somebody asks. */
  function setPlace(node: AnyNode, start: number, end: number): void {
    const range: [number, number] = [start, end];
    Object.assign(node, { range });
    Object.defineProperty(node, "loc", { configurable: true, enumerable: false, get: () => ({ start: locate(start), end: locate(end) }) });
  }
}

function isLocated(node: AnyNode): node is AnyNode & LocatedNode {
  return "lineno" in node;
}
