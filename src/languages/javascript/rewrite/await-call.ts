import type { Node } from "../ast.ts";
import type { TextEdits } from "./text-edits.ts";
import { isBlock, isFunction, type TreeIndex } from "./tree-index.ts";

/** Why `await` cannot stand at a place of a function that is or becomes async, as the end of a sentence; undefined when it can. */
export function awaitTrouble(index: TreeIndex, call: Node): string | undefined {
  if (breaksChain(index, call)) return "it is the middle of an optional chain, which an await would tear apart";
  let below = call;
  for (const node of index.ancestors(call)) {
    if (isFunction(node)) {
      if (node.body !== below) return "it stands in the default value of a parameter, where nothing can be awaited";
      if (node.generator && !node.async) return "it stands in a generator, which cannot await";
      const parent = index.parent(node);
      if (parent?.type === "MethodDefinition" && parent.kind !== "method") return `it stands in a ${parent.kind === "constructor" ? "constructor" : `${parent.kind}ter`}, which cannot await`;
      if (parent?.type === "Property" && parent.kind !== "init") return `it stands in a ${parent.kind}ter, which cannot await`;
      return undefined;
    }
    if (node.type === "PropertyDefinition" && node.value === below) return "it stands in a class field, which cannot await";
    if (node.type === "StaticBlock") return "it stands in a static block, which cannot await";
    below = node;
  }
  return undefined;
}

/** Whether the code around runs when the module is loaded, in no function, class field or static block. */
export function isAtModuleLevel(index: TreeIndex, call: Node): boolean {
  return ![...index.ancestors(call)].some(node => isFunction(node) || node.type === "PropertyDefinition" || node.type === "StaticBlock" || node.type === "AccessorProperty");
}

/** A part of `a?.b().c` whose awaiting would evaluate `.c` also where the chain ends at `a`. */
function breaksChain(index: TreeIndex, call: Node): boolean {
  const parent = index.parent(call);
  const continues = parent !== undefined && ((parent.type === "MemberExpression" && parent.object === call) || (parent.type === "CallExpression" && parent.callee === call) || parent.type === "TSNonNullExpression");
  if (!continues || ![...index.ancestors(call)].some((at, depth) => at.type === "ChainExpression" && depth < 40)) return false;
  for (let at: Node = call; ;) {
    if (at.type === "CallExpression") {
      if (at.optional) return true;
      at = at.callee;
    } else if (at.type === "MemberExpression") {
      if (at.optional) return true;
      at = at.object;
    } else if (at.type === "TSNonNullExpression") at = at.expression;
    else return false;
  }
}

/** Puts `await` before a call, in parentheses where its surroundings bind tighter; `callee` takes the place of what is called, and `alone` says that the surroundings go. */
export function awaitCall(index: TreeIndex, call: Node, edits: TextEdits, callee?: { readonly start: number; readonly end: number; readonly text: string }, alone = false): void {
  const size = call.end - call.start;
  if (callee !== undefined) edits.replace(callee.start, callee.end, callee.text);
  if (isAwaited(index, call)) return;
  const wrap = !alone && needsParentheses(index, call);
  const guard = wrap && needsSemicolon(index, call) ? ";" : "";
  edits.open(call.start, wrap ? `${guard}(await ` : "await ", size);
  if (wrap) edits.close(call.end, ")", size);
}

export function isAwaited(index: TreeIndex, call: Node): boolean {
  return valueParent(index, call)?.type === "AwaitExpression";
}

function valueParent(index: TreeIndex, call: Node): Node | undefined {
  let parent = index.parent(call);
  while (parent?.type === "ChainExpression") parent = index.parent(parent);
  return parent;
}

function needsParentheses(index: TreeIndex, call: Node): boolean {
  let node = call;
  let parent = index.parent(call);
  while (parent?.type === "ChainExpression") {
    node = parent;
    parent = index.parent(parent);
  }
  if (parent === undefined || isInParentheses(index.text, node, parent)) return false;
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === node;
    case "CallExpression":
    case "NewExpression":
      return parent.callee === node;
    case "TaggedTemplateExpression":
      return parent.tag === node;
    case "TSNonNullExpression":
    case "TSInstantiationExpression":
      return true;
    case "BinaryExpression":
      return parent.operator === "**" && parent.left === node;
    case "ClassDeclaration":
    case "ClassExpression":
      return parent.superClass === node;
    case "Decorator":
      return true;
    default:
      return false;
  }
}

/** The node's own parentheses: the parent begins before it, although the node is its first part. */
function isInParentheses(text: string, node: Node, parent: Node): boolean {
  const first = parent.type === "MemberExpression" || parent.type === "CallExpression" || parent.type === "TaggedTemplateExpression" || parent.type === "TSNonNullExpression" || parent.type === "BinaryExpression";
  return first && parent.start < node.start && /\(\s*$/.test(text.slice(parent.start, node.start)) && /^\s*\)/.test(text.slice(node.end));
}

/** In code without semicolons a line that begins with `(` would go on with the line before. */
function needsSemicolon(index: TreeIndex, call: Node): boolean {
  const statement = index.statementOf(call);
  const block = index.parent(statement);
  if (statement.start !== call.start || statement.type !== "ExpressionStatement" || block === undefined || !isBlock(block)) return false;
  const before = index.text.slice(0, statement.start).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*$/gm, "").trimEnd();
  return before !== "" && !/[;{}:]$/.test(before);
}
