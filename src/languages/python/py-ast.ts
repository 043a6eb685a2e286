import { Lexer, parse, type Module } from "py-ast";
import { mendTokens } from "./tokens/mends.ts";
import { Tokenizer } from "./tokens/tokenizer.ts";

/** How many tokenizers the parse that is going on has asked for: the first reads the file, others the fields of f-strings. */
let asked: number | null = null;
let installed = false;

type Token = ReturnType<Lexer["tokenize"]>[number];

/**
 * Parses with py-ast, on tokens of our own tokenizer. py-ast makes its tokenizer itself, so its method is replaced, once;
 * whoever else uses py-ast in the same process still gets the original.
 */
export function parseTokens(text: string): Module {
  if (!installed) install();
  asked = 0;
  try {
    return parse(text);
  } finally {
    asked = null;
  }
}

function install(): void {
  installed = true;
  const original = Object.getOwnPropertyDescriptor(Lexer.prototype, "tokenize")!.value as Lexer["tokenize"];
  Lexer.prototype.tokenize = function (this: Lexer) {
    if (asked === null) return original.call(this);
    const nested = asked++ > 0;
    // Our token types are the values of py-ast's enumeration.
    return mendTokens(new Tokenizer(this["source"], { nested }).tokenize()) as Token[];
  };
}
