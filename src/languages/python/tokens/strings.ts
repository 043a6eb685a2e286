const NEWLINE = 10;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

const PREFIX = /^(?:[bfrtu]|[bft]r|r[bft])$/i;

/** Whether the letters directly before a quote are a string prefix. */
export function isStringPrefix(word: string): boolean {
  return word.length <= 2 && PREFIX.test(word);
}

/**
 * The offset behind a string literal whose opening quote stands at `quote`; -1 when it does not end. `hidden`
 * takes the offsets of quotes and braces that mean nothing: fill characters of a format, as in `f"{x:'>10}"`, and those
 * in comments inside a field.
 */
export function stringEnd(source: string, quote: number, prefix: string, hidden: number[]): number {
  const code = source.charCodeAt(quote);
  const triple = source.charCodeAt(quote + 1) === code && source.charCodeAt(quote + 2) === code;
  const start = quote + (triple ? 3 : 1);
  return /[ft]/i.test(prefix)
    ? interpolatedEnd({ source, quote: code, triple, hidden }, start, /r/i.test(prefix))
    : plainEnd(source, start, code, triple);
}

function plainEnd(source: string, start: number, quote: number, triple: boolean): number {
  for (let index = start; index < source.length; index++) {
    const code = source.charCodeAt(index);
    if (code === BACKSLASH) index++;
    else if (code === quote) {
      if (!triple) return index + 1;
      if (isTriple(source, index, quote)) return index + 3;
    } else if (code === NEWLINE && !triple) return -1;
  }
  return -1;
}

function isTriple(source: string, index: number, quote: number): boolean {
  return source.charCodeAt(index + 1) === quote && source.charCodeAt(index + 2) === quote;
}

interface Interpolated {
  readonly source: string;
  readonly quote: number;
  readonly triple: boolean;
  readonly hidden: number[];
}

/** The text of an f-string or t-string up to its closing quote. */
function interpolatedEnd(literal: Interpolated, start: number, raw: boolean): number {
  const { source, quote, triple } = literal;
  let index = start;
  while (index < source.length) {
    const code = source.charCodeAt(index);
    if (code === BACKSLASH) index = afterEscape(source, index, raw);
    else if (code === OPEN_BRACE) {
      index = source.charCodeAt(index + 1) === OPEN_BRACE ? index + 2 : fieldEnd(literal, index + 1);
      if (index < 0) return -1;
    } else if (code === quote) {
      if (!triple) return index + 1;
      if (isTriple(source, index, quote)) return index + 3;
      index++;
    } else if (code === NEWLINE && !triple) return -1;
    else index++;
  }
  return -1;
}

/** `\N{DASH}` is one character; a backslash does not hide a brace. */
function afterEscape(source: string, index: number, raw: boolean): number {
  if (!raw && source.startsWith("N{", index + 1)) {
    const end = source.indexOf("}", index);
    return end < 0 ? source.length : end + 1;
  }
  const next = source.charCodeAt(index + 1);
  return next === OPEN_BRACE || next === CLOSE_BRACE ? index + 1 : index + 2;
}

/** The offset behind the `}` of a replacement field; strings inside it may hold any quote (3.12). */
function fieldEnd(literal: Interpolated, start: number): number {
  const { source, hidden } = literal;
  let depth = 0;
  for (let index = start; index < source.length; ) {
    const code = source.charCodeAt(index);
    if (code === CLOSE_BRACE && depth === 0) return index + 1;
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      index = stringEnd(source, index, prefixBefore(source, start, index), hidden);
      if (index < 0) return -1;
      continue;
    }
    const character = source[index]!;
    if (character === ":" && depth === 0) return formatEnd(literal, index + 1);
    if (character === "#") {
      const end = source.indexOf("\n", index);
      if (end < 0) return -1;
      for (; index < end; index++) if (/['"{}]/.test(source[index]!)) hidden.push(index);
      continue;
    }
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
    index++;
  }
  return -1;
}

/** The format behind the colon is text again, with fields of its own. */
function formatEnd(literal: Interpolated, start: number): number {
  const { source, triple } = literal;
  for (let index = start; index < source.length; ) {
    const code = source.charCodeAt(index);
    if (code === CLOSE_BRACE) return index + 1;
    if (code === NEWLINE && !triple) return -1;
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) literal.hidden.push(index);
    index = code === OPEN_BRACE ? fieldEnd(literal, index + 1) : index + 1;
    if (index < 0) return -1;
  }
  return -1;
}

function prefixBefore(source: string, start: number, quote: number): string {
  const word = /\w*$/.exec(source.slice(Math.max(start, quote - 3), quote))![0];
  return isStringPrefix(word) ? word : "";
}
