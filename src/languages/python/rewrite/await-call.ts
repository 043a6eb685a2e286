import type { AnyNode, Call, ComprehensionNode, Expression, FunctionNode } from "../nodes.ts";
import type { AroundEdit } from "./insertions.ts";
import type { TreeIndex } from "./tree-index.ts";

/** What takes the place of the call: another function that is awaited, or a function that is handed the call. */
export type Replacement =
  | { readonly kind: "instead"; readonly callee: string }
  | { readonly kind: "through"; readonly runner: string };

/** Why `await` cannot stand at a place, as the end of a sentence; undefined when it can. */
export function awaitTrouble(index: TreeIndex, expression: Expression): string | undefined {
  let inner: AnyNode = expression;
  let below: AnyNode = expression;
  let comprehended = false;
  for (const node of index.ancestors(expression)) {
    switch (node.nodeType) {
      case "Lambda":
        return "it stands in a lambda, which cannot await";
      case "ClassDef":
        return "it stands in a class body, which cannot await";
      case "GeneratorExp":
        if (!isFirstIterable(node, below, inner)) return "it stands in a generator expression, which would become asynchronous";
        break;
      case "ListComp":
      case "SetComp":
      case "DictComp":
        if (isFirstIterable(node, below, inner)) break;
        if (comprehended) return "it stands in a comprehension inside another one, which only Python 3.11 and later can await in";
        comprehended = true;
        break;
      case "Interpolation":
        return "it stands in a template string";
      case "FormattedValue":
        if (isDebugged(index, node)) return "it stands in an f-string that prints its source (`=`)";
        break;
      case "Arg":
        return "it stands in an annotation";
      case "AnnAssign":
        if (node.annotation === below) return "it stands in an annotation";
        break;
      case "FunctionDef":
      case "AsyncFunctionDef":
        if (node.returns === below) return "it stands in an annotation";
        if (isInBody(node, below)) return node.nodeType === "FunctionDef" ? "it stands in a function that is not async" : undefined;
        break;
    }
    inner = below;
    below = node;
  }
  return "it stands outside any function";
}

/** The first iterable of a comprehension is evaluated at once, by the code around it. */
function isFirstIterable(node: ComprehensionNode, below: AnyNode, inner: AnyNode): boolean {
  return below.nodeType === "Comprehension" && node.generators[0] === below && below.iter === inner;
}

/** `f"{total=}"`: the text of the expression is part of the result. */
function isDebugged({ tree }: TreeIndex, node: AnyNode & { readonly nodeType: "FormattedValue" }): boolean {
  return /^\s*\)*\s*=(?!=)/.test(tree.text.slice(tree.end(node.value)));
}

/** Decorators, defaults and annotations of a function belong to the code around it. */
function isInBody(fn: FunctionNode, below: AnyNode): boolean {
  return (fn.body as readonly AnyNode[]).includes(below);
}

/**
 * Edits that await a call in place: only insertions around the callee, so that edits inside the callee and inside the
 * arguments can be made as well. Parentheses are added where attribute access, a subscript or another call follows.
 */
export function awaitCall(index: TreeIndex, call: Call, replacement: Replacement): AroundEdit[] {
  const { tree } = index;
  const around = tree.range(call);
  const { start, end } = around;
  const open = openingParenthesis(index, call);
  const wrap = needsParentheses(index, call);
  const before = wrap ? "(await " : "await ";
  const after: AroundEdit[] = wrap ? [{ start: end, end, text: ")", around }] : [];
  if (replacement.kind === "instead")
    return [{ start, end: start, text: before, around }, { start, end: open, text: replacement.callee }, ...after];

  const [only] = call.args;
  const bare = call.args.length === 1 && call.keywords.length === 0 && only?.nodeType === "GeneratorExp" && tree.start(only) === open;
  const empty = call.args.length === 0 && call.keywords.length === 0;
  // Arguments that start on a line of their own get the callee as the first of them.
  const ownLine = /^[ \t]*(?:#[^\r\n]*)?(\r\n|\n|\r)(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*([ \t]*)[^\s)]/.exec(tree.text.slice(open + 1, end));
  const opener = { start, end: start, text: `${before}${replacement.runner}(${ownLine === null || empty ? "" : ownLine[1]! + ownLine[2]!}`, around };
  // A generator as the only argument shares the call's parentheses: as the second one it needs its own.
  if (bare) return [opener, { start: open, end: open, text: ", " }, { start: end, end, text: wrap ? "))" : ")", around }];
  const separator = empty ? "" : /\s/.test(tree.text.charAt(open + 1)) ? "," : ", ";
  return [opener, { start: open, end: open + 1, text: separator }, ...after];
}

/** The offset of the `(` that opens the arguments: the first one after the callee, its own parentheses and comments. */
function openingParenthesis({ tree }: TreeIndex, call: Call): number {
  const gap = /(?:\s|\)|\\|#[^\r\n]*)*/y;
  gap.lastIndex = tree.end(call.func);
  gap.test(tree.text);
  return gap.lastIndex;
}

function needsParentheses(index: TreeIndex, call: Call): boolean {
  const parent = index.parent(call);
  if (parent === undefined) return false;
  if (parent.nodeType === "Attribute" || parent.nodeType === "Await") return true;
  if (parent.nodeType === "Subscript") return parent.value === call;
  if (parent.nodeType === "Call") return parent.func === call;
  return parent.nodeType === "BinOp" && parent.op.nodeType === "Pow";
}
