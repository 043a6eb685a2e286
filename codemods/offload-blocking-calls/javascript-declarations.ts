import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { propertyName } from "../../src/languages/javascript/ast.ts";
import { flowOf, isExports, isModuleExports } from "./javascript-flow.ts";
import type { SourceFile } from "./javascript-files.ts";

/** Where a function is named: the declaration, or the whole export of its module. */
export interface Naming {
  readonly start: number;
  readonly name: string;
  /** It is a member of an object: any object of an unknown type may be that one. */
  readonly isMember: boolean;
}

/** The name of the function as its user wrote it, or the beginning of its text. */
export function nameOf(file: SourceFile, fn: FunctionNode): string {
  const at = file.factsOf(fn);
  const name = at === undefined ? undefined : file.unit.facts.functions[at]!.name;
  return name === undefined || name.startsWith("<") ? file.excerpt(fn) : name;
}

/** Where the function itself is named; undefined for one that only an expression holds. */
export function namingOf(file: SourceFile, fn: FunctionNode): Naming | undefined {
  if (fn.id != null && fn.type === "FunctionDeclaration") return { start: fn.id.start, name: fn.id.name, isMember: false };
  if (fn.type === "FunctionDeclaration") return { start: defaultKeyword(file, fn), name: "default", isMember: false };
  let at: Node = fn;
  for (;;) {
    const flow = flowOf(file.index, at);
    if (flow.kind === "name") return nameOfKey(file, flow.name, flow.member);
    if (flow.kind !== "value") return undefined;
    at = flow.node;
  }
}

/** The place and the name that a key, a variable or a default export goes by. */
export function nameOfKey(file: SourceFile, name: Node, isMember: boolean): Naming | undefined {
  if (name.type === "ExportDefaultDeclaration") return { start: defaultKeyword(file, name.declaration), name: "default", isMember: false };
  if (name.type === "PrivateIdentifier") return { start: name.start, name: name.name, isMember: false };
  const text = propertyName(name, false);
  const parent = file.index.parent(name);
  if (text === undefined || text.startsWith("[")) return undefined;
  const exported = parent?.type === "Property" && exportsAround(file, parent);
  return { start: name.start, name: text, isMember: isMember && !exported };
}

/** `module.exports = { load }`, `export default { load }`: the compiler knows who takes it. */
function exportsAround(file: SourceFile, property: Node): boolean {
  const holder = file.index.parent(property);
  const outer = holder === undefined ? undefined : file.index.parent(holder);
  return outer?.type === "ExportDefaultDeclaration" || (outer?.type === "AssignmentExpression" && outer.right === holder && (isModuleExports(outer.left) || (outer.left.type === "MemberExpression" && isExports(outer.left.object))));
}

function defaultKeyword(file: SourceFile, exported: Node): number {
  return file.index.text.lastIndexOf("default", exported.start);
}

/** The string that begins at an offset, or after its quote: the language service counts from there. */
export function literalAt(file: SourceFile, start: number): Node | undefined {
  return file.index.literalAt(start) ?? file.index.literalAt(start - 1);
}
