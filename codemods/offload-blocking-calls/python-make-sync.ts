import type { TreeIndex } from "../../src/languages/python/rewrite/tree-index.ts";
import type { Edit } from "../../src/model/change.ts";
import type { Finding, Safety } from "../../src/model/finding.ts";
import type { ProjectView, Unit } from "../../src/model/project-view.ts";

/**
 * Turns an async handler that awaits nothing into a plain `def`: the worker then runs it on its thread pool. Only the
 * host may call it; a function that other code awaits stays, for its callers would have to change with it.
 */
export function makeSync(index: TreeIndex, unit: Unit, project: ProjectView, finding: Finding): { safety: Safety; edits: readonly Edit[]; reason: string } {
  const { tree } = index;
  const fn = index.functionNamedAt(finding.range.start);
  if (fn?.nodeType !== "AsyncFunctionDef") return { safety: "manual", edits: [], reason: "The function is not written as `async def`." };
  const owner = project.functionsOf(unit).find(one => one.index === finding.functionIndex);
  if (owner === undefined || project.definitionsOf(owner).length === 0)
    return { safety: "manual", edits: [], reason: `Callers of \`${fn.name}\` may await it: make it a plain \`def\` together with them.` };
  if (isReferredTo(unit, finding.functionIndex!))
    return { safety: "manual", edits: [], reason: `Other code of the file uses \`${fn.name}\`: make it a plain \`def\` together with that code.` };
  const start = tree.start(fn);
  const keyword = /async(?:\s|\\\r?\n)+/y;
  keyword.lastIndex = start;
  if (!keyword.test(tree.text)) return { safety: "manual", edits: [], reason: "The function is not written as `async def`." };
  return {
    safety: "suggestion",
    edits: [{ start, end: keyword.lastIndex, text: "" }],
    reason: "As a plain `def` it runs on the worker's thread pool, beside other invocations: the globals that it changes must bear that.",
  };
}

function isReferredTo(unit: Unit, index: number): boolean {
  const { facts } = unit;
  const named = new Set(facts.origins.flatMap((origin, id) => (origin.kind === "function" && origin.function === index ? [id] : [])));
  return facts.calls.some(call => named.has(call.callee) || call.arguments.some(argument => named.has(argument)));
}
