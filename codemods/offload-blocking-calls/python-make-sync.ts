import type { Edit } from "../../src/model/change.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { ProjectFunction } from "../../src/model/project-view.ts";
import { manual, type Draft, type DraftPlace } from "./python-draft.ts";
import type { AwaitedUse } from "./python-references.ts";
import type { SyncGraph } from "./python-sync-graph.ts";

/**
 * Turns an async function that awaits nothing into a plain `def`, and removes the `await` of its callers, over files;
 * callers that await nothing else become plain with it. A single use that cannot be followed stops it.
 */
export function makeSync({ unit, project }: DraftPlace, graph: SyncGraph, finding: Finding): Draft {
  const owner = project.functionsOf(unit).find(one => one.index === finding.functionIndex);
  if (owner === undefined) return manual("The function is not written as `async def`.");
  const group = graph.groupOf(owner);
  if ("refusal" in group) return manual(group.refusal);
  const edits = new Map<string, Edit[]>();
  const add = (path: string, own: readonly Edit[]): void => void edits.set(path, [...(edits.get(path) ?? []), ...own]);
  for (const fn of group.members) {
    const own = plainDef(graph, fn);
    if (own === undefined) return manual(`\`${fn.facts.name}\` is not written as \`async def\`.`);
    add(fn.unit.path, own);
  }
  for (const use of group.awaits) {
    const own = withoutAwait(use);
    if (own === undefined) return manual(`An \`await\` of \`${owner.facts.name}\` is written in a way that is not rewritten.`);
    add(use.unit.path, own);
  }
  const handler = group.members.some(fn => project.definitionsOf(fn).length > 0);
  return {
    safety: "suggestion",
    edits: edits.get(unit.path) ?? [],
    elsewhere: new Map([...edits].filter(([path]) => path !== unit.path)),
    becomeSync: group.members,
    reason: handler
      ? "As a plain `def` it runs on the worker's thread pool, beside other invocations: the globals that it changes must bear that."
      : "It becomes a plain `def` and its callers lose their `await`: code outside the app that awaits it would fail.",
  };
}

function plainDef(graph: SyncGraph, { unit, facts }: ProjectFunction): Edit[] | undefined {
  const index = graph.references.treeOf(unit)!;
  const node = index.functionNamedAt(facts.nameRange.start)!;
  const keyword = /async(?:\s|\\\r?\n)+(?=def\b)/y;
  const start = unit.text.lastIndexOf("async", facts.nameRange.start);
  keyword.lastIndex = start;
  return start >= index.tree.start(node) && keyword.test(unit.text) ? [{ start, end: keyword.lastIndex, text: "" }] : undefined;
}

/** `await f()` becomes `f()`, `(await f()).name` becomes `f().name`. */
function withoutAwait({ index, node }: AwaitedUse): Edit[] | undefined {
  const { text } = index.tree;
  const { start, end } = index.tree.range(node);
  const keyword = /await(?:[ \t]|\\\r?\n)*(?=[\w(])/y;
  keyword.lastIndex = start;
  if (!keyword.test(text)) return undefined;
  const parent = index.parent(node);
  const isInside = parent?.nodeType === "Attribute" || (parent?.nodeType === "Subscript" && parent.value === node);
  const wrapped = isInside && text[start - 1] === "(" && text[end] === ")" && !text.slice(start, end).includes("\n");
  const head = { start: wrapped ? start - 1 : start, end: keyword.lastIndex, text: "" };
  return wrapped ? [head, { start: end, end: end + 1, text: "" }] : [head];
}
