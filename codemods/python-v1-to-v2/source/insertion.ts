import type { Statement } from "../../../src/languages/python/nodes.ts";
import type { PythonTree } from "../../../src/languages/python/tree.ts";

/** The offset of the line end after `offset`: before its line break, after a comment. */
export function lineEnd(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  if (found < 0) return text.length;
  return text[found - 1] === "\r" && found - 1 >= offset ? found - 1 : found;
}

/**
 * The last import that stands before `before` (a `try` or `if` around imports counts): new module-level names go after
 * it. Undefined when the module imports nothing up to there.
 */
export function lastImport(tree: PythonTree, before: number): Statement | undefined {
  return tree.module.body.filter(statement => tree.end(statement) <= before && isImport(statement)).at(-1);
}

export function firstImport(tree: PythonTree): Statement | undefined {
  return tree.module.body.find(statement => isImport(statement) && !isFuture(statement));
}

/** Where a file's first own statement may stand: after the shebang, the comments on top, the docstring and `__future__`. */
export function topOffset(tree: PythonTree): { readonly offset: number; readonly after: boolean } {
  const heads = tree.module.body.filter((statement, index) => isFuture(statement) || (index === 0 && isDocstring(statement)));
  const last = heads.at(-1);
  if (last !== undefined) return { offset: lineEnd(tree.text, tree.end(last)), after: true };
  const [first] = tree.module.body;
  const comments = /^\uFEFF?(?:#[^\n]*(?:\n|$))*/.exec(tree.text)![0].length;
  const offset = first === undefined ? comments : Math.min(comments, tree.start(first));
  return { offset, after: false };
}

function isImport(statement: Statement): boolean {
  if (statement.nodeType === "Import" || statement.nodeType === "ImportFrom") return true;
  if (statement.nodeType !== "Try" && statement.nodeType !== "If") return false;
  const [first] = statement.body;
  return first !== undefined && (first.nodeType === "Import" || first.nodeType === "ImportFrom");
}

function isFuture(statement: Statement): boolean {
  return statement.nodeType === "ImportFrom" && statement.module === "__future__";
}

function isDocstring(statement: Statement): boolean {
  return statement.nodeType === "Expr" && statement.value.nodeType === "Constant" && typeof statement.value.value === "string";
}
