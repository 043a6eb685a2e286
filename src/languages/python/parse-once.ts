import { parsePython, type ParseResult } from "./parse.ts";

let last: { readonly text: string; readonly result: ParseResult } | undefined;

/** As `parsePython`, for callers that come one after the other with the same text: the last tree is kept. */
export function parsePythonOnce(text: string): ParseResult {
  if (last?.text !== text) last = { text, result: parsePython(text) };
  return last.result;
}
