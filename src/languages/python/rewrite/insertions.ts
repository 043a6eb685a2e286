import type { Edit } from "../../../model/change.ts";
import type { Range } from "../../../model/text.ts";

/** An insertion that opens or closes something around a node: where several meet, the nodes say which stands outside. */
export interface AroundEdit extends Edit {
  readonly around?: Range;
}

/** One insertion for each offset, so that what belongs to the outer node opens first and closes last. */
export function mergeInsertions(edits: readonly AroundEdit[]): Edit[] {
  const meeting = new Map<number, AroundEdit[]>();
  const rest: Edit[] = [];
  for (const edit of edits) {
    if (edit.around === undefined || edit.start !== edit.end) rest.push({ start: edit.start, end: edit.end, text: edit.text });
    else meeting.set(edit.start, [...(meeting.get(edit.start) ?? []), edit]);
  }
  const merged = [...meeting].map(([offset, group]) => {
    const closing = group.filter(edit => edit.around!.end === offset).sort((a, b) => b.around!.start - a.around!.start);
    const opening = group.filter(edit => edit.around!.end !== offset).sort((a, b) => b.around!.end - a.around!.end);
    return { start: offset, end: offset, text: [...closing, ...opening].map(({ text }) => text).join("") };
  });
  return [...rest, ...merged];
}
