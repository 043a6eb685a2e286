import { awaitTrouble } from "../../src/languages/python/rewrite/await-call.ts";
import { childNodes, walkNodes, type AnyNode, type Call, type Expression, type For } from "../../src/languages/python/nodes.ts";
import type { CallFacts } from "../../src/model/facts.ts";
import type { Finding } from "../../src/model/finding.ts";
import { boundaryTrouble } from "./python-boundary.ts";
import { manual, type Draft, type DraftPlace } from "./python-draft.ts";
import { COLLECTING, collectorOf, draftWhole } from "./python-expression.ts";
import { sharedTrouble } from "./python-shared.ts";

/** Builtins that give an iterator: what they call runs when the items are asked for. */
const LAZY: ReadonlySet<string> = new Set(["map", "filter", "zip", "enumerate", "reversed", "iter"]);

export function isLazy({ func }: Call): boolean {
  return func.nodeType === "Name" && LAZY.has(func.id);
}

/** `list(map(load, names))` runs in a thread as a whole; so does a `map` that a loop goes through. */
export function draftLazy(place: DraftPlace, finding: Finding, facts: CallFacts, call: Call): Draft | undefined {
  const collector = collectorOf(place.index, call);
  return collector === undefined ? draftIteration(place, finding, facts) : draftWhole(place, finding, collector);
}

/** Libraries whose objects may be used in the thread only that made them. */
const ONE_THREAD = /^(?:sqlite3|aiosqlite|zmq|playwright|gevent|eventlet)\./;

/** `list(…)` and its like, on an iterable that blocks. */
export function isCollecting({ index }: DraftPlace, finding: Finding, call: Call): boolean {
  const { func } = call;
  return !ONE_THREAD.test(finding.blocking!.call) && func.nodeType === "Name" && COLLECTING.has(func.id) && index.functionAround(call) !== undefined;
}

/** `for row in await to_thread(list, rows)`: a suggestion, because all items are there before the first is used. Undefined where nothing iterates there. */
export function draftIteration(place: DraftPlace, finding: Finding, facts: CallFacts): Draft | undefined {
  const { index, runner, project, unit } = place;
  const node = index.expressionAt(facts.range, at => isIterated(index.parent(at), at));
  if (node === undefined || ONE_THREAD.test(finding.blocking!.call) || /\blist\s*(?:=[^=]|:)|\b(?:def|as|import)\s+list\b/.test(unit.text)) return undefined;
  const loop = index.parent(node)!;
  const refusal = loop.nodeType === "For" ? loopTrouble(loop, node) : undefined;
  if (refusal !== undefined) return manual(refusal);
  const misplaced = awaitTrouble(index, node);
  if (misplaced !== undefined) return manual(`The iteration over \`${facts.text}\` cannot be awaited: ${misplaced}.`);
  const trouble = sharedTrouble(place, node) ?? (finding.trail.length === 1 ? undefined : boundaryTrouble(project, unit, finding.callIndex!));
  if (trouble !== undefined) return manual(trouble);
  const reason = "All items are read, in a thread, before the first one is used.";
  if (facts.kind !== "iterate") {
    const whole = draftWhole(place, finding, node, source => `list(${source})`);
    return whole?.safety === "suggestion" ? { ...whole, reason } : whole;
  }
  const around = index.tree.range(node);
  const { start, end } = around;
  return {
    safety: "suggestion",
    edits: [
      { start, end: start, text: `await ${runner.spelled}(list, `, around },
      { start: end, end, text: ")", around },
    ],
    imports: () => runner.need(),
    reason,
  };
}

function isIterated(parent: AnyNode | undefined, node: AnyNode): boolean {
  return (parent?.nodeType === "For" || parent?.nodeType === "Comprehension") && parent.iter === node;
}

/** Why a loop may not get all its items at once, as a full sentence. */
function loopTrouble(loop: For, iterable: Expression): string | undefined {
  if (loop.body.some(part => leavesLoop(part))) return "The loop may end before its last item: collecting all of them first could read more than it needs, or never end.";
  const names = new Set(iterable.nodeType === "Name" ? [iterable.id] : []);
  // `os.walk` goes only where its caller leaves the list of folders as it was.
  const folders = loop.target.nodeType === "Tuple" && loop.target.elts.length === 3 ? loop.target.elts[1] : undefined;
  if (folders?.nodeType === "Name") names.add(folders.id);
  const used = loop.body.flatMap(part => namesIn(part)).find(name => names.has(name));
  return used === undefined ? undefined : `The loop uses \`${used}\`, which steers its own iteration.`;
}

function namesIn(node: AnyNode): string[] {
  const names: string[] = [];
  walkNodes(node, at => {
    if (at.nodeType === "Name") names.push(at.id);
  });
  return names;
}

/** `break` of this loop, or `return`; those of loops and functions inside are their own. */
function leavesLoop(node: AnyNode, inner = false): boolean {
  const type = node.nodeType;
  if (type === "Return" || type === "Yield" || type === "YieldFrom") return true;
  if (type === "Break") return !inner;
  if (type === "FunctionDef" || type === "AsyncFunctionDef" || type === "Lambda" || type === "ClassDef") return false;
  const loops = type === "For" || type === "AsyncFor" || type === "While";
  return childNodes(node).some(child => leavesLoop(child, inner || loops));
}
