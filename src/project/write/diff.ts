import { createRequire } from "node:module";
import { relative, sep } from "node:path";

import type * as Diff from "diff";

import { applyEdits, type Change } from "../../model/change.ts";

/** The text of a file after its change; undefined when it is removed. */
export function resultOf(change: Change): string | undefined {
  if (change.kind === "remove") return undefined;
  return change.kind === "create" ? change.text : applyEdits(change.before, change.edits);
}

/** One unified diff of all changes, with paths relative to `base`, as `git apply` accepts it there. */
export function unifiedDiff(changes: readonly Change[], base: string): string {
  return [...changes].sort((a, b) => (a.path < b.path ? -1 : 1)).map(change => fileDiff(change, base)).join("");
}

function fileDiff(change: Change, base: string): string {
  const name = relative(base, change.path).split(sep).join("/");
  const before = change.kind === "create" ? "" : change.before;
  const after = resultOf(change) ?? "";
  if (change.kind === "edit" && before === after) return "";

  const head = [`diff --git ${quoted(`a/${name}`)} ${quoted(`b/${name}`)}`];
  if (change.kind === "create") head.push("new file mode 100644");
  if (change.kind === "remove") head.push("deleted file mode 100644");
  if (before === after) return `${head.join("\n")}\nindex 0000000..e69de29\n`;

  // Loaded here: most commands write nothing.
  const { createTwoFilesPatch } = createRequire(import.meta.url)("diff") as typeof Diff;
  const patch = createTwoFilesPatch("a", "b", before, after, undefined, undefined, { context: 3 });
  const hunks = patch.slice(patch.indexOf("\n@@") + 1);
  head.push(`--- ${change.kind === "create" ? "/dev/null" : quoted(`a/${name}`)}`, `+++ ${change.kind === "remove" ? "/dev/null" : quoted(`b/${name}`)}`);
  return `${head.join("\n")}\n${hunks}`;
}

/** Git quotes names with unusual characters in C style; plain names stay as they are. */
function quoted(name: string): string {
  if (!/["\\\t\n\r]|[^\x20-\x7E]/.test(name)) return name;
  const bytes = [...Buffer.from(name, "utf8")];
  return `"${bytes.map(byte => (byte === 34 || byte === 92 ? `\\${String.fromCharCode(byte)}` : byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, "0")}` : String.fromCharCode(byte))).join("")}"`;
}
