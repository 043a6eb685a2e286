import type { ParseError } from "../../model/facts.ts";
import { LineMap } from "./lines.ts";
import { parseTokens } from "./py-ast.ts";
import { PythonTree, withoutMark } from "./tree.ts";

/** Exactly one of the two is there. */
export type ParseResult =
  | { readonly tree: PythonTree; readonly error?: undefined }
  | { readonly tree?: undefined; readonly error: ParseError };

/**
 * Parses Python 3.8 to 3.14 text. Never throws: bad syntax and nesting too deep for the parser come back as `error`,
 * with a message that ends in a full stop and the UTF-16 offset of the place.
 *
 * Refused although Python takes it: complex numbers and `"a" "b"` as patterns of `case`, and f-strings in f-strings whose
 * nested strings hold unpaired braces. Read otherwise than Python does: `\N{DASH}` in a string's value stays as written.
 */
export function parsePython(text: string): ParseResult {
  const lines = new LineMap(text);
  try {
    return { tree: new PythonTree(text, parseTokens(withoutMark(text)), lines) };
  } catch (error) {
    return { error: describe(error, text, lines) };
  }
}

function describe(error: unknown, text: string, lines: LineMap): ParseError {
  if (error instanceof RangeError) return { message: "The code is nested too deeply to be parsed.", offset: 0 };
  const { message } = error instanceof Error ? error : new Error(String(error));
  const place = placeOf(error, message);
  const offset = Math.min(lines.offset(place.line, place.column), text.length);
  return { message: asSentence(message), offset };
}

/** The parser's errors carry their place as fields; the tokenizer's say it in their message. */
function placeOf(error: unknown, message: string): { line: number; column: number } {
  const { lineno, col_offset } = error as { lineno?: number; col_offset?: number };
  if (lineno !== undefined) return { line: lineno, column: col_offset ?? 0 };
  const said = /at line (\d+)(?:, column (\d+))?/.exec(message);
  return { line: Number(said?.[1] ?? 1), column: Number(said?.[2] ?? 0) };
}

function asSentence(message: string): string {
  const said = message.replace(/ at line \d+(, column \d+)?$/, "");
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}
