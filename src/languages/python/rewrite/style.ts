import type { PythonTree } from "../tree.ts";

/** How a file is written: what new code in it has to look like. */
export interface Style {
  readonly quote: '"' | "'";
  readonly indent: string;
  readonly newline: "\n" | "\r\n";
  /** Characters that a line may have. */
  readonly width: number;
}

export const DEFAULT_STYLE: Style = { quote: '"', indent: "    ", newline: "\n", width: 88 };

/** However long a file's lines are, new ones end here. */
const WIDEST = 120;

/**
 * The style of a file, read from its tokens: the quote used most, the first indentation, the first line end. `width` is
 * what the project's formatter is set to; without it the file's longest line says what its people accept.
 */
export function styleOf(tree: PythonTree, width: number | undefined): Style {
  let single = 0;
  let double = 0;
  let indent: string | undefined;
  for (const token of tree.tokens()) {
    if (token.type === "STRING") {
      const quote = /^[a-zA-Z]*(['"])(?!\1\1)/.exec(token.text)?.[1];
      if (quote === "'") single++;
      else if (quote === '"') double++;
    } else if (token.type === "INDENT") indent ??= /^[ \t]+/.exec(token.text)?.[0];
  }
  return {
    quote: single > double ? "'" : '"',
    indent: indent ?? DEFAULT_STYLE.indent,
    newline: /\r?\n/.exec(tree.text)?.[0] === "\r\n" ? "\r\n" : "\n",
    width: width ?? widthOf(tree.text),
  };
}

function widthOf(text: string): number {
  const longest = Math.max(...text.split(/\r?\n/).map(line => line.length));
  return Math.min(WIDEST, Math.max(DEFAULT_STYLE.width, longest));
}
