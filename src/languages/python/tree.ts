import type { Range } from "../../model/text.ts";
import type { LineMap } from "./lines.ts";
import type { LocatedNode, Module } from "./nodes.ts";
import { Tokenizer } from "./tokens/tokenizer.ts";

/** A token of the text with its UTF-16 offsets. */
export interface Token extends Range {
  /** `NAME`, `STRING` (a whole f-string is one), `NUMBER`, `NEWLINE`, `INDENT`, `DEDENT`, `COMMENT`, `DEF`, `LPAR`, …; not `EOF`. */
  readonly type: string;
  readonly text: string;
}

/** A parsed Python file: the syntax tree and the way from its nodes to the text. All offsets are UTF-16 offsets of `text`. */
export class PythonTree {
  readonly text: string;
  readonly module: Module;
  readonly #lines: LineMap;
  #tokens: Token[] | undefined;

  constructor(text: string, module: Module, lines: LineMap) {
    this.text = text;
    this.module = module;
    this.#lines = lines;
  }

  /** Where the node starts. A decorated function starts at its `def`, see {@link definitionStart}; parentheses around do not count. */
  start(node: LocatedNode): number {
    return this.#lines.offset(node.lineno, node.col_offset);
  }

  end(node: LocatedNode): number {
    return this.#lines.offset(node.end_lineno ?? node.lineno, node.end_col_offset ?? node.col_offset);
  }

  range(node: LocatedNode): Range {
    return { start: this.start(node), end: this.end(node) };
  }

  /** The node as written. */
  source(node: LocatedNode): string {
    return this.text.slice(this.start(node), this.end(node));
  }

  /** The start of a function or class with its decorators: the first `@`, else `def`, `async` or `class`. */
  definitionStart(node: LocatedNode & { readonly decorator_list: readonly LocatedNode[] }): number {
    const [first] = node.decorator_list;
    return first ? this.text.lastIndexOf("@", this.start(first)) : this.start(node);
  }

  /** The name of a `def`, `async def` or `class` statement. */
  nameRange(node: LocatedNode & { readonly name: string }): Range {
    const start = this.start(node);
    const keyword = node.nodeType === "AsyncFunctionDef" ? this.text.indexOf("def", start + "async".length) : start;
    const name = this.text.indexOf(node.name, keyword + "def".length + (node.nodeType === "ClassDef" ? 2 : 0));
    // A name that Python writes in another form than the text is not found.
    return name < 0 ? { start, end: start + "def".length } : { start: name, end: name + node.name.length };
  }

  /** All tokens in order, comments included. Made on first use. */
  tokens(): readonly Token[] {
    this.#tokens ??= new Tokenizer(withoutMark(this.text).replace(/\r\n?/g, "\n"), { comments: true })
      .tokenize()
      .filter(token => token.type !== "EOF")
      .map(token => {
        const start = this.#lines.offset(token.lineno, token.col_offset);
        const end = this.#lines.offset(token.end_lineno, token.end_col_offset);
        return { type: token.type, text: this.text.slice(start, end), start, end };
      });
    return this.#tokens;
  }

  /** The comments in order; `text` starts with `#`. */
  comments(): readonly Token[] {
    if (!this.text.includes("#")) return [];
    return this.tokens().filter(token => token.type === "COMMENT");
  }
}

/** The text without a byte order mark, which is no part of the program. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
