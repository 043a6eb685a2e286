import type { Edit } from "../../../model/change.ts";
import type { AnyNode, Call, FunctionNode } from "../nodes.ts";
import type { TreeIndex } from "./tree-index.ts";

/** What takes the place of the call: another function that is awaited, or a function that is handed the call. */
export type Replacement =
  | { readonly kind: "instead"; readonly callee: string }
  | { readonly kind: "through"; readonly runner: string };

/** Why `await` cannot stand at a place, as the end of a sentence; undefined when it can. */
export function awaitTrouble(index: TreeIndex, call: Call): string | undefined {
  let below: AnyNode = call;
  for (const node of index.ancestors(call)) {
    if (node.nodeType === "Lambda") return "it stands in a lambda, which cannot await";
    if (node.nodeType === "ClassDef") return "it stands in a class body, which cannot await";
    if (node.nodeType === "GeneratorExp" && node.generators[0]?.iter !== enclosed(node, below)) return "it stands in a generator expression, which would become asynchronous";
    if (node.nodeType === "AnnAssign" && node.annotation === below) return "it stands in an annotation";
    if (node.nodeType === "FunctionDef" && isInBody(node, below)) return "it stands in a function that is not async";
    if (node.nodeType === "AsyncFunctionDef" && isInBody(node, below)) return undefined;
    below = node;
  }
  return "it stands outside any function";
}

/** The first iterable of a generator expression is evaluated at once, by the code around it. */
function enclosed(node: AnyNode & { readonly nodeType: "GeneratorExp" }, below: AnyNode): AnyNode | undefined {
  return below.nodeType === "Comprehension" && node.generators[0] === below ? below.iter : undefined;
}

/** Decorators, defaults and annotations of a function belong to the code around it. */
function isInBody(fn: FunctionNode, below: AnyNode): boolean {
  return (fn.body as readonly AnyNode[]).includes(below);
}

/**
 * Edits that await a call in place: only insertions around the callee, so that edits inside the callee and inside the
 * arguments can be made as well. Parentheses are added where attribute access, a subscript or another call follows.
 */
export function awaitCall(index: TreeIndex, call: Call, replacement: Replacement): Edit[] {
  const { tree } = index;
  const { start, end } = tree.range(call);
  const calleeStart = tree.start(call.func);
  const open = openingParenthesis(index, call);
  const wrap = needsParentheses(index, call);
  const before = wrap ? "(await " : "await ";
  const after: Edit[] = wrap ? [{ start: end, end, text: ")" }] : [];
  if (replacement.kind === "instead")
    return [{ start, end: open, text: before + replacement.callee }, ...after];

  const empty = call.args.length === 0 && call.keywords.length === 0;
  const [only] = call.args;
  const bare = call.args.length === 1 && call.keywords.length === 0 && only?.nodeType === "GeneratorExp" && tree.start(only) === open;
  // A callee in parentheses keeps them; a generator as the only argument needs its own.
  return [
    { start, end: start, text: `${before}${replacement.runner}(` },
    ...(calleeStart < start ? [] : []),
    bare ? { start: open, end: open, text: ", " } : { start: open, end: open + 1, text: empty ? "" : ", " },
    ...(bare ? [{ start: end, end, text: ")" }] : []),
    ...after,
  ];
}

/** The offset of the `(` that opens the arguments: the first one after the callee and what closes its own parentheses. */
function openingParenthesis({ tree }: TreeIndex, call: Call): number {
  const from = tree.end(call.func);
  for (const token of tree.tokens()) {
    if (token.start < from || token.type === "COMMENT" || token.text === ")") continue;
    if (token.text === "(") return token.start;
  }
  return tree.text.indexOf("(", from);
}

function needsParentheses(index: TreeIndex, call: Call): boolean {
  const parent = index.parent(call);
  if (parent === undefined) return false;
  if (parent.nodeType === "Attribute" || parent.nodeType === "Await") return true;
  if (parent.nodeType === "Subscript") return parent.value === call;
  if (parent.nodeType === "Call") return parent.func === call;
  return parent.nodeType === "BinOp" && parent.op.nodeType === "Pow";
}
