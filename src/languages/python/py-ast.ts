import { createRequire } from "node:module";

import type * as PyAst from "py-ast";
import type { Lexer, Module } from "py-ast";
import { walkNodes, type Comprehension } from "./nodes.ts";
import { mendTokens } from "./tokens/mends.ts";
import type { RawToken } from "./tokens/token.ts";
import { Tokenizer } from "./tokens/tokenizer.ts";

/** What the parse that is going on has asked for: the first tokens are the file's, others those of f-string fields. */
let running: { asked: number; asyncTargets: readonly RawToken[] } | null = null;
/** Loaded with the first Python file: an app without one need not wait for it. */
let pyAst: typeof PyAst | undefined;

type Token = ReturnType<Lexer["tokenize"]>[number];

/**
 * Parses with py-ast, on tokens of our own tokenizer. py-ast makes its tokenizer itself, so its method is replaced, once;
 * whoever else uses py-ast in the same process still gets the original. Throws the parser's errors and `TokenError`.
 */
export function parseTokens(text: string): Module {
  const { parse } = (pyAst ??= install());
  const parsing = (running = { asked: 0, asyncTargets: [] as readonly RawToken[] });
  try {
    const module = parse(text);
    if (parsing.asyncTargets.length > 0) markAsync(module, parsing.asyncTargets);
    return module;
  } finally {
    running = null;
  }
}

function install(): typeof PyAst {
  const loaded = createRequire(import.meta.url)("py-ast") as typeof PyAst;
  const { prototype } = loaded.Lexer;
  const original = Object.getOwnPropertyDescriptor(prototype, "tokenize")!.value as Lexer["tokenize"];
  prototype.tokenize = function (this: Lexer) {
    if (running === null) return original.call(this);
    const nested = running.asked++ > 0;
    const { tokens, asyncTargets } = mendTokens(new Tokenizer(this["source"], { nested }).tokenize());
    if (!nested) running.asyncTargets = asyncTargets;
    // Our token types are the values of py-ast's enumeration.
    return tokens as Token[];
  };
  return loaded;
}

/** Gives comprehensions the `async` back that the parser could not be shown. */
function markAsync(module: Module, targets: readonly RawToken[]): void {
  const places = new Set(targets.map(token => `${token.lineno}:${token.col_offset}`));
  walkNodes(module, node => {
    if (node.nodeType !== "Comprehension") return;
    const { target } = node as Comprehension;
    if (places.has(`${target.lineno}:${target.col_offset}`)) (node as Comprehension).is_async = 1;
  });
}
