import { defineRule } from "../src/model/rule.ts";

export default defineRule({
  id: "no-lost-await",
  summary: "Disallow calls of async functions whose result is dropped",
  why: "Nobody waits for what such a call started: in Python it never even runs, in JavaScript its errors are lost and the host may end the invocation before it is done.",
  languages: ["javascript", "python"],
  severity: "error",

  *check(project, unit) {
    const python = unit.facts.language === "python";
    const functions = project.functionsOf(unit);
    for (const [callIndex, call] of unit.facts.calls.entries()) {
      if (call.kind !== "call" || call.use !== "discarded" || call.awaited) continue;
      const fn = functions[call.function];
      // A script starts like that: `main();`.
      if (fn === undefined || (fn.facts.kind === "module" && !python)) continue;

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
  },
});
