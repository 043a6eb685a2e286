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
