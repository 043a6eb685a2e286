import type { OriginId } from "../../src/model/origin.ts";
import type { ProjectFunction, Unit } from "../../src/model/project-view.ts";
import type { Project } from "../../src/project/open-project.ts";

/** More functions than these behind one call are a framework: their thread-local state is their own business. */
const MOST_FUNCTIONS = 400;

/**
 * Why functions cannot run in another thread for the sake of a `threading.local()`: they read an attribute that they do
 * not set themselves, so that the other thread would miss it. A full sentence.
 */
export function threadLocalTrouble(project: Project, functions: readonly ProjectFunction[]): string | undefined {
  for (const fn of reachedFrom(project, functions)) {
    const { start, end } = fn.facts.range;
    const text = fn.unit.text.slice(start, end);
    for (const name of threadLocalsOf(project, fn.unit)) {
      const sets = new RegExp(`\\b${name}\\.\\w+\\s*(?::[^=\\n]+)?=[^=]|\\bsetattr\\(\\s*${name}\\b`);
      if (new RegExp(`\\b${name}\\.\\w`).test(text) && !sets.test(text)) return `\`${fn.facts.name}\` reads \`${name}\`, a \`threading.local\`, which holds something else in another thread.`;
    }
  }
  return undefined;
}

function threadLocalsOf(project: Project, unit: Unit): readonly string[] {
  if (!unit.text.includes("local")) return [];
  return unit.facts.variables.filter(({ function: scope, assigned }) => scope === 0 && assigned.some(id => makesThreadLocal(project, unit, id))).map(({ name }) => name);
}

function makesThreadLocal(project: Project, unit: Unit, id: OriginId): boolean {
  const origin = unit.facts.origins[id]!;
  return origin.kind === "result" && project.evaluator.evaluate(unit, origin.of).values.some(value => value.kind === "external" && value.module === "threading" && value.path === "local");
}

/** The functions and all functions of the project that they call, plainly. */
function reachedFrom(project: Project, functions: readonly ProjectFunction[]): readonly ProjectFunction[] {
  const reached = [...functions];
  const seen = new Set(reached.map(keyOf));
  for (const fn of reached) {
    if (reached.length > MOST_FUNCTIONS) break;
    for (const call of fn.unit.facts.calls) {
      if (call.function !== fn.index) continue;
      for (const value of project.evaluator.evaluate(fn.unit, call.callee).values) {
        if (value.kind !== "function" && value.kind !== "running") continue;
        const next = { unit: value.unit, index: value.index, facts: value.unit.facts.functions[value.index]! };
        if (seen.has(keyOf(next))) continue;
        seen.add(keyOf(next));
        reached.push(next);
      }
    }
  }
  return reached;
}

function keyOf({ unit, index }: ProjectFunction): string {
  return `${unit.path}:${index}`;
}
