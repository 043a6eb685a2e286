import {
  BACKSLASH,
  DIGIT,
  DOT,
  DOUBLE_QUOTE,
  FORM_FEED,
  HASH,
  IN_NAME,
  NEWLINE,
  NOT_ASCII,
  SINGLE_QUOTE,
  SPACE,
  TAB,
  TAB_STOP,
  WORD,
} from "./characters.ts";
import { KEYWORDS, OPERATORS } from "./keywords.ts";
import { isStringPrefix, stringEnd } from "./strings.ts";
import { TokenError, type RawToken } from "./token.ts";

const OPERATORS_BY_FIRST = Array.from({ length: NOT_ASCII }, (_, code) =>
  OPERATORS.filter(([text]) => text.charCodeAt(0) === code),
);

const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const NAME_REST = /[\p{ID_Continue}]*/uy;
const NUMBER =
  /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?[jJ]?/y;
const LONGEST_KEYWORD = 8;

/**
 * Cuts Python text into the tokens that py-ast's parser takes: its own tokenizer takes half of the whole time, refuses
 * form feeds and names beyond the first Unicode plane, and loses its way in quotes inside f-strings.
 */
export class Tokenizer {
  readonly #source: string;
  readonly #comments: boolean;
  readonly #ascii: boolean;
  readonly #tokens: RawToken[] = [];
  readonly #indents = [0];
  #index = 0;
  #line = 1;
  #lineStart = 0;
  /** Brackets that are open: line ends mean nothing inside them. */
  #depth: number;
  /** Whether the logical line has a token yet. */
  #content = false;
  /** Up to where, and how many bytes more than UTF-16 units the line has. */
  #counted = 0;
  #extra = 0;

  /** `nested`: the text is the expression inside an f-string's braces. The text's line ends are all `\n`. */
  constructor(source: string, { nested = false, comments = false } = {}) {
    this.#source = source;
    this.#comments = comments;
    this.#depth = nested ? 1 : 0;
    // A search for the first other character is the fastest test.
    this.#ascii = !/[^\0-\x7f]/.test(source);
  }

  /** Throws {@link TokenError}. */
  tokenize(): RawToken[] {
    const { length } = this.#source;
    let atLineStart = this.#depth === 0;
    while (this.#index < length) {
      if (atLineStart) {
        this.#indentation();
        atLineStart = false;
        continue;
      }
      const code = this.#source.charCodeAt(this.#index);
      if (code === SPACE || code === TAB || code === FORM_FEED) this.#index++;
      else if (code === NEWLINE) atLineStart = this.#lineEnd();
      else if (code === HASH) this.#comment();
      else if (code === BACKSLASH) this.#continuation();
      else this.#token(code);
    }
    if (this.#content) this.#push("NEWLINE", this.#index, this.#index);
    while (this.#indents.length > 1) this.#dedent();
    this.#push("EOF", this.#index, this.#index);
    return this.#tokens;
  }

  #token(code: number): void {
    if (code >= NOT_ASCII || IN_NAME[code] === WORD) this.#word(code);
    else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) this.#string(this.#index, "");
    else if (IN_NAME[code] === DIGIT || (code === DOT && IN_NAME[this.#source.charCodeAt(this.#index + 1)] === DIGIT))
      this.#number();
    else this.#operator(code);
    this.#content = true;
  }

  /** Reads the blanks at the start of a line; blank lines and lines of comment alone do not count. */
  #indentation(): void {
    const source = this.#source;
    let width = 0;
    let index = this.#index;
    for (; index < source.length; index++) {
      const code = source.charCodeAt(index);
      if (code === SPACE) width++;
      else if (code === TAB) width = (Math.floor(width / TAB_STOP) + 1) * TAB_STOP;
      else if (code === FORM_FEED) width = 0;
      else break;
    }
    this.#index = index;
    const code = source.charCodeAt(index);
    if (index === source.length || code === NEWLINE || code === HASH) return;
    if (width > this.#indents.at(-1)!) {
      this.#indents.push(width);
      this.#push("INDENT", index, index);
      return;
    }
    while (this.#indents.at(-1)! > width) this.#dedent();
    if (this.#indents.at(-1) !== width) this.#fail("The indentation fits no block around it", index);
  }

  #dedent(): void {
    this.#indents.pop();
    this.#push("DEDENT", this.#index, this.#index);
  }

  /** Returns whether a new logical line starts. */
  #lineEnd(): boolean {
    const logical = this.#depth === 0;
    if (logical && this.#content) {
      this.#push("NEWLINE", this.#index, this.#index);
      this.#content = false;
    }
    this.#newLine(this.#index + 1);
    return logical;
  }

  #newLine(start: number): void {
    this.#index = start;
    this.#line++;
    this.#lineStart = start;
    this.#counted = start;
    this.#extra = 0;
  }

  #comment(): void {
    const end = this.#source.indexOf("\n", this.#index);
    const stop = end < 0 ? this.#source.length : end;
    if (this.#comments) this.#push("COMMENT", this.#index, stop);
    this.#index = stop;
  }

  #continuation(): void {
    if (this.#source.charCodeAt(this.#index + 1) !== NEWLINE) this.#fail("Unexpected character after a backslash", this.#index);
    this.#newLine(this.#index + 2);
  }

  #word(first: number): void {
    const source = this.#source;
    const start = this.#index;
    let end = start;
    let ascii = first < NOT_ASCII;
    if (first >= NOT_ASCII) end = this.#match(NAME, start);
    else {
      end++;
      while (IN_NAME[source.charCodeAt(end)]! > 0) end++;
      if (source.charCodeAt(end) >= NOT_ASCII) {
        end = this.#match(NAME_REST, end);
        ascii = false;
      }
    }
    if (end === start) this.#fail(`Unexpected character '${String.fromCodePoint(source.codePointAt(start)!)}'`, start);
    const word = source.slice(start, end);
    const next = source.charCodeAt(end);
    if ((next === DOUBLE_QUOTE || next === SINGLE_QUOTE) && isStringPrefix(word)) return this.#string(end, word);
    const type = (word.length <= LONGEST_KEYWORD && KEYWORDS.get(word)) || "NAME";
    // Python takes names in their compatibility form.
    this.#pushOnLine(type, ascii ? word : word.normalize("NFKC"), start, end);
  }

