import { childNodes, type AnyNode, type LocatedNode } from "../../src/languages/python/nodes.ts";
import type { PythonTree } from "../../src/languages/python/tree.ts";

/**
 * Every node of a tree in the form of python_ast.py, sorted. `exactStrings`: whether the Python to compare with places
 * the nodes inside f-strings exactly (3.12 and later).
 */
export function describeNodes(tree: PythonTree, exactStrings: boolean): string[] {
  const found: string[] = [];
  const visit = (node: AnyNode, parent: string, exact: boolean): void => {
    const name = node.nodeType.toLowerCase();
    const place = exact && hasPlace(node) ? `${tree.start(node)} ${tree.end(node)}` : "";
    found.push(`${parent}>${name} ${place} ${detail(node)}`);
    for (const child of childNodes(node)) visit(child, name, exact && (exactStrings || name !== "joinedstr"));
  };
  visit(tree.module, "", true);
  return found.sort();
}

function hasPlace(node: AnyNode): node is AnyNode & LocatedNode {
  return node.lineno !== undefined && node.nodeType !== "Module";
}

const NAMES = ["id", "attr", "name", "arg", "asname", "module", "level", "names", "rest", "kwd_attrs", "is_async"];

function detail(node: AnyNode): string {
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  if (node.nodeType === "Constant") return constantDetail(fields);
  const parts: string[] = [];
  for (const name of NAMES) {
    const value = fields[name];
    if (typeof value === "string" || typeof value === "number") parts.push(String(value));
    else if (Array.isArray(value) && typeof value[0] === "string") parts.push(value.join(","));
  }
  for (const operator of [fields["op"], fields["ops"]].flat())
    if (operator !== undefined) parts.push((operator as AnyNode).nodeType);
  return parts.join(" ");
}

function constantDetail({ value, quote_style: quotes }: Readonly<Record<string, unknown>>): string {
  if (value === null) return "NoneType";
  switch (typeof value) {
    case "string":
      if (quotes === undefined && value === "...") return "ellipsis";
      return /^r?b/i.test(String(quotes)) ? "bytes" : `str ${value.length}`;
    case "boolean":
      return value ? "bool True" : "bool False";
    case "bigint":
    case "number":
      return "number";
    default:
      return "complex";
  }
}
