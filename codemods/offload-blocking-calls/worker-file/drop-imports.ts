import type { Node } from "../../../src/languages/javascript/ast.ts";
import { isDeclaration, usesOf } from "../../../src/languages/javascript/rewrite/names.ts";
import { indexOf, type TreeIndex } from "../../../src/languages/javascript/rewrite/tree-index.ts";
import { applyEdits, type Edit } from "../../../src/model/change.ts";
import { lineRange } from "./statement-text.ts";

interface Imported {
  readonly local: string;
  readonly at: Node;
  readonly statement: Node;
  /** The list in braces that holds it. */
  readonly list?: readonly Node[];
  readonly item?: Node;
}

/** Takes imports away that a file used before and does not use any more; those that nothing used before stay. Undefined when it does not parse. */
export function dropUnusedImports(before: string, text: string, path: string): string | undefined {
  const [old, now] = [indexOf(before, path), indexOf(text, path)];
  if (old === undefined || now === undefined) return undefined;
  const imports = importsOf(now);
  const gone = imports.filter(({ local }) => !isUsed(now, local) && isUsed(old, local));
  const edits = [...new Set(gone.map(({ statement }) => statement))].flatMap(statement => {
    const dropped = gone.filter(each => each.statement === statement);
    const all = imports.filter(each => each.statement === statement);
    return dropped.length === all.length ? [{ ...lineRange(text, statement), text: "" }] : partEdits(now, dropped, all);
  });
  return applyEdits(text, edits);
}

function partEdits(index: TreeIndex, dropped: readonly Imported[], all: readonly Imported[]): Edit[] {
  const { text } = index;
  const list = all.find(each => each.list !== undefined)?.list ?? [];
  const items = new Set(dropped.flatMap(({ item }) => item ?? []));
  const beside = dropped.find(({ item }) => item === undefined);
  const edits: Edit[] = [];
  if (beside !== undefined && list.length > 0) edits.push({ start: beside.at.start, end: text.lastIndexOf("{", list[0]!.start), text: "" });
  const kept = list.filter(each => !items.has(each));
  if (kept.length === 0 && items.size > 0) {
    const own = all.find(({ item }) => item === undefined)!;
    edits.push({ start: own.at.end, end: text.indexOf("}", list.at(-1)!.end) + 1, text: "" });
    return edits;
  }
  const last = kept.at(-1);
  if (last === undefined) return edits;
  if (items.has(list.at(-1)!)) edits.push({ start: last.end, end: list.at(-1)!.end, text: "" });
  list.forEach((item, at) => {
    if (items.has(item) && item.start < last.start) edits.push({ start: item.start, end: list[at + 1]!.start, text: "" });
  });
  return edits;
}

function isUsed(index: TreeIndex, name: string): boolean {
  return usesOf(index, name).some(node => !isDeclaration(index, node) && index.parent(node)?.type !== "ImportSpecifier");
}

/** Every name that an import or a `require` statement at module level binds, types too. */
function importsOf({ program, text }: TreeIndex): Imported[] {
  return program.body.flatMap((statement): Imported[] => {
    if (statement.type === "ImportDeclaration") {
      const list = statement.specifiers.filter(each => each.type === "ImportSpecifier");
      return statement.specifiers.map(each => ({ local: each.local.name, at: each.type === "ImportSpecifier" ? each.local : each, statement, ...(list.length > 0 && { list }), ...(each.type === "ImportSpecifier" && { item: each }) }));
    }
    if (statement.type !== "VariableDeclaration" || statement.declarations.length !== 1) return [];
    const { id, init } = statement.declarations[0]!;
    if (init === null || !/^require\(/.test(text.slice(init.start, init.end))) return [];
    if (id.type === "Identifier") return [{ local: id.name, at: id, statement }];
    if (id.type !== "ObjectPattern" || id.properties.some(each => each.type !== "Property" || each.value.type !== "Identifier")) return [];
    return id.properties.flatMap(each => (each.type === "Property" && each.value.type === "Identifier" ? [{ local: each.value.name, at: each.value, statement, list: id.properties, item: each }] : []));
  });
}
