import type { AroundEdit } from "../../src/languages/python/rewrite/insertions.ts";
import { walkNodes, type AnyNode, type Call, type Expression, type ImportFrom, type LocatedNode } from "../../src/languages/python/nodes.ts";
import type { AsyncTwin } from "./python-async-twins.ts";
import type { DraftPlace } from "./python-draft.ts";

export type Renaming =
  | { readonly edits: readonly AroundEdit[]; /** To be imported as such. */ readonly modules: readonly string[] }
  | { readonly refusal: string };

/** The import and the constructors of a client class, turned to its twin. Every mention of the class must be a constructor. */
export function renameClients({ index }: DraftPlace, twin: AsyncTwin, sites: readonly Call[]): Renaming {
  const { tree } = index;
  const edits: AroundEdit[] = [];
  const modules = new Set<string>();
  const imported = new Map<ImportFrom, Set<string>>();
  const classes = sites.map(({ func }) => classOf(func, twin));
  if (classes.includes(undefined)) return { refusal: "its class goes by another name" };
  const known = new Set<AnyNode>(classes as Expression[]);
  for (const node of known) {
    if (node.nodeType === "Attribute") {
      const { module, name } = twin.twin(twin.module, node.attr);
      const written = tree.source(node.value);
      if (written !== twin.module) return { refusal: `\`${written}\` is another name of its module` };
      const end = tree.end(node);
      if (module !== twin.module) {
        modules.add(module);
        edits.push({ start: tree.start(node), end, text: `${module}.${name}` });
      } else edits.push({ start: end - node.attr.length, end, text: name });
    } else if (node.nodeType === "Name") {
      const from = tree.module.body.find((part): part is ImportFrom => part.nodeType === "ImportFrom" && part.module === twin.module && part.names.some(alias => alias.name === node.id && alias.asname == null));
      if (from === undefined) return { refusal: `\`${node.id}\` is imported in another way` };
      const { name } = twin.twin(twin.module, node.id);
      if (name !== node.id) edits.push({ start: tree.start(node), end: tree.end(node), text: name });
      imported.set(from, (imported.get(from) ?? new Set()).add(node.id));
    }
  }
  for (const [from, names] of imported) {
    let other: string | undefined;
    walkNodes(tree.module, node => {
      if (node.nodeType === "Name" && names.has(node.id) && !known.has(node)) other = node.id;
    });
    if (other !== undefined) return { refusal: `\`${other}\` is used as more than a constructor` };
    edits.push(...importEdits(from, names));
  }
  return { edits, modules: [...modules] };

  function importEdits(from: ImportFrom, names: ReadonlySet<string>): AroundEdit[] {
    const { module } = twin.twin(twin.module, [...names][0]!);
    if (module === twin.module) {
      return from.names.filter(({ name }) => names.has(name)).map(alias => {
        const located = alias as AnyNode & LocatedNode;
        return { start: tree.start(located), end: tree.end(located), text: twin.twin(twin.module, alias.name).name };
      });
    }
    const start = tree.text.indexOf(twin.module, tree.start(from));
    if (from.names.every(({ name }) => names.has(name))) return [{ start, end: start + twin.module.length, text: module }];
    const line = /[^\r\n]*/y;
    line.lastIndex = tree.end(from);
    line.test(tree.text);
    const newline = tree.text.includes("\r\n") ? "\r\n" : "\n";
    const kept = from.names.filter(({ name }) => !names.has(name)).map(({ name, asname }) => (asname == null ? name : `${name} as ${asname}`));
    return [
      { start: tree.start(from), end: tree.end(from), text: `from ${twin.module} import ${kept.join(", ")}` },
      { start: line.lastIndex, end: line.lastIndex, text: `${newline}from ${module} import ${[...names].sort().join(", ")}` },
    ];
  }
}

/** The part of a constructor that names the class: `Client` of `Client.from_connection_string`. */
function classOf(func: Expression, { name }: AsyncTwin): Expression | undefined {
  const isName = (text: string): boolean => (typeof name === "string" ? text === name : name.test(text));
  if (func.nodeType === "Name") return isName(func.id) ? func : undefined;
  if (func.nodeType !== "Attribute") return undefined;
  return isName(func.attr) ? func : classOf(func.value, { name } as AsyncTwin);
}
