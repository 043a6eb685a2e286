import type { CallFacts } from "../../src/model/facts.ts";
import type { OriginId } from "../../src/model/origin.ts";
import type { ProjectFunction, Unit } from "../../src/model/project-view.ts";
import type { TrailStep } from "../../src/model/finding.ts";
import type { WorkCall } from "../../src/model/workload.ts";
import type { Project } from "../../src/project/open-project.ts";

/** What asyncio offers to code that runs on the loop only: in a thread there is none. */
const NEEDS_LOOP = /^(?:get_running_loop|get_event_loop|create_task|ensure_future|current_task|all_tasks|gather|wait_for|shield|as_completed|timeout)$/;

/** Why functions of the app cannot run in a thread as they are, as a full sentence; undefined when nothing speaks against it. */
export function threadTrouble(project: Project, functions: readonly ProjectFunction[]): string | undefined {
  for (const fn of functions) {
    for (const work of project.workOf(fn)) {
      if (work.runs === "elsewhere") continue;
      const last = work.trail.at(-1)!;
      if (work.module === "asyncio" && NEEDS_LOOP.test(work.path)) return `\`${last.name}\` calls \`asyncio.${work.path}\`, which needs the event loop: a thread has none.`;
      const handle = work.blocking?.remedy.kind === "unit" || work.blocking?.crosses.arguments === false;
      if (handle && !ownsReceiver(project, work.trail, work.trail.length - 1, work)) return `\`${last.call}\` in \`${last.name}\` works on a handle that was made elsewhere: make and close it in the function that runs in the thread.`;
    }
  }
  return undefined;
}

/** The same for what a call place runs and gives. */
export function boundaryTrouble(project: Project, unit: Unit, callIndex: number): string | undefined {
  const call = unit.facts.calls[callIndex]!;
  const trouble = threadTrouble(project, helpersOf(project, unit, call));
  if (trouble !== undefined) return trouble;
  const result = unit.facts.origins.findIndex(origin => origin.kind === "result" && origin.call === callIndex);
  if (result < 0) return undefined;
  const made = project.evaluator.evaluate(unit, result).values.find(value => value.kind === "external" && value.module === "sqlite3");
  return made === undefined ? undefined : `\`${call.text}\` gives a \`sqlite3\` object, which may be used only in the thread that made it.`;
}

/** The functions of the project that the call runs. */
function helpersOf(project: Project, unit: Unit, call: CallFacts): readonly ProjectFunction[] {
  return project.evaluator.evaluate(unit, call.callee).values.flatMap(value => {
    if (value.kind === "function") return [value];
    return value.kind === "class" ? project.evaluator.methods(value, "__init__").filter(method => method.kind === "function") : [];
  }).map(({ unit: at, index }) => ({ unit: at, index, facts: at.facts.functions[index]! }));
}

/** Whether what the last call of the trail works on was made in the functions of the trail. */
function ownsReceiver(project: Project, trail: readonly TrailStep[], at: number, { call }: WorkCall): boolean {
  const unit = project.unitAt(trail[at]!.path);
  if (unit === undefined) return false;
  const origin = unit.facts.origins[call.callee]!;
  if (call.kind !== "call") return isOwn(project, unit, trail, at, call.callee);
  return origin.kind === "member" ? isOwn(project, unit, trail, at, origin.of) : true;
}

function isOwn(project: Project, unit: Unit, trail: readonly TrailStep[], at: number, id: OriginId, depth = 0): boolean {
  const origin = unit.facts.origins[id]!;
  const follow = (next: OriginId): boolean => depth < 20 && isOwn(project, unit, trail, at, next, depth + 1);
  switch (origin.kind) {
    case "module":
    case "global":
    case "literal":
    case "function":
    case "class":
      return true;
    case "imported":
      return project.evaluator.evaluate(unit, id).values.every(value => value.kind !== "external" || value.module.split(".")[0] === origin.module.split(".")[0]);
    case "variable": {
      const variable = unit.facts.variables[origin.variable]!;
      return variable.function !== 0 && variable.assigned.every(follow);
    }
    case "either":
      return origin.of.every(follow);
    case "member":
    case "result":
    case "instance":
    case "awaited":
    case "entered":
    case "element":
    case "partial":
      return follow(origin.of);
    case "parameter":
      return ownArgument(project, trail, at, origin.parameter);
    default:
      return false;
  }
}

/** A parameter is as own as what the function before it on the trail hands over. */
function ownArgument(project: Project, trail: readonly TrailStep[], at: number, parameter: number): boolean {
  const before = trail[at - 1];
  const unit = before === undefined ? undefined : project.unitAt(before.path);
  const call = unit?.facts.calls.find(({ calleeRange }) => calleeRange.start === before!.range.start && calleeRange.end === before!.range.end);
  const argument = call?.arguments[parameter];
  return unit !== undefined && argument !== undefined && isOwn(project, unit, trail, at - 1, argument);
}
