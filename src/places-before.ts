import { diffLines } from "diff";

import type { Outcome } from "../codemods/offload-blocking-calls/index.ts";
import { applyEdits, type Change } from "./model/change.ts";

/** Brings findings of a text that changes have made back to the text of before, line by line: people look at that one. */
export function placesBefore(changes: readonly Change[]): (outcome: Outcome) => Outcome {
  const known = new Map(changes.flatMap(change => (change.kind === "edit" ? [[change.path, change] as const] : [])));
  return outcome => {
    const change = known.get(outcome.finding.path);
    if (change === undefined) return outcome;
    const { range } = outcome.finding;
    const start = offsetBefore(change.before, applyEdits(change.before, change.edits), range.start);
    return { ...outcome, finding: { ...outcome.finding, range: { start, end: Math.min(start + range.end - range.start, change.before.length) } } };
  };
}

function offsetBefore(before: string, after: string, offset: number): number {
  let [old, now] = [0, 0];
  for (const { added, removed, value } of diffLines(before, after)) {
    if (removed) {
      old += value.length;
      continue;
    }
    if (offset < now + value.length) return added ? old : old + offset - now;
    now += value.length;
    if (!added) old += value.length;
  }
  return old;
}
