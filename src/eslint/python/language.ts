import type { File, Language, OkParseResult, ParseResult } from "@eslint/core";

import { VISITOR_KEYS, type Module } from "../../languages/python/nodes.ts";
import { parsePythonOnce } from "../../languages/python/parse-once.ts";
import type { PythonTree } from "../../languages/python/tree.ts";
import { lineStarts, positionAt } from "../../model/text.ts";
import { PythonSourceCode } from "./source-code.ts";

export interface PythonLanguageOptions extends Record<string, unknown> {
  /** Files without an `async def` are not parsed: faster, but blind to their syntax errors and to coroutines that they drop. */
  readonly skipFilesWithoutAsync?: boolean;
}

interface Types {
  LangOptions: PythonLanguageOptions;
  Code: PythonSourceCode;
  RootNode: Module;
  Node: unknown;
}

const ASYNC_DEF = /\basync(?:\s|\\\r?\n)+def\b/;

/** Configuration objects without `files` bring these to every language, as those of typescript-eslint do. */
const OF_JAVASCRIPT = new Set(["ecmaVersion", "sourceType", "globals", "parser", "parserOptions"]);

/** What `parse` hands over beside the tree's root. */
interface Parsed extends OkParseResult<Module> {
  readonly tree: PythonTree;
}

/** Python for ESLint: `language: "funcfix/python"`. */
export const pythonLanguage: Language<Types> = {
  fileType: "text",
  lineStart: 1,
  columnStart: 0,
  nodeTypeKey: "nodeType",
  visitorKeys: Object.fromEntries(Object.entries(VISITOR_KEYS).map(([type, keys]) => [type, [...keys]])),
  defaultLanguageOptions: { skipFilesWithoutAsync: false },

  validateLanguageOptions(options) {
    for (const [name, value] of Object.entries(options)) {
      if (OF_JAVASCRIPT.has(name)) continue;
      if (name !== "skipFilesWithoutAsync") throw new TypeError(`The language funcfix/python has no option \`${name}\`. It has \`skipFilesWithoutAsync\`.`);
      if (typeof value !== "boolean") throw new TypeError("The option `skipFilesWithoutAsync` must be true or false.");
    }
  },

  parse(file, { languageOptions }): ParseResult<Module> {
    const text = textOf(file);
    const skipped = languageOptions.skipFilesWithoutAsync === true && !(text.includes("async") && ASYNC_DEF.test(text));
    const { tree, error } = parsePythonOnce(skipped ? "" : text);
    if (error === undefined) return { ok: true, ast: tree.module, tree } as Parsed;
    const { line, column } = positionAt(lineStarts(text), error.offset);
    return { ok: false, errors: [{ message: error.message, line, column }] };
  },

  createSourceCode(file, input) {
    return new PythonSourceCode(textOf(file), input.ast, (input as Parsed).tree);
  },
};

function textOf({ body }: File): string {
  return typeof body === "string" ? body : new TextDecoder().decode(body);
}
