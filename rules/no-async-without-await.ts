import { defineRule } from "../src/model/rule.ts";

export default defineRule({
  id: "no-async-without-await",
  summary: "Disallow async functions that never await",
  why: "An async function that never awaits holds the event loop for its whole run. As a plain function, a Python handler would run on the worker's thread pool.",
  languages: ["javascript", "python"],
  severity: "error",

  *check(project, unit) {
    for (const fn of project.functionsOf(unit)) {
      const { facts, index } = fn;
      if (!facts.async || facts.generator || facts.awaits > 0 || facts.stub) continue;
      if (project.mustBeAsync(fn) !== null) continue;

      const handler = project.definitionsOf(fn).length > 0;
      yield {
        range: facts.nameRange,
        message: `\`${project.nameOf(fn)}\` is async but never awaits.`,
        function: project.nameOf(fn),
        functionIndex: index,
        fix: "suggestion",
        help: help(unit.facts.language === "python", handler),
      };
    }
  },
});

function help(python: boolean, handler: boolean): string {
  if (python && handler) return "Make it a plain `def`: the worker then runs it on its thread pool, beside other invocations.";
  return python ? "Make it a plain `def` and call it without `await`." : "Drop `async`, or await what takes time.";
}
