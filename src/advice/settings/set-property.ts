import { applyEdits, findNodeAtLocation, modify, parseTree, type FormattingOptions, type JSONPath, type Node } from "jsonc-parser";

/** A comment behind a value, to the end of its line; before it a comma that nothing follows. */
const trailingComment = /^([ \t]*,)?([ \t]*(?:\/\/[^\r\n]*|\/\*[^]*?\*\/[ \t]*(?=\r?\n)))/;

/**
 * Sets a property in the text of a JSON file, or removes it (`undefined`); comments, order and layout stay. A comment
 * behind the last property keeps its line when another property comes after it.
 */
export function setProperty(text: string, path: JSONPath, value: unknown, formattingOptions: FormattingOptions): string {
  if (value === undefined) return removeProperty(text, path, formattingOptions);
  const edit = (from: string): string => applyEdits(from, modify(from, path, value, { formattingOptions }));
  const end = endOfLastProperty(text, path);
  const match = end === null ? null : trailingComment.exec(text.slice(end));
  if (end === null || match === null) return edit(text);
  const [whole, , comment = ""] = match;
  const result = edit(text.slice(0, end) + text.slice(end + whole.length));
  return result[end] === "," ? result.slice(0, end + 1) + comment + result.slice(end + 1) : edit(text);
}

/** Where a comma follows the last property, jsonc-parser would leave it alone in its place. */
function removeProperty(text: string, path: JSONPath, formattingOptions: FormattingOptions): string {
  const property = findNodeAtLocation(parse(text), path)?.parent;
  if (property === undefined) return text;
  const end = property.offset + property.length;
  const comma = /^\s*,/.exec(text.slice(end));
  const isLast = property.parent?.children?.at(-1) === property;
  if (!isLast || comma === null) return applyEdits(text, modify(text, path, undefined, { formattingOptions }));
  const lineStart = text.lastIndexOf("\n", property.offset) + 1;
  const start = text.slice(lineStart, property.offset).trim() === "" ? lineStart : property.offset;
  const rest = text.slice(end + comma[0].length);
  return text.slice(0, start) + (start === lineStart ? rest.replace(/^[ \t]*\r?\n/, "") : rest);
}

/** Where the last property ends of the object that is to get a new one; null when the property is there, or the object is empty. */
function endOfLastProperty(text: string, path: JSONPath): number | null {
  const root = parse(text);
  if (findNodeAtLocation(root, path) !== undefined) return null;
  let parent: Node | undefined;
  for (let length = path.length - 1; length >= 0 && parent === undefined; length--) parent = length === 0 ? root : findNodeAtLocation(root, path.slice(0, length));
  const last = parent?.type === "object" ? parent.children?.at(-1) : undefined;
  return last === undefined ? null : last.offset + last.length;
}

/** The text must hold an object. A BOM is no part of JSON; a blank in its place keeps the offsets. */
function parse(text: string): Node {
  return parseTree(text.replace(/^\uFEFF/, " "), [], { allowTrailingComma: true })!;
}
