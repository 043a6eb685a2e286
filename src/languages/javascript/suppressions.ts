import type { Suppression } from "../../model/facts.ts";
import { lineStarts, positionAt } from "../../model/text.ts";
import type { Comment } from "./ast.ts";
import { endOf, startOf } from "./ast.ts";

const MARK = "funcfix-ignore";
const directive = /^[\s*]*funcfix-ignore(?![\w-])([^]*)$/;

/** A cheap look at the text: false if no comment can be a suppression. */
export function mayHoldSuppressions(text: string): boolean {
  return text.includes(MARK);
}

/** Reads the `funcfix-ignore` comments: each covers its own line if code stands before it, else the next line of code. */
export function readSuppressions(text: string, comments: readonly Comment[]): Suppression[] {
  if (!mayHoldSuppressions(text)) return [];
  const starts = lineStarts(text);
  const found: Suppression[] = [];
  for (const comment of comments) {
    const body = directive.exec(comment.value)?.[1];
    if (body === undefined) continue;
    const [named, ...reason] = body.split(/\s--(?:\s|$)/);
    const range = { start: startOf(comment), end: endOf(comment) };
    found.push({
      rules: (named ?? "").split(/[\s,]+/).filter(rule => rule !== "" && rule !== "*"),
      reason: reason.join(" -- ").replace(/\s+/g, " ").trim(),
      line: coveredLine(text, starts, comments, range),
      range,
    });
  }
  return found;
}

function coveredLine(text: string, starts: readonly number[], comments: readonly Comment[], range: { start: number; end: number }): number {
  const line = positionAt(starts, range.start).line;
  const before = text.slice(starts[line - 1], range.start).trim();
  // A comment in JSX stands in braces of its own.
  if (before !== "" && before !== "{") return range.start;
  let next = positionAt(starts, range.end).line;
  while (next < starts.length && isBlank(text, starts, next, comments)) next++;
  return starts[next] ?? range.start;
}

/** Whether a line (counted from 0) holds nothing, or nothing but comments that begin on it. */
function isBlank(text: string, starts: readonly number[], line: number, comments: readonly Comment[]): boolean {
  const start = starts[line]!;
  const end = starts[line + 1] ?? text.length;
  const content = text.slice(start, end);
  if (content.trim() === "") return true;
  const first = start + content.search(/\S/);
  return comments.some(each => startOf(each) <= first && endOf(each) >= start + content.trimEnd().length);
}
