import type { CallFacts } from "../src/model/facts.ts";
import { defineRule } from "../src/model/rule.ts";

export default defineRule({
  id: "no-lost-await",
  summary: "Disallow calls of async functions whose result is dropped",
  why: "Nobody waits for what such a call started: in Python it never even runs, in JavaScript its errors are lost and the host may end the invocation before it is done.",
  languages: ["javascript", "python"],
  severity: "error",

  *check(project, unit) {
    const python = unit.facts.language === "python";
    const dropped = droppedCalls(unit.facts.calls);
    for (const fn of project.functionsOf(unit)) {
      // A script starts like that: `main();`.
      if (fn.facts.kind === "module" && !python) continue;

      for (const callIndex of dropped.get(fn.index) ?? []) {
        const call = unit.facts.calls[callIndex]!;
        const callee = project.asyncCallee(fn, call);
        if (callee === undefined) continue;

        yield {
          range: call.calleeRange,
          message: python
            ? `\`${call.text}\` is a coroutine function, and nothing awaits this call: it never runs.`
            : `\`${call.text}\` is async, and nothing awaits this call: its end and its errors are lost.`,
          function: project.nameOf(fn),
          functionIndex: fn.index,
          callIndex,
          fix: null,
          help: python ? "Await it, or hand it to `asyncio.create_task` and keep the task." : "Await it, return it, or write `void` before it where it is meant to run on its own.",
        };
      }
    }
  },
});

/** The calls whose result nobody takes, by the function that holds them. */
function droppedCalls(calls: readonly CallFacts[]): ReadonlyMap<number, readonly number[]> {
  const byFunction = new Map<number, number[]>();
  for (const [index, call] of calls.entries()) {
    if (call.kind !== "call" || call.use !== "discarded" || call.awaited) continue;
    const known = byFunction.get(call.function);
    if (known === undefined) byFunction.set(call.function, [index]);
    else known.push(index);
  }
  return byFunction;
}