  #match(pattern: RegExp, start: number): number {
    pattern.lastIndex = start;
    return pattern.test(this.#source) ? pattern.lastIndex : start;
  }

  #number(): void {
    const start = this.#index;
    const end = this.#match(NUMBER, start);
    const text = this.#source.slice(start, end);
    this.#pushOnLine("NUMBER", text.includes("_") ? text.replaceAll("_", "") : text, start, end);
  }

  #operator(code: number): void {
    const source = this.#source;
    const start = this.#index;
    for (const [text, type] of OPERATORS_BY_FIRST[code]!) {
      if (text.length > 1 && !source.startsWith(text, start)) continue;
      if (type === "LPAR" || type === "LSQB" || type === "LBRACE") this.#depth++;
      else if ((type === "RPAR" || type === "RSQB" || type === "RBRACE") && this.#depth > 0) this.#depth--;
      return this.#pushOnLine(type, text, start, start + text.length);
    }
    this.#fail(`Unexpected character '${source[start]!}'`, start);
  }

  /** A string may run over several lines. */
  #string(quote: number, prefix: string): void {
    const source = this.#source;
    const start = quote - prefix.length;
    const hidden: number[] = [];
    const end = stringEnd(source, quote, prefix, hidden);
    if (end < 0) this.#fail("The string literal does not end", start);
    const line = this.#line;
    const column = this.#column(start);
    for (let next = source.indexOf("\n", start); next >= 0 && next < end; next = source.indexOf("\n", next + 1)) this.#newLine(next + 1);
    this.#index = end;
    this.#tokens.push({
      type: "STRING",
      value: withoutHidden(source.slice(start, end), hidden, start),
      lineno: line,
      col_offset: column,
      end_lineno: this.#line,
      end_col_offset: this.#column(end),
    });
  }

  #push(type: string, start: number, end: number): void {
    this.#pushOnLine(type, this.#source.slice(start, end), start, end);
  }

  #pushOnLine(type: string, value: string, start: number, end: number): void {
    this.#index = end;
    this.#tokens.push({
      type,
      value,
      lineno: this.#line,
      col_offset: this.#column(start),
      end_lineno: this.#line,
      end_col_offset: this.#column(end),
    });
  }

  /** The column in UTF-8 bytes. Asked for in rising order on each line. */
  #column(index: number): number {
    if (this.#ascii) return index - this.#lineStart;
    for (; this.#counted < index; this.#counted++) {
      const code = this.#source.charCodeAt(this.#counted);
      if (code >= 0x80) this.#extra += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
    }
    return index - this.#lineStart + this.#extra;
  }

  #fail(message: string, index: number): never {
    throw new TokenError(message, this.#line, this.#column(index));
  }
}

/** The parser takes a quote that fills a format for the start of a string: any other character serves as well. */
function withoutHidden(literal: string, hidden: readonly number[], start: number): string {
  let text = literal;
  for (const offset of hidden) text = `${text.slice(0, offset - start)}_${text.slice(offset - start + 1)}`;
  return text;
}
