import { childNodes, type AnyNode, type With } from "../nodes.ts";
import type { TreeIndex } from "./tree-index.ts";

/** Why a block cannot become the body of a function of its own, as the end of a sentence. */
export function blockTrouble(block: With): string | undefined {
  const last = block.body.at(-1);
  let trouble: string | undefined;
  let loops = 0;
  const visit = (node: AnyNode): void => {
    const type = node.nodeType;
    if (type === "Yield" || type === "YieldFrom") trouble ??= "it yields";
    if (type === "Comprehension" && node.is_async) trouble ??= "it awaits";
    if ((type === "MatchAs" || type === "MatchStar") && node.name != null) trouble ??= "it binds a name by a pattern";
    if (type === "MatchMapping" && node.rest != null) trouble ??= "it binds a name by a pattern";
    if (type === "Name" && /^(?:asyncio|loop|event_loop)$/.test(node.id)) trouble ??= `it uses \`${node.id}\`, and a thread has no event loop`;
    if (type === "Await" || type === "AsyncWith" || type === "AsyncFor") trouble ??= "it awaits";
    if (type === "Return" && node !== last) trouble ??= "it returns from its middle";
    if ((type === "Break" || type === "Continue") && loops === 0) trouble ??= `it holds a \`${type.toLowerCase()}\` for a loop around it`;
    if (type === "Delete") trouble ??= "it deletes a name";
    if (type === "Global" || type === "Nonlocal") trouble ??= "it declares names of an outer scope";
    if (type === "Import" || type === "ImportFrom" || type === "NamedExpr") trouble ??= "it binds a name by an import or a walrus";
    if (type === "FunctionDef" || type === "AsyncFunctionDef" || type === "ClassDef" || type === "Lambda") {
      if (type !== "Lambda") trouble ??= "it defines a function or a class";
      return;
    }
    if (type === "Call" && node.func.nodeType === "Name" && (node.func.id === "locals" || node.func.id === "super" || node.func.id === "exec" || node.func.id === "eval"))
      trouble ??= `it calls \`${node.func.id}()\`, which depends on the function around it`;
    // What follows `else` is no part of the loop.
    const orelse: readonly AnyNode[] = type === "For" || type === "While" ? node.orelse : [];
    const body: readonly AnyNode[] = type === "For" || type === "While" ? node.body : [];
    for (const child of childNodes(node)) {
      const inLoop = body.includes(child) && !orelse.includes(child);
      if (inLoop) loops++;
      visit(child);
      if (inLoop) loops--;
    }
  };
  visit(block);
  return trouble;
}

export function hasMultilineString({ tree }: TreeIndex, block: With): boolean {
  const start = tree.start(block);
  const end = tree.end(block);
  return tree.tokens().some(token => token.start >= start && token.end <= end && token.type.includes("STRING") && /[\r\n]/.test(token.text));
}
