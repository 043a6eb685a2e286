import type { FunctionNode, Node } from "../ast.ts";
import { propertyName } from "../ast.ts";
import type { TextEdits } from "./text-edits.ts";
import type { TreeIndex } from "./tree-index.ts";

/** Why a function cannot become async by its own form, as the end of a sentence; undefined when it can. */
export function asyncTrouble(index: TreeIndex, fn: FunctionNode): string | undefined {
  if (fn.generator) return "it is a generator, which cannot await";
  const parent = index.parent(fn);
  if (parent?.type === "MethodDefinition" || parent?.type === "Property") {
    if (parent.kind === "constructor") return "it is a constructor, which cannot await";
    if (parent.kind === "get" || parent.kind === "set") return `it is a ${parent.kind}ter, which cannot await`;
    if (propertyName(parent.key, parent.computed)?.startsWith("[") === true) return "its name makes it part of a protocol of the language, which calls it without awaiting";
  }
  if (fn.returnType?.typeAnnotation.type === "TSTypePredicate") return "it tells a type by its result (`x is T`), which a promise cannot";
  return undefined;
}

/** Writes `async` before a function, and `Promise<…>` around its return type. */
export function makeAsync(index: TreeIndex, fn: FunctionNode, edits: TextEdits): void {
  const parent = index.parent(fn);
  edits.open(asyncPlace(index, fn, parent), "async ", fn.end - fn.start);
  const type = fn.returnType?.typeAnnotation;
  if (type != null && !isPromise(type)) wrapType(type, "Promise", edits);
}

/** Puts a type in another one: `T` in `Promise<T>`. */
export function wrapType(type: Node, wrapper: "Promise" | "Awaited", edits: TextEdits): void {
  edits.open(type.start, `${wrapper}<`, type.end - type.start);
  edits.close(type.end, ">", type.end - type.start);
}

function asyncPlace(index: TreeIndex, fn: FunctionNode, parent: Node | undefined): number {
  const isMethod = (parent?.type === "MethodDefinition" && parent.value === fn) || (parent?.type === "Property" && parent.value === fn && parent.method);
  if (!isMethod) return fn.start;
  if (!parent.computed) return parent.key.start;
  return index.text.lastIndexOf("[", parent.key.start);
}

function isPromise(type: Node): boolean {
  return type.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "Promise";
}
