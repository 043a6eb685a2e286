import type { RawToken } from "./token.ts";

/**
 * Syntax that the parser does not know, put into words that it knows by tokens of no width: `except A, B:` (PEP 758) as
 * `except (A, B):`, and `x[*a]` as `x[*a,]`, which is what it means.
 */
export function mendTokens(tokens: RawToken[]): RawToken[] {
  const inserted: [at: number, token: RawToken][] = [];
  for (let index = 0; index < tokens.length; index++) {
    const { type } = tokens[index]!;
    if (type === "EXCEPT") inserted.push(...parenthesized(tokens, index));
    else if (type === "STAR" && isSubscriptStart(tokens, index - 1)) inserted.push(...closedByComma(tokens, index));
  }
  if (inserted.length === 0) return tokens;
  inserted.sort(([a], [b]) => a - b);
  const result: RawToken[] = [];
  let done = 0;
  for (const [at, token] of inserted) {
    result.push(...tokens.slice(done, at), token);
    done = at;
  }
  return [...result, ...tokens.slice(done)];
}

const OPENING: ReadonlySet<string> = new Set(["LPAR", "LSQB", "LBRACE"]);
const CLOSING: ReadonlySet<string> = new Set(["RPAR", "RSQB", "RBRACE"]);

function parenthesized(tokens: readonly RawToken[], keyword: number): [number, RawToken][] {
  const first = keyword + (tokens[keyword + 1]?.type === "STAR" ? 2 : 1);
  const { end, comma } = clause(tokens, first, "COLON");
  if (!comma || end <= first) return [];
  return [
    [first, { ...startOf(tokens[first]!), type: "LPAR", value: "(" }],
    [end, { ...endOf(tokens[end - 1]!), type: "RPAR", value: ")" }],
  ];
}

/** A `[` behind a value is a subscript, not a list. */
function isSubscriptStart(tokens: readonly RawToken[], index: number): boolean {
  if (tokens[index]?.type !== "LSQB") return false;
  const before = tokens[index - 1]?.type;
  return before !== undefined && (before === "NAME" || before === "STRING" || CLOSING.has(before));
}

function closedByComma(tokens: readonly RawToken[], star: number): [number, RawToken][] {
  const { end, comma } = clause(tokens, star, "RSQB");
  return comma || end <= star ? [] : [[end, { ...endOf(tokens[end - 1]!), type: "COMMA", value: "," }]];
}

/** Where the clause ends, and whether it holds a comma outside of brackets. */
function clause(tokens: readonly RawToken[], start: number, stop: "COLON" | "RSQB"): { end: number; comma: boolean } {
  let depth = 0;
  let comma = false;
  for (let index = start; index < tokens.length; index++) {
    const { type } = tokens[index]!;
    if (depth === 0 && type === stop) return { end: index, comma };
    if (type === "NEWLINE" || (depth === 0 && type === "AS")) break;
    if (OPENING.has(type)) depth++;
    else if (CLOSING.has(type)) depth--;
    else if (type === "COMMA" && depth === 0) comma = true;
  }
  return { end: -1, comma };
}

function startOf(token: RawToken): RawToken {
  return { ...token, end_lineno: token.lineno, end_col_offset: token.col_offset };
}

function endOf(token: RawToken): RawToken {
  return { ...token, lineno: token.end_lineno, col_offset: token.end_col_offset };
}
