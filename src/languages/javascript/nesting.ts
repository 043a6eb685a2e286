/**
 * Limits far above what people and generators write, and far below what overflows the native stack of the parser, which
 * would end the process: on a stack of 1 MB (Windows) it bears 1,250 brackets or 2,500 arrows.
 */
const MOST_BRACKETS = 1_000;
const MOST_OPERATORS = 8_000;

const BLANK = 1;
const WORD = 2;
const LINE = 3;
const QUOTE = 4;
const OPEN = 5;
const CLOSE = 6;
const TEMPLATE = 7;
const SEPARATOR = 8;
const OPERATOR = 9;

const [BACKTICK, DOLLAR, BRACE, BACKSLASH, SLASH, STAR, NEWLINE] = Array.from("`${\\/*\n", each => each.charCodeAt(0)) as [number, number, number, number, number, number, number];

/** The class of each ASCII character; all others count as parts of words. */
const classes = new Uint8Array(128);
for (const [characters, kind] of [
  [" \t\r\v\f", BLANK],
  ["abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$", WORD],
  ["\n", LINE],
  ["\"'", QUOTE],
  ["([{", OPEN],
  [")]}", CLOSE],
  ["`", TEMPLATE],
  [";,", SEPARATOR],
  ["+-*/%&|^!~?:=<>.", OPERATOR],
] as const)
  for (const each of characters) classes[each.charCodeAt(0)] = kind;

function classOf(code: number): number {
  return code < 128 ? classes[code]! : WORD;
}

/**
 * Whether a text nests brackets, or strings operators together in one statement, beyond any parser's stack. A look at the
 * characters only: a regular expression may mislead it for a while, but each closing bracket puts it right again.
 */
export function isTooDeep(text: string): boolean {
  if (text.length <= MOST_BRACKETS) return false;
  /** Open brackets, and the operators counted around each. */
  const open: number[] = [];
  const around: number[] = [];
  let count = 0;
  /** The class of the last character that was neither white space nor comment. */
  let last = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = classOf(code);
    switch (kind) {
      case BLANK:
        continue;
      case WORD:
        // Two words in a row, as in `typeof typeof x`.
        if (last === WORD) count++;
        while (classOf(text.charCodeAt(at + 1)) === WORD && at + 1 < text.length) at++;
        break;
      case LINE:
        if (endsStatement(last, text, at)) count = 0;
        continue;
      case QUOTE:
        at = endOfString(text, at, code);
        break;
      case OPEN:
        open.push(code);
        around.push(count);
        count = 0;
        break;
      case CLOSE: {
        const found = openerOf(open, code);
        if (found === -1) break;
        const opener = open[found]!;
        count = around[found]! + 1;
        open.length = around.length = found;
        if (opener === DOLLAR) at = skipTemplate(text, at, open, around);
        else if (opener === BRACE) count = goesOn(text, at) ? count : 0;
        break;
      }
      case TEMPLATE:
        at = skipTemplate(text, at, open, around);
        break;
      case SEPARATOR:
        count = goesOn(text, at) ? count + 1 : 0;
        break;
      case OPERATOR: {
        const next = code === SLASH ? text.charCodeAt(at + 1) : 0;
        if (next === SLASH || next === STAR) {
          const end = next === SLASH ? text.indexOf("\n", at) - 1 : text.indexOf("*/", at + 2) + 1;
          at = end <= 0 ? text.length : end;
          continue;
        }
        count++;
        break;
      }
      default:
    }
    last = kind;
    if (count > MOST_OPERATORS || open.length > MOST_BRACKETS) return true;
  }
  return false;
}

/** The nearest bracket that this one closes; a brace may end the hole of a template. */
function openerOf(open: readonly number[], closer: number): number {
  const opener = closer === 41 ? 40 : closer - 2;
  for (let at = open.length - 1; at >= 0; at--) if (open[at] === opener || (opener === BRACE && open[at] === DOLLAR)) return at;
  return -1;
}

/** A line that ends as a statement may, before one that begins as a statement does. */
function endsStatement(last: number, text: string, at: number): boolean {
  if (last === OPERATOR) return text[at - 1] === ">" && nextOf(text, at) === 60;
  return (last === WORD || last === CLOSE || last === QUOTE) && classOf(nextOf(text, at)) === WORD;
}

/** `else` goes on with the statement before it. */
function goesOn(text: string, at: number): boolean {
  return nextOf(text, at) === 101 && /^\s*else\b/.test(text.slice(at + 1, at + 200));
}

function nextOf(text: string, at: number): number {
  do at++;
  while (text.charCodeAt(at) <= 32);
  return text.charCodeAt(at);
}

function endOfString(text: string, start: number, quote: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote || code === NEWLINE) return at;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}

/** Skips the text of a template up to its end or into its next hole. */
function skipTemplate(text: string, start: number, open: number[], around: number[]): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKTICK) return at;
    if (code === BACKSLASH) at++;
    else if (code === DOLLAR && text.charCodeAt(at + 1) === BRACE) {
      open.push(DOLLAR);
      around.push(0);
      return at + 1;
    }
  }
  return text.length;
}
