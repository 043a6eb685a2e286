import { findNodeAtLocation, parseTree, printParseErrorCode, type JSONPath, type Node, type ParseError } from "jsonc-parser";

import type { Range } from "../../model/text.ts";

/** A JSON file with comments allowed. What is readable of a broken one is read. */
export interface JsonDocument {
  readonly path: string;
  readonly text: string;
  readonly tree: Node | undefined;
  readonly problem: { readonly message: string; readonly offset: number } | null;
}

export function parseDocument(path: string, text: string): JsonDocument {
  const errors: ParseError[] = [];
  // A BOM is no part of JSON; a blank in its place keeps the offsets.
  const tree = parseTree(text.replace(/^\uFEFF/, " "), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) return { path, text, tree, problem: { message: sentence(printParseErrorCode(first.error)), offset: first.offset } };
  if (tree === undefined) return { path, text, tree, problem: { message: "the file is empty", offset: 0 } };
  return { path, text, tree, problem: tree.type === "object" ? null : { message: "the file holds no object", offset: 0 } };
}

/** A value in a document and the range it stands at. */
export interface Located {
  readonly value: unknown;
  readonly range: Range;
}

export function valueAt(document: JsonDocument | null, path: JSONPath): Located | null {
  const node = document?.tree === undefined ? undefined : findNodeAtLocation(document.tree, path);
  if (node === undefined) return null;
  return { value: node.type === "object" || node.type === "array" ? node.type : node.value, range: rangeOf(node) };
}

/** The properties of an object in a document, with the places of key and value. */
export function propertiesAt(document: JsonDocument | null, path: JSONPath): { readonly name: string; readonly key: Range; readonly value: Node }[] {
  const node = document?.tree === undefined ? undefined : findNodeAtLocation(document.tree, path);
  if (node?.type !== "object") return [];
  return (node.children ?? []).flatMap(({ children }) => {
    const [key, value] = children ?? [];
    return key === undefined || value === undefined ? [] : [{ name: String(key.value), key: rangeOf(key), value }];
  });
}

export function rangeOf(node: Node): Range {
  return { start: node.offset, end: node.offset + node.length };
}

function sentence(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
