import { awaitCall, awaitTrouble } from "../../src/languages/python/rewrite/await-call.ts";
import { wrapOneLiner } from "../../src/languages/python/rewrite/one-liner.ts";
import type { Call } from "../../src/languages/python/nodes.ts";
import type { CallFacts } from "../../src/model/facts.ts";
import type { Finding } from "../../src/model/finding.ts";
import { draftAsyncLibrary } from "./python-async-library.ts";
import { draftBlock, withBlockAround, worksOnItsHandle } from "./python-block.ts";
import { boundaryTrouble, helpersOf } from "./python-boundary.ts";
import { manual, type Draft, type DraftPlace } from "./python-draft.ts";
import { draftComprehension, draftRead } from "./python-expression.ts";
import { draftIteration, draftLazy, isCollecting, isLazy } from "./python-iteration.ts";
import { sharedTrouble } from "./python-shared.ts";

/** What becomes of one blocking call. */
export function draftCall(place: DraftPlace, finding: Finding, facts: CallFacts): Draft {
  const library = place.options.strategy === "async-library" ? draftAsyncLibrary(place, finding) : undefined;
  if (library !== undefined) return library;
  const { taken } = place.runner;
  if (taken !== undefined && finding.blocking!.remedy.kind !== "native") return manual(`\`${taken}\` is another name in this file.`);
  switch (facts.kind) {
    case "read":
      return draftRead(place, finding, facts) ?? manual("A property cannot be awaited: read it in a function that runs in a thread.");
    case "write":
      return manual("Setting it blocks: set it in a function that runs in a thread.");
    case "iterate":
      return draftIteration(place, finding, facts) ?? manual("The iteration itself blocks: collect the items in a function that runs in a thread.");
    case "enter":
      return draftEntered(place, finding, facts);
    default:
      return draftCalled(place, finding, facts);
  }
}

function draftEntered(place: DraftPlace, finding: Finding, facts: CallFacts): Draft {
  const block = withBlockAround(place.index, facts.range);
  return block === undefined ? manual("Entering it blocks: move the block into a function that runs in a thread.") : draftBlock(place, finding, block);
}

function draftCalled(place: DraftPlace, finding: Finding, facts: CallFacts): Draft {
  const { index, project, unit } = place;
  const { remedy, crosses } = finding.blocking!;
  const direct = finding.trail.length === 1;
  if (helpersOf(project, unit, facts).some(fn => fn.facts.async)) return manual(`\`${facts.text}\` is async and calls on the event loop what it is given: give it an async function that awaits the call in a thread.`);
  const call = index.callAt(facts.range);
  if (call === undefined) return manual("The call is written in a way that is not rewritten.");
  const block = direct ? withBlockAround(index, facts.range) : undefined;
  if (block !== undefined && remedy.kind === "unit") return draftBlock(place, finding, block);
  if (block !== undefined && worksOnItsHandle(place, finding, block)) {
    const moved = draftBlock(place, finding, block);
    if (moved.safety !== "manual") return moved;
  }

  const trouble = awaitTrouble(index, call);
  if (trouble !== undefined) return draftComprehension(place, finding, call) ?? manual(`\`${facts.text}\` cannot be awaited: ${trouble}.`);
  const shared = sharedTrouble(place, call);
  if (shared !== undefined) return manual(shared);

  if (direct && remedy.kind === "native") return draftNative(place, finding, facts, call, remedy);
  if (isLazy(call)) return draftLazy(place, finding, facts, call) ?? manual(`\`${facts.text}\` calls it only when its items are asked for: collect them in a function that runs in a thread.`);
  if (direct && (remedy.kind === "unit" || remedy.kind === "manual"))
    return (remedy.kind === "unit" ? draftOneLiner(place, call) : undefined) ?? draftIteration(place, finding, facts) ?? (isCollecting(place, finding, call) ? draftThread(place, finding, call) : manual(remedy.advice));
  if (direct && !crosses.arguments) return manual(crosses.reason ?? "What the call works on belongs to one thread.");
  if (facts.text === "next") return manual("`next` ends with `StopIteration`, which cannot leave a thread: give it a default, in a function that runs in the thread.");
  const boundary = direct ? undefined : boundaryTrouble(project, unit, finding.callIndex!);
  return boundary === undefined ? draftThread(place, finding, call) : manual(boundary);
}

function draftNative({ index, ledger }: DraftPlace, finding: Finding, facts: CallFacts, call: Call, remedy: { readonly module: string; readonly name: string }): Draft {
  const module = remedy.module.split(".")[0]!;
  if (!ledger.canImport(module)) return manual(`\`${module}\` is another name in this file.`);
  return {
    safety: "safe",
    edits: awaitCall(index, call, { kind: "instead", callee: ledger.spell(remedy.module, remedy.name) }),
    imports: () => {
      ledger.need(remedy.module, remedy.name);
      ledger.drop(facts.text.split(".")[0]!);
    },
    settles: [finding.range],
  };
}

function draftThread({ index, runner }: DraftPlace, finding: Finding, call: Call): Draft {
  const { trail, confidence, blocking } = finding;
  const safe = trail.length === 1 && confidence === "definite" && blocking!.remedy.kind === "thread";
  return {
    safety: safe ? "safe" : "suggestion",
    edits: awaitCall(index, call, { kind: "through", runner: runner.spelled }),
    imports: () => runner.need(),
    ...(!safe && { reason: `\`${trail[0]!.call}\` runs in a thread then: what it shares with other code must bear that.` }),
  };
}

function draftOneLiner({ index, ledger, runner }: DraftPlace, call: Call): Draft | undefined {
  if (!ledger.canImport("pathlib")) return undefined;
  const wrapped = wrapOneLiner(index, call, runner.spelled, ledger.spell("pathlib", "Path"));
  if (wrapped === undefined) return undefined;
  return {
    safety: "safe",
    edits: wrapped.edits,
    imports: () => {
      runner.need();
      if (wrapped.needsPath) ledger.need("pathlib", "Path");
    },
    settles: [wrapped.range],
  };
}
