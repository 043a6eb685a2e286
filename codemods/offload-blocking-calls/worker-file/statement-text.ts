import { ts } from "ts-morph";

import type { Range } from "../../../src/model/text.ts";

const MARK = /funcfix-offload(?![\w-])/;
const ENDS_EMPTY = /(?:\r\n|\n|\r(?!\n))[ \t]*(?:\r\n|\n|\r(?!\n))$/;
const EMPTY_LINE = /(?:\r\n|\n|\r(?!\n))[ \t]*(?:\r\n|\n|\r(?!\n))/;

/** A statement with the comments that belong to it: those right above, without an empty line between, and one behind it. */
export function ownRange(statement: ts.Statement): Range {
  const { text } = statement.getSourceFile();
  let start = statement.getStart();
  for (const comment of [...(ts.getLeadingCommentRanges(text, statement.pos) ?? [])].reverse()) {
    if (EMPTY_LINE.test(text.slice(comment.end, start))) break;
    if (!startsLine(text, comment.pos)) break;
    start = comment.pos;
  }
  const behind = (ts.getTrailingCommentRanges(text, statement.end) ?? []).at(-1);
  return { start, end: behind === undefined ? statement.end : behind.end };
}

/** The same without the comment that names the function. */
export function ownText(statement: ts.Statement): string {
  const { text } = statement.getSourceFile();
  const { start, end } = ownRange(statement);
  const from = statement.getStart();
  const above = (ts.getLeadingCommentRanges(text, statement.pos) ?? []).filter(comment => comment.pos >= start);
  let result = "";
  let done = start;
  for (const comment of above) {
    if (!MARK.test(text.slice(comment.pos, comment.end))) continue;
    result += text.slice(done, comment.pos);
    done = nextAfter(text, comment.end);
  }
  return result + text.slice(Math.min(done, from), end);
}

/** Whether the comments above a statement ask for it to be moved. */
export function isMarked(statement: ts.Statement): boolean {
  const { text } = statement.getSourceFile();
  const { start } = ownRange(statement);
  return (ts.getLeadingCommentRanges(text, statement.pos) ?? []).some(comment => comment.pos >= start && MARK.test(text.slice(comment.pos, comment.end)));
}

/** Where a comment that names a function stands. */
export function marksIn(text: string): readonly number[] {
  return [...text.matchAll(/^[ \t]*(?:\/\/|\/?\*+)[ \t]*(funcfix-offload)(?![\w-])/gm)].map(match => match.index + match[0].length - match[1]!.length);
}

/** The whole lines of a range, and one of the empty lines around them. */
export function lineRange(text: string, { start, end }: Range): Range {
  const lineStart = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1;
  const after = lineEnd(text, end);
  if (text.slice(lineStart, start).trim() !== "" || text.slice(end, after).trim() !== "") return { start, end };
  const isFirst = text.slice(0, lineStart).trim() === "";
  const blankBefore = isFirst || ENDS_EMPTY.test(text.slice(0, lineStart));
  const blankAfter = /^[ \t]*(?:\r\n|\r|\n)/.exec(text.slice(after));
  return { start: lineStart, end: blankBefore && blankAfter !== null ? after + blankAfter[0].length : after };
}

function startsLine(text: string, offset: number): boolean {
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  return text.slice(lineStart, offset).replace(/^\uFEFF/, "").trim() === "";
}

function nextAfter(text: string, from: number): number {
  return from + /^\s*/.exec(text.slice(from))![0].length;
}

function lineEnd(text: string, from: number): number {
  const found = /\r\n|\r|\n/g;
  found.lastIndex = from;
  const end = found.exec(text);
  return end === null ? text.length : end.index + end[0].length;
}
