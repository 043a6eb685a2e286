import type { Range } from "../../../model/text.ts";
import { childNodes, walkNodes, type AnyNode, type Call, type Expression, type FunctionNode, type LocatedNode } from "../nodes.ts";
import type { PythonTree } from "../tree.ts";

const indices = new WeakMap<PythonTree, TreeIndex>();

/** The index of a tree, made once. */
export function indexOf(tree: PythonTree): TreeIndex {
  let index = indices.get(tree);
  if (index === undefined) indices.set(tree, (index = new TreeIndex(tree)));
  return index;
}

/** A tree with the way up: parents, and nodes by their range. */
export class TreeIndex {
  readonly tree: PythonTree;
  readonly #parents = new Map<AnyNode, AnyNode>();
  readonly #calls = new Map<string, Call>();
  readonly #functions = new Map<number, FunctionNode>();

  constructor(tree: PythonTree) {
    this.tree = tree;
    const stack: AnyNode[] = [tree.module];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.nodeType === "Call") this.#calls.set(this.#key(tree.range(node)), node);
      if (node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef") this.#functions.set(tree.nameRange(node).start, node);
      for (const child of childNodes(node)) {
        this.#parents.set(child, node);
        stack.push(child);
      }
    }
  }

  parent(node: AnyNode): AnyNode | undefined {
    return this.#parents.get(node);
  }

  /** The nodes around, innermost first. */
  *ancestors(node: AnyNode): Generator<AnyNode, void, undefined> {
    for (let at = this.#parents.get(node); at !== undefined; at = this.#parents.get(at)) yield at;
  }

  callAt(range: Range): Call | undefined {
    return this.#calls.get(this.#key(range));
  }

  /** The outermost expression with exactly this range that is wanted. */
  expressionAt({ start, end }: Range, isWanted: (node: Expression) => boolean): Expression | undefined {
    let found: Expression | undefined;
    walkNodes(this.tree.module, node => {
      if (found !== undefined) return false;
      if (!("lineno" in node) || node.nodeType === "Module") return undefined;
      const located = node as AnyNode & LocatedNode;
      const from = this.tree.start(located);
      // Decorators stand before the function that they belong to.
      if (from > end || (!("decorator_list" in node) && from > start) || this.tree.end(located) < end) return false;
      if (from === start && this.tree.end(located) === end && !isStatement(node) && isWanted(located as Expression)) found = located as Expression;
      return undefined;
    });
    return found;
  }

  /** The `def` whose name starts there. */
  functionNamedAt(offset: number): FunctionNode | undefined {
    return this.#functions.get(offset);
  }

  /** The nearest statement around a node, or the node itself. */
  statementOf(node: AnyNode): LocatedNode & AnyNode {
    for (let at: AnyNode = node; ; at = this.#parents.get(at)!) if (isStatement(at)) return at;
  }

  functionAround(node: AnyNode): FunctionNode | undefined {
    for (const at of this.ancestors(node)) if (at.nodeType === "FunctionDef" || at.nodeType === "AsyncFunctionDef") return at;
    return undefined;
  }

  #key({ start, end }: Range): string {
    return `${start}:${end}`;
  }
}

const STATEMENTS = new Set([
  "FunctionDef", "AsyncFunctionDef", "ClassDef", "Return", "Delete", "Assign", "TypeAlias", "AugAssign", "AnnAssign", "For", "AsyncFor", "While",
  "If", "With", "AsyncWith", "Match", "Raise", "Try", "TryStar", "Assert", "Import", "ImportFrom", "Global", "Nonlocal", "Expr", "Pass", "Break", "Continue",
]);

export function isStatement(node: AnyNode): node is AnyNode & LocatedNode {
  return STATEMENTS.has(node.nodeType);
}
