import type { Edit } from "../../../model/change.ts";
import { walkNodes, type FunctionNode, type With } from "../nodes.ts";
import type { TreeIndex } from "./tree-index.ts";

export interface Move {
  readonly indent: string;
  readonly lineStart: number;
  readonly runner: string;
  readonly returns: boolean;
  /** Names that the new function shares with the one around it. */
  readonly shared: readonly string[];
  readonly name: string;
  /** Names that come back as its result. */
  readonly given: readonly string[];
}

/** The block as a nested function in its own place, and the await that runs it. */
export function movedBlock({ tree }: TreeIndex, block: With, { indent, lineStart, runner, returns, name, shared, given }: Move): Edit {
  const newline = tree.text.includes("\r\n") ? "\r\n" : "\n";
  const step = indentStep(tree.text);
  const start = tree.start(block);
  const end = withComments(tree.text, tree.end(block), tree.text.slice(lineStart, start).length);
  const lines = tree.text.slice(start, end).split(/\r\n|\n|\r/).map((line, at) => (at === 0 || line.trim() === "" ? line : step + line));
  const inner = `${indent}${step}`;
  const result = given.length === 0 || returns ? [] : [`${inner}return ${given.join(", ")}`];
  const call = `await ${runner}(${name})`;
  const receiver = returns ? `return ${call}` : given.length === 0 ? call : `${given.join(", ")} = ${call}`;
  const above = tree.text.slice(0, lineStart).trimEnd();
  const apart = /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)$/.test(tree.text.slice(0, lineStart)) || above.endsWith(":") || isBehindComment(tree.text, lineStart);
  const text = [
    ...(apart ? [] : [""]),
    `${indent}def ${name}():`,
    ...(shared.length === 0 ? [] : [`${inner}nonlocal ${shared.join(", ")}`]),
    inner + lines.join(newline),
    ...result,
    "",
    indent + receiver,
  ].join(newline);
  return { start: lineStart, end, text };
}

/** The line above is a comment: it speaks of what follows. */
function isBehindComment(text: string, lineStart: number): boolean {
  return /(?:^|[\r\n])[ \t]*#[^\r\n]*(?:\r\n|\n|\r)$/.test(text.slice(0, lineStart));
}

/** The comment behind the block's last statement and the comment lines that are indented like its body belong to it. */
function withComments(text: string, end: number, indent: number): number {
  const behind = /[ \t]*#[^\r\n]*/y;
  behind.lastIndex = end;
  let at = behind.test(text) ? behind.lastIndex : end;
  const line = /(?:\r\n|\n|\r)([ \t]+)#[^\r\n]*/y;
  for (;;) {
    line.lastIndex = at;
    const found = line.exec(text);
    if (found === null || found[1]!.length <= indent) return at;
    at = line.lastIndex;
  }
}

export function indentStep(text: string): string {
  return /^(?:\t+| {2,8})(?=\S)/m.exec(text)?.[0].replace(/^( {2,8})$/, "$1") ?? "    ";
}

/** `use_config` for `with open(…) as config`, else `use_block`; a number is added until the name is free in the function. */
export function freshName(fn: FunctionNode, block: With, given: Iterable<string>): string {
  const taken = new Set<string>(given);
  walkNodes(fn, node => {
    if (node.nodeType === "Name") taken.add(node.id);
    if (node.nodeType === "Arg") taken.add(node.arg);
    if (node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef") taken.add(node.name);
  });
  const [item] = block.items;
  const variable = item?.optional_vars?.nodeType === "Name" && item.optional_vars.id.length > 1 ? item.optional_vars.id.replace(/^_+/, "") : "block";
  const base = `use_${variable}`;
  for (let at = 1; ; at++) {
    const name = at === 1 ? base : `${base}_${at}`;
    if (!taken.has(name)) return name;
  }
}
