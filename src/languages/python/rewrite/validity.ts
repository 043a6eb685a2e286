import { parsePython } from "../parse.ts";
import { childNodes, type AnyNode } from "../nodes.ts";

/** Whether a text parses, and awaits only where it may: what the parser lets pass, Python refuses to compile. */
export function awaitsOnlyInAsync(text: string): boolean {
  const { tree, error } = parsePython(text);
  return error === undefined && tree !== undefined && isValid(tree.module, false);
}

function isValid(node: AnyNode, mayAwait: boolean): boolean {
  const { nodeType } = node;
  if (!mayAwait && (nodeType === "Await" || nodeType === "AsyncFor" || nodeType === "AsyncWith" || (nodeType === "Comprehension" && Boolean(node.is_async)))) return false;
  if (nodeType === "FunctionDef" || nodeType === "AsyncFunctionDef") {
    const inside = new Set<AnyNode>(node.body);
    return childNodes(node).every(child => isValid(child, inside.has(child) ? nodeType === "AsyncFunctionDef" : mayAwait));
  }
  // A generator may be asynchronous anywhere: it runs where it is iterated.
  const within = nodeType === "GeneratorExp" || (mayAwait && nodeType !== "Lambda" && nodeType !== "ClassDef");
  return childNodes(node).every(child => isValid(child, within));
}
