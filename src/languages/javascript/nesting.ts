/**
 * Limits far above what people and generators write, and far below what overflows the native stack of the parser, which
 * would end the process: on a stack of 1 MB (Windows) it bears 1,250 brackets or 2,500 arrows.
 */
const MOST_BRACKETS = 1_000;
const MOST_OPERATORS = 8_000;

const TEMPLATE = 96;
const HOLE = 36;
const openerOf: Readonly<Record<number, number>> = { 41: 40, 93: 91, 125: 123 };
const operators = new Set(Array.from("+-*/%&|^!~?:=<>.", each => each.charCodeAt(0)));

/**
 * Whether a text nests brackets, or strings operators together in one statement, beyond any parser's stack. A look at the
 * characters only: a regular expression may mislead it for a while, but each closing bracket puts it right again.
 */
export function isTooDeep(text: string): boolean {
  return text.length > MOST_BRACKETS && new Scan(text).exceeds();
}

class Scan {
  readonly #text: string;
  /** Open brackets, and the operators counted around each. */
  readonly #open: number[] = [];
  readonly #outer: number[] = [];
  #count = 0;
  #at = 0;
  /** The last character that was neither white space nor comment. */
  #last = 0;

  constructor(text: string) {
    this.#text = text;
  }

  exceeds(): boolean {
    const text = this.#text;
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === 32 || code === 9 || code === 13) continue;
      if (isWord(code)) this.#word();
      else if (code === 10) this.#line();
      else if (code === 34 || code === 39) this.#string(code);
      else if (code === 40 || code === 91 || code === 123) this.#enter(code);
      else if (code === 41 || code === 93 || code === 125) this.#leave(openerOf[code]!);
      else if (code === TEMPLATE) this.#template();
      else if (code === 59 || code === 44) this.#statement();
      else if (code === 47 && this.#comment()) continue;
      else if (operators.has(code)) this.#count++;
      this.#last = code;
      if (this.#open.length > MOST_BRACKETS || this.#count > MOST_OPERATORS) return true;
    }
    return false;
  }

  /** Two words in a row, as in `typeof typeof x`. */
  #word(): void {
    const text = this.#text;
    if (isWord(this.#last)) this.#count++;
    while (isWord(text.charCodeAt(this.#at + 1))) this.#at++;
  }

  /** A line that ends as a statement may, before one that begins as a statement does. */
  #line(): void {
    const next = this.#next();
    const ended = isWord(this.#last) || this.#last === 41 || this.#last === 93 || this.#last === 34 || this.#last === 39;
    if ((ended && (isWord(next) || next === 123 || next === 64)) || (this.#last === 62 && next === 60)) this.#count = 0;
  }

  #string(quote: number): void {
    const text = this.#text;
    for (this.#at++; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === quote || code === 10) return;
      if (code === 92) this.#at++;
    }
  }

  #enter(opener: number): void {
    this.#open.push(opener);
    this.#outer.push(this.#count);
    this.#count = 0;
  }

  #leave(opener: number): void {
    const hole = opener === 123 ? this.#open.lastIndexOf(HOLE) : -1;
    const found = Math.max(this.#open.lastIndexOf(opener), hole);
    if (found === -1) return;
    this.#count = this.#outer[found]! + 1;
    this.#open.length = found;
    this.#outer.length = found;
    if (found === hole) this.#template();
    else if (opener === 123) this.#statement();
  }

  /** `else` goes on with the statement before it. */
  #statement(): void {
    const next = this.#next();
    if (next === 101 && /^\s*else\b/.test(this.#text.slice(this.#at + 1, this.#at + 200))) this.#count++;
    else this.#count = 0;
  }

  /** Skips the text of a template up to its end or its next hole. */
  #template(): void {
    const text = this.#text;
    for (this.#at++; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === TEMPLATE) return;
      if (code === 92) this.#at++;
      else if (code === HOLE && text.charCodeAt(this.#at + 1) === 123) {
        this.#at++;
        return this.#enter(HOLE);
      }
    }
  }

  #comment(): boolean {
    const next = this.#text.charCodeAt(this.#at + 1);
    if (next !== 47 && next !== 42) return false;
    const end = next === 47 ? this.#text.indexOf("\n", this.#at) : this.#text.indexOf("*/", this.#at + 2) + 1;
    this.#at = end <= 0 ? this.#text.length : next === 47 ? end - 1 : end;
    return true;
  }

  #next(): number {
    let at = this.#at + 1;
    while (at < this.#text.length && this.#text.charCodeAt(at) <= 32) at++;
    return this.#text.charCodeAt(at);
  }
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36 || code > 127;
}
