import type { Edit } from "../../../model/change.ts";
import type { FunctionNode, With, WithItem } from "../nodes.ts";
import { assignedNames, isBoundOutside, isReadOnFailure, isReadOutside, isSurelyAssigned, outerNames } from "./block-names.ts";
import { freshName, movedBlock } from "./block-text.ts";
import { blockTrouble, hasMultilineString } from "./block-trouble.ts";
import { readBeforeAssigned } from "./evaluation-order.ts";
import type { TreeIndex } from "./tree-index.ts";

export type BlockRewrite =
  | { readonly edits: readonly Edit[]; readonly name: string }
  /** Why the block cannot move into a function, as the end of a sentence. */
  | { readonly refusal: string };

export interface BlockContext {
  /** What an item enters never swallows an error. */
  readonly letsErrorsPass: (item: WithItem) => boolean;
  /** Names that the new function must not have. */
  readonly taken: Iterable<string>;
}

/**
 * Moves a blocking `with` block into a nested function that runs in a thread: its names come back as the result, a
 * `return` at its end stays one. `runner` is awaited with the new function.
 */
export function moveWithBlock(index: TreeIndex, fn: FunctionNode, block: With, runner: string, { letsErrorsPass, taken }: BlockContext): BlockRewrite {
  const { tree } = index;
  const trouble = blockTrouble(block);
  if (trouble !== undefined) return { refusal: trouble };

  const assigned = assignedNames(block);
  const outer = outerNames(fn);
  const declared = [...assigned].find(name => outer.has(name));
  if (declared !== undefined) return { refusal: `it assigns \`${declared}\`, which belongs to an outer scope` };

  const start = tree.start(block);
  const lineStart = Math.max(tree.text.lastIndexOf("\n", start - 1), tree.text.lastIndexOf("\r", start - 1)) + 1;
  const indent = tree.text.slice(lineStart, start);
  if (indent.trim() !== "") return { refusal: "it does not start its own line" };
  if (hasMultilineString(index, block)) return { refusal: "a string in it runs over several lines and would be indented" };

  const last = block.body.at(-1)!;
  const returns = last.nodeType === "Return";
  const endsWell = block.items.every(letsErrorsPass);
  if (returns && !endsWell) return { refusal: "it returns, and what it enters may swallow an error" };

  const used = [...assigned].filter(name => isReadOutside(fn, block, name)).sort();
  const early = readBeforeAssigned(block, assigned);
  const shared: string[] = [];
  for (const name of assigned) {
    const trouble = early.has(name)
      ? `it reads \`${name}\` and assigns it again`
      : !used.includes(name) ? undefined
      : isReadOnFailure(index, fn, block, name) ? `\`${name}\` is assigned in it and read where a failure is handled`
      : !returns && !(endsWell && isSurelyAssigned(block, name)) ? `\`${name}\` is used after it and may stay unassigned in it`
      : undefined;
    if (trouble === undefined) continue;
    if (!isBoundOutside(fn, block, name)) return { refusal: trouble };
    shared.push(name);
  }
  const name = freshName(fn, block, taken);
  return { name, edits: [movedBlock(index, block, { indent, name, lineStart, runner, returns, shared: shared.sort(), given: used.filter(name => !shared.includes(name)) })] };
}

const PASSED_BY_ERRORS = /^(?:open|open_code|urlopen|fdopen|connect|closing|Session|Client|NamedTemporaryFile|TemporaryFile|TemporaryDirectory|SpooledTemporaryFile|ZipFile|TarFile|GzipFile|BZ2File|LZMAFile|Lock|RLock|scandir|cursor)$/;

/** What is entered surely lets an error pass, by its name: files, connections, archives. Anything else might be a `suppress`. */
export function passesErrorsByName({ context_expr: entered }: WithItem): boolean {
  if (entered.nodeType !== "Call") return false;
  const { func } = entered;
  return PASSED_BY_ERRORS.test(func.nodeType === "Name" ? func.id : func.nodeType === "Attribute" ? func.attr : "");
}
