import { assignedNames } from "../../src/languages/python/rewrite/block-names.ts";
import { heldAround, sharedUpdateAround } from "../../src/languages/python/rewrite/shared-state.ts";
import type { TreeIndex } from "../../src/languages/python/rewrite/tree-index.ts";
import { moveWithBlock } from "../../src/languages/python/rewrite/with-block.ts";
import type { AsyncFunctionDef, With } from "../../src/languages/python/nodes.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Reach } from "../../src/model/project-view.ts";
import type { Range } from "../../src/model/text.ts";
import { rangeTrouble } from "./python-boundary.ts";
import { manual, type Draft, type DraftPlace } from "./python-draft.ts";
import { letsErrorsPass } from "./python-context-managers.ts";

export interface Block {
  readonly node: With;
  readonly fn: AsyncFunctionDef;
}

/** The `with` statement of an async function one of whose items is the call at this range. What was made elsewhere, such as a lock, is none. */
export function withBlockAround(index: TreeIndex, range: Range): Block | undefined {
  const entered = index.callAt(range);
  const item = entered === undefined ? undefined : index.parent(entered);
  const block = item?.nodeType !== "WithItem" ? undefined : index.parent(item);
  const fn = block === undefined ? undefined : index.functionAround(block);
  return block?.nodeType === "With" && fn?.nodeType === "AsyncFunctionDef" ? { node: block, fn } : undefined;
}

/** Whether what the block entered is read in it, piece by piece: then the block has to run in one thread as a whole. */
export function worksOnItsHandle(place: DraftPlace, finding: Finding, { node }: Block): boolean {
  const handles = node.items.flatMap(({ optional_vars: handle }) => (handle?.nodeType === "Name" ? [handle.id] : []));
  return reachesIn(place, finding, place.index.tree.range(node))
    .some(({ call, blocking, trail }) => trail.length === 1 && blocking.remedy.kind === "unit" && handles.includes(call.text.split(/[.[]/)[0]!));
}

/** The whole block becomes a function that runs in a thread. */
export function draftBlock(place: DraftPlace, finding: Finding, { node: block, fn }: Block): Draft {
  const { index, runner, project, unit } = place;
  const range = index.tree.range(block);
  const held = heldAround(index, block);
  if (held !== undefined) return manual(`The block stands in \`with ${held}\`, which would be held while other code runs.`);
  const shared = sharedUpdateAround(index, fn, block);
  if (shared !== undefined) return manual(`\`${shared}\` is read and written in the \`with\` block or around it: in a thread, an update of another invocation could be lost.`);
  const foreign = foreignHandle(place, finding, block);
  if (foreign !== undefined) return manual(`\`${foreign}\` works on a handle that was made outside the \`with\` block: make it in the function that runs in a thread.`);
  const trouble = rangeTrouble(project, unit, range, reachesIn(place, finding, range));
  if (trouble !== undefined) return manual(trouble);
  const moved = moveWithBlock(index, fn, block, runner.spelled, { letsErrorsPass: item => letsErrorsPass(place, item), taken: place.newNames });
  if ("refusal" in moved) return manual(`The \`with\` block cannot run in a thread as it is: ${moved.refusal}.`);
  const safe = finding.trail.length === 1 && finding.confidence === "definite";
  return {
    safety: safe ? "safe" : "suggestion",
    edits: moved.edits,
    imports: () => {
      runner.need();
      place.newNames.add(moved.name);
    },
    settles: [range],
    ...(!safe && { reason: "The block runs in a thread then: what it shares with other code must bear that." }),
  };
}

/** The blocking calls of the finding's function in a part of the text. */
export function reachesIn({ project, unit }: DraftPlace, { functionIndex }: Finding, { start, end }: Range): readonly Reach[] {
  const owner = project.functionsOf(unit).find(({ index }) => index === functionIndex);
  return owner === undefined ? [] : project.blockingCalls(owner).filter(({ call }) => call.calleeRange.start >= start && call.calleeRange.end <= end);
}

/** A call in the block on a handle that the block does not make, as written. */
function foreignHandle(place: DraftPlace, finding: Finding, block: With): string | undefined {
  const made = assignedNames(block);
  return reachesIn(place, finding, place.index.tree.range(block))
    .filter(({ blocking, trail }) => trail.length === 1 && blocking.remedy.kind === "unit")
    .map(({ call }) => call.text)
    .find(text => /^\w+\./.test(text) && !made.has(text.split(".")[0]!) && !place.ledger.isImported(text.split(".")[0]!));
}
