import type { TreeIndex } from "../../src/languages/python/rewrite/tree-index.ts";
import type { Edit } from "../../src/model/change.ts";
import type { Finding, Safety } from "../../src/model/finding.ts";
import type { Unit } from "../../src/model/project-view.ts";
import type { Project } from "../../src/project/open-project.ts";
import { walkNodes } from "../../src/languages/python/nodes.ts";
import { threadTrouble } from "./python-boundary.ts";

/**
 * Turns an async handler that awaits nothing into a plain `def`: the worker then runs it on its thread pool. Only the
 * host may call it; a function that other code awaits stays, for its callers would have to change with it.
 */
export function makeSync(index: TreeIndex, unit: Unit, project: Project, finding: Finding): { safety: Safety; edits: readonly Edit[]; reason: string } {
  const { tree } = index;
  const fn = index.functionNamedAt(finding.range.start);
  if (fn?.nodeType !== "AsyncFunctionDef") return { safety: "manual", edits: [], reason: "The function is not written as `async def`." };
  const owner = project.functionsOf(unit).find(one => one.index === finding.functionIndex);
  if (owner === undefined || project.definitionsOf(owner).length === 0)
    return { safety: "manual", edits: [], reason: `Callers of \`${fn.name}\` may await it: make it a plain \`def\` together with them.` };
  if (isReferredTo(index, fn.name) || isImported(project, unit, fn.name))
    return { safety: "manual", edits: [], reason: `Other code uses \`${fn.name}\`: make it a plain \`def\` together with that code.` };
  const trouble = threadTrouble(project, [owner]);
  if (trouble !== undefined) return { safety: "manual", edits: [], reason: trouble };
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

function isReferredTo({ tree }: TreeIndex, name: string): boolean {
  let found = false;
  walkNodes(tree.module, node => {
    if (node.nodeType === "Name" && node.id === name && node.ctx.nodeType === "Load") found = true;
    if (node.nodeType === "Attribute" && node.attr === name) found = true;
    return !found;
  });
  return found;
}

/** Another file imports something of that name, or reads it as an attribute. */
function isImported(project: Project, unit: Unit, name: string): boolean {
  return project.units.some(other => other !== unit && other.facts.origins.some(origin => (origin.kind === "imported" || origin.kind === "member") && origin.name === name));
}
