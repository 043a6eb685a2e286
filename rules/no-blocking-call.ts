import type { Reach } from "../src/model/project-view.ts";
import { defineRule } from "../src/model/rule.ts";

export default defineRule({
  id: "no-blocking-call",
  summary: "Disallow blocking calls in async functions and handlers",
  why: "The event loop serves every invocation of the worker: while one call blocks it, none of the others move.",
  languages: ["javascript", "python"],
  severity: "error",

  *check(project, unit) {
    for (const fn of project.functionsOf(unit)) {
      if (!project.runsOnEventLoop(fn)) continue;
      const replayed = project.definitionsOf(fn).some(({ bindings }) => bindings.some(({ type }) => REPLAYED.test(type)));

      for (const reach of project.blockingCalls(fn)) {
        const { call, callIndex, blocking, trail, confidence, alsoReaches } = reach;
        // The async function runs on the event loop whatever is done here: only what it is given can change.
        const isGiven = blocking.language === "python" && project.asyncCallee(fn, call) !== undefined;
        yield {
          range: call.calleeRange,
          severity: blocking.severity,
          confidence,
          message: message(reach, project.nameOf(fn)),
          function: project.nameOf(fn),
          functionIndex: fn.index,
          call: blocking.call,
          callIndex,
          blocking,
          trail,
          alsoReaches,
          fix: isGiven || replayed ? "manual" : safetyOf(reach),
          help: isGiven ? `Await it in a thread where \`${trail[0]!.call}\` calls it, or give that an async function.` : help(reach),
        };
      }
    }
  },
});

/** A durable orchestrator or entity is replayed: nothing may be awaited or run elsewhere in it. */
const REPLAYED = /^(?:orchestration|entity)Trigger$/i;

function message({ call, blocking, trail, confidence, alsoReaches }: Reach, where: string): string {
  const blocks = confidence === "definite" ? "blocks" : "probably blocks";
  const more = alsoReaches === 0 ? "" : ` ${alsoReaches} more blocking ${alsoReaches === 1 ? "call lies" : "calls lie"} behind it.`;
  return trail.length === 1
    ? `\`${blocking.call}\` ${blocks} the event loop in \`${where}\`.${more}`
    : `\`${call.text}\` reaches \`${blocking.call}\`, which ${blocks} the event loop in \`${where}\`.${more}`;
}

/** What to write instead, by the kind of remedy that the catalogue names. */
function help({ blocking, trail }: Reach): string {
  const { remedy } = blocking;
  const through = trail.length === 1 ? "" : ` in \`${trail.at(-1)!.name}\``;
  switch (remedy.kind) {
    case "promise":
      return remedy.module === undefined ? `Await the promise form, \`${remedy.name}\`${through}.` : `Await \`${remedy.name}\` of \`${remedy.module}\`${through}.`;
    case "promisify":
      return `Await the callback form, \`${remedy.name}\` of \`${remedy.module}\`, through \`util.promisify\`${through}.`;
    case "offload":
      return `Run it on a worker thread with \`funcfix-runtime\`${through}.`;
    case "native":
      return `Await \`${remedy.module}.${remedy.name}\`${through}.`;
    case "thread":
      return trail.length === 1 ? `Await it in a thread: \`asyncio.to_thread(${blocking.call}, …)\`.` : `Await \`${trail[0]!.call}\` in a thread with \`asyncio.to_thread\`.`;
    case "unit":
    case "manual":
      return remedy.advice;
  }
}

function safetyOf({ blocking, trail, confidence }: Reach): "safe" | "suggestion" | "manual" {
  const { kind } = blocking.remedy;
  if (kind === "unit" || kind === "manual") return "manual";
  return trail.length === 1 && confidence === "definite" && kind !== "offload" ? "safe" : "suggestion";
}
