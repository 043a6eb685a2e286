import { parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";

import type { Json } from "../model/app.ts";

/** A problem in a JSON file, for people: one sentence and the offset it points at. */
export interface JsonProblem {
  readonly message: string;
  readonly offset: number;
}

export interface JsonFile {
  /** Undefined when the text is broken. */
  readonly value: Json | undefined;
  readonly tree: Node | undefined;
  readonly problems: readonly JsonProblem[];
}

/**
 * Reads JSON as the Functions host does: comments, trailing commas, a BOM and no-break spaces are allowed. Offsets
 * refer to the original text.
 */
export function readJson(text: string): JsonFile {
  const errors: ParseError[] = [];
  const tree = parseTree(plainWhiteSpace(text), errors, { allowTrailingComma: true });
  const problems = errors.map(error => ({ message: `${sentence(printParseErrorCode(error.error))}.`, offset: error.offset }));
  if (tree === undefined && problems.length === 0) problems.push({ message: "The file is empty.", offset: 0 });
  return { value: tree === undefined || problems.length > 0 ? undefined : valueOf(tree), tree, problems };
}

/** Every own key becomes a plain property, `__proto__` too: a file must not reach into our objects. */
function valueOf(node: Node): Json {
  switch (node.type) {
    case "object":
      return Object.fromEntries((node.children ?? []).map(property => {
        const [key, value] = property.children!;
        return [String(key!.value), valueOf(value!)];
      }));
    case "array":
      return (node.children ?? []).map(valueOf);
    default:
      return node.value as Json;
  }
}

export function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a key in any case, as Newtonsoft matches property names; the exact spelling wins. */
export function property(record: { readonly [key: string]: Json }, name: string): Json | undefined {
  if (Object.hasOwn(record, name)) return record[name];
  const wanted = name.toLowerCase();
  return Object.entries(record).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

const STRING_OR_COMMENT = /"(?:[^"\\]|\\[^])*"|\/\/[^\n\r]*|\/\*[^]*?\*\//g;

/** The same length, so that offsets stay: a BOM and exotic spaces between tokens become blanks. */
function plainWhiteSpace(text: string): string {
  if (!/[\uFEFF\u00A0\u2000-\u200B\u2028\u2029\u202F\u3000]/.test(text)) return text;
  const blank = (part: string): string => part.replace(/[\uFEFF\u00A0\u2000-\u200B\u2028\u2029\u202F\u3000]/g, " ");
  let result = "";
  let done = 0;
  for (const match of text.matchAll(STRING_OR_COMMENT)) {
    result += blank(text.slice(done, match.index)) + match[0];
    done = match.index + match[0].length;
  }
  return result + blank(text.slice(done));
}

function sentence(code: string): string {
  const words = code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
