import type { Range } from "./text.ts";

/** Replaces a range of the original text. Ranges are UTF-16 offsets of the text as it was when planned. */
export interface Edit extends Range {
  readonly text: string;
}

/** What a codemod or a fix plans for one file. `path` is absolute. Planning never writes. */
export type Change =
  /** `before` is the whole text the edits were planned on: a file that differs when they are applied is refused. */
  | { readonly kind: "edit"; readonly path: string; readonly before: string; readonly edits: readonly Edit[] }
  | { readonly kind: "create"; readonly path: string; readonly text: string }
  | { readonly kind: "remove"; readonly path: string; readonly before: string };

/** Two edits that cannot both be made. */
export class EditConflict extends Error {
  override readonly name = "EditConflict";
}

/**
 * Applies edits to the text they were planned on, last offset first. Insertions at one offset keep their order; equal
 * edits count once. Overlapping ranges throw {@link EditConflict}.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = withoutRepeats(edits).sort((a, b) => a.start - b.start || a.end - b.end);
  let result = "";
  let done = 0;
  for (const edit of ordered) {
    if (edit.start < done || edit.end < edit.start || edit.end > text.length)
      throw new EditConflict(`The edit at ${edit.start}..${edit.end} overlaps another one or leaves the text.`);
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}

function withoutRepeats(edits: readonly Edit[]): Edit[] {
  const seen = new Set<string>();
  return edits.filter(edit => {
    const key = `${edit.start}:${edit.end}:${edit.text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The texts that changes would leave, laid over those of before. */
export function overlaid(before: ReadonlyMap<string, string> | undefined, changes: readonly Change[]): ReadonlyMap<string, string> {
  const texts = new Map(before);
  for (const change of changes) {
    if (change.kind === "edit") texts.set(change.path, applyEdits(change.before, change.edits));
    if (change.kind === "create") texts.set(change.path, change.text);
  }
  return texts;
}

/** Changes, and others that were planned on their result, as one plan on the first texts. */
export function oneAfterTheOther(first: readonly Change[], then: readonly Change[]): readonly Change[] {
  const earlier = new Map(first.map(change => [change.path, change]));
  const joined = then.map((change): Change => {
    const from = earlier.get(change.path);
    earlier.delete(change.path);
    if (from === undefined || change.kind !== "edit") return change;
    const text = applyEdits(change.before, change.edits);
    if (from.kind === "create") return { kind: "create", path: change.path, text };
    return from.kind === "edit" ? { kind: "edit", path: change.path, before: from.before, edits: [replacing(from.before, text)] } : change;
  });
  return [...earlier.values(), ...joined];
}

/** One edit that makes the second text of the first: what both begin and end with stays. */
export function replacing(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let same = 0;
  while (same < most - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}
