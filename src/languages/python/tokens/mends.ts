import type { RawToken } from "./token.ts";

/** A token without width to put before a place, or the place of one to leave out. */
interface TokenChange {
  readonly at: number;
  readonly insert?: RawToken;
}

export interface MendedTokens {
  readonly tokens: RawToken[];
  /** The tokens behind `async for` where the parser must not see the `async`. */
  readonly asyncTargets: readonly RawToken[];
}

const OPENING: ReadonlySet<string> = new Set(["LPAR", "LSQB", "LBRACE"]);
const CLOSING: ReadonlySet<string> = new Set(["RPAR", "RSQB", "RBRACE"]);
const OPEN_TUPLES: ReadonlySet<string> = new Set(["match", "case"]);
const LINE_START: ReadonlySet<string> = new Set(["NEWLINE", "INDENT", "DEDENT"]);

/** Puts syntax that the parser does not know into words that it knows, and leaves all places as they are. */
export function mendTokens(tokens: RawToken[]): MendedTokens {
  const changes: TokenChange[] = [];
  const asyncTargets: RawToken[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const { type } = tokens[index]!;
    if (type === "EXCEPT") changes.push(...exceptWithoutParentheses(tokens, index));
    else if (type === "STAR") changes.push(...starredSubscript(tokens, index));
    else if (type === "DEL") changes.push(...deleteWithComma(tokens, index));
    else if (type === "NAME" && OPEN_TUPLES.has(tokens[index]!.value)) changes.push(...openTuple(tokens, index));
    else if (type === "ASYNC" && isInBraces(tokens, index)) {
      changes.push({ at: index });
      asyncTargets.push(tokens[index + 2]!);
    }
  }
  return { tokens: changes.length === 0 ? tokens : changed(tokens, changes), asyncTargets };
}

function changed(tokens: readonly RawToken[], changes: TokenChange[]): RawToken[] {
  const result: RawToken[] = [];
  let done = 0;
  for (const { at, insert } of changes.sort((a, b) => a.at - b.at)) {
    for (; done < at; done++) result.push(tokens[done]!);
    if (insert) result.push(insert);
    else done++;
  }
  for (; done < tokens.length; done++) result.push(tokens[done]!);
  return result;
}

/** `except A, B:` (PEP 758) means `except (A, B):`. */
function exceptWithoutParentheses(tokens: readonly RawToken[], keyword: number): TokenChange[] {
  const first = keyword + (tokens[keyword + 1]?.type === "STAR" ? 2 : 1);
  const { end, comma } = clause(tokens, first, "COLON");
  return comma ? parenthesized(tokens, first, end) : [];
}

/** `match a, b:` and `case a, *rest:` mean `match (a, b):` and `case (a, *rest):`. Elsewhere the words are names. */
function openTuple(tokens: readonly RawToken[], keyword: number): TokenChange[] {
  if (!LINE_START.has(tokens[keyword - 1]?.type ?? "")) return [];
  const { end, comma } = clause(tokens, keyword + 1, "COLON", "IF", "EQUAL");
  const stop = tokens[end]?.type;
  return comma && (stop === "IF" || stop === "COLON") && end > keyword + 1 ? parenthesized(tokens, keyword + 1, end) : [];
}

/** `x[*a]` means `x[*a,]`. A `[` behind a value is a subscript, not a list. */
function starredSubscript(tokens: readonly RawToken[], star: number): TokenChange[] {
  const before = tokens[star - 2]?.type ?? "";
  if (tokens[star - 1]?.type !== "LSQB" || !(before === "NAME" || before === "STRING" || CLOSING.has(before))) return [];
  if (isDefined(tokens, star - 2)) return [];
  const { end, comma } = clause(tokens, star, "RSQB");
  return comma || end < 0 ? [] : [{ at: end, insert: { ...endOf(tokens[end - 1]!), type: "COMMA", value: "," } }];
}

/** The name of a `def`, a class or a type alias: what follows in brackets are its type parameters. */
function isDefined(tokens: readonly RawToken[], name: number): boolean {
  const before = tokens[name - 1];
  return before?.type === "DEF" || before?.type === "CLASS" || (before?.type === "NAME" && before.value === "type");
}

/** `del x,` means `del x`. */
function deleteWithComma(tokens: readonly RawToken[], keyword: number): TokenChange[] {
  const { end } = clause(tokens, keyword + 1, "NEWLINE", "SEMI");
  return end > 0 && tokens[end - 1]!.type === "COMMA" ? [{ at: end - 1 }] : [];
}

/** `{x async for x in y}`: the parser knows `async` at the start of other comprehensions only. */
function isInBraces(tokens: readonly RawToken[], index: number): boolean {
  if (tokens[index + 1]?.type !== "FOR") return false;
  let depth = 0;
  for (let before = index - 1; before >= 0; before--) {
    const { type } = tokens[before]!;
    if (CLOSING.has(type)) depth++;
    else if (OPENING.has(type) && depth-- === 0) return type === "LBRACE";
  }
  return false;
}

/** Where the clause ends (-1 if it does not), and whether it holds a comma outside of brackets. */
function clause(tokens: readonly RawToken[], start: number, ...stops: string[]): { end: number; comma: boolean } {
  let depth = 0;
  let comma = false;
  for (let index = start; index < tokens.length; index++) {
    const { type } = tokens[index]!;
    if (depth === 0 && stops.includes(type)) return { end: index, comma };
    if (type === "NEWLINE") break;
    if (OPENING.has(type)) depth++;
    else if (CLOSING.has(type)) depth--;
    else if (type === "COMMA" && depth === 0) comma = true;
  }
  return { end: -1, comma: false };
}

function parenthesized(tokens: readonly RawToken[], first: number, end: number): TokenChange[] {
  return [
    { at: first, insert: { ...startOf(tokens[first]!), type: "LPAR", value: "(" } },
    { at: end, insert: { ...endOf(tokens[end - 1]!), type: "RPAR", value: ")" } },
  ];
}

function startOf(token: RawToken): RawToken {
  return { ...token, end_lineno: token.lineno, end_col_offset: token.col_offset };
}

function endOf(token: RawToken): RawToken {
  return { ...token, lineno: token.end_lineno, col_offset: token.end_col_offset };
}
