import { lineStarts } from "../../model/text.ts";

/** The way from the parser's places (lines from 1, columns in UTF-8 bytes) to UTF-16 offsets of the text. */
export class LineMap {
  readonly #text: string;
  readonly #starts: readonly number[];
  readonly #ascii: boolean;
  /** For each line with other characters than ASCII: the UTF-16 column of each byte column. */
  readonly #columns = new Map<number, Uint32Array | null>();

  constructor(text: string) {
    this.#text = text;
    const starts = text.includes("\r") ? lineStarts(text) : startsOf(text);
    if (text.charCodeAt(0) === 0xfeff) starts[0] = 1;
    this.#starts = starts;
    this.#ascii = !/[^\x00-\x7f]/.test(text);
  }

  /** The offset of a place. */
  offset(line: number, column: number): number {
    const start = this.#starts[line - 1] ?? this.#text.length;
    if (this.#ascii || column === 0) return start + column;
    let columns = this.#columns.get(line);
    if (columns === undefined) {
      columns = byteColumns(this.#text, start, this.#starts[line] ?? this.#text.length);
      this.#columns.set(line, columns);
    }
    return start + (columns === null ? column : (columns[column] ?? columns.at(-1) ?? 0));
  }
}

/** Null for a line of ASCII alone. */
function byteColumns(text: string, start: number, end: number): Uint32Array | null {
  const columns: number[] = [];
  let ascii = true;
  for (let offset = start; offset < end; offset++) {
    const code = text.codePointAt(offset)!;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > 1) ascii = false;
    for (let count = 0; count < bytes; count++) columns.push(offset - start);
    if (bytes === 4) offset++;
  }
  columns.push(end - start);
  return ascii ? null : Uint32Array.from(columns);
}

/** The same as `lineStarts`, faster where `\n` alone ends lines. */
function startsOf(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return starts;
}
