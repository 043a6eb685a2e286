import type { CallFacts } from "../../src/model/facts.ts";
import type { OriginId } from "../../src/model/origin.ts";
import type { ProjectFunction, Reach, Unit } from "../../src/model/project-view.ts";
import type { TrailStep } from "../../src/model/finding.ts";
import type { Range } from "../../src/model/text.ts";
import type { WorkCall } from "../../src/model/workload.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { Value } from "../../src/project/values.ts";
import { threadLocalTrouble } from "./python-thread-local.ts";

/** What asyncio offers to code that runs on the loop only: in a thread there is none. */
const NEEDS_LOOP = /^(?:get_running_loop|get_event_loop|create_task|ensure_future|current_task|all_tasks|gather|wait_for|shield|as_completed|timeout)$/;

/** What belongs to one thread, to its context or to the whole process: in another thread it would do another thing. */
const NEEDS_ITS_THREAD: readonly (readonly [module: string, path: RegExp, what: string])[] = [
  ["contextvars", /^ContextVar\.(?:set|reset)$/, "sets a context variable: a thread works on a copy of the context, and the value would be lost"],
  ["signal", /^(?:signal|alarm|setitimer|pthread_sigmask|set_wakeup_fd)$/, "works on signals, which belong to the main thread"],
  ["locale", /^(?:setlocale|resetlocale|override_localization)$/, "changes the locale of the whole process: other invocations would run under it meanwhile"],
  ["os", /^(?:chdir|fchdir|umask)$/, "changes the whole process: other invocations would run under it meanwhile"],
  ["contextlib", /^(?:redirect_stdout|redirect_stderr|chdir)$/, "changes the whole process: other invocations would run under it meanwhile"],
];

function threadBound(module: string, path: string): string | undefined {
  return NEEDS_ITS_THREAD.find(([name, paths]) => name === module && paths.test(path))?.[2];
}

/** Why functions of the app cannot run in a thread as they are, as a full sentence; undefined when nothing speaks against it. */
export function threadTrouble(project: Project, functions: readonly ProjectFunction[]): string | undefined {
  for (const fn of functions) {
    for (const work of project.workOf(fn)) {
      if (work.runs === "elsewhere") continue;
      const last = work.trail.at(-1)!;
      if (work.module === "asyncio" && NEEDS_LOOP.test(work.path)) return `\`${last.name}\` calls \`asyncio.${work.path}\`, which needs the event loop: a thread has none.`;
      const bound = threadBound(work.module, work.path);
      if (bound !== undefined) return `\`${last.name}\` ${bound}.`;
      const handle = work.blocking?.remedy.kind === "unit" || work.blocking?.crosses.arguments === false;
      if (handle && !ownsReceiver(project, work.trail, work.trail.length - 1, work)) return `\`${last.call}\` in \`${last.name}\` works on a handle that was made elsewhere: make and close it in the function that runs in the thread.`;
    }
  }
  return threadLocalTrouble(project, functions);
}

/** The same for a part of a function that runs in a thread: what it calls itself, and the helpers behind that. */
export function rangeTrouble(project: Project, unit: Unit, { start, end }: Range, reaches: readonly Reach[]): string | undefined {
  for (const call of unit.facts.calls) {
    if (call.range.start < start || call.range.end > end) continue;
    for (const value of project.evaluator.evaluate(unit, call.callee).values) {
      const bound = value.kind === "external" ? threadBound(value.module, value.path) : undefined;
      if (bound !== undefined) return `\`${call.text}\` ${bound}.`;
    }
  }
  for (const { callIndex, trail } of reaches) {
    const trouble = trail.length === 1 ? undefined : threadTrouble(project, helpersOf(project, unit, unit.facts.calls[callIndex]!));
    if (trouble !== undefined) return trouble;
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
export function helpersOf(project: Project, unit: Unit, call: CallFacts): readonly ProjectFunction[] {
  const { evaluator } = project;
  const origin = unit.facts.origins[call.callee]!;
  const owners = (call.kind === "read" || call.kind === "write") && origin.kind === "member" ? evaluator.evaluate(unit, origin.of).values : undefined;
  const run = owners?.flatMap(owner => evaluator.methods(owner, (origin as { readonly name: string }).name)) ?? evaluator.evaluate(unit, call.callee).values.flatMap(value => runBy(project, call, value));
  return run.flatMap(value => (value.kind === "function" || value.kind === "running" ? [{ unit: value.unit, index: value.index, facts: value.unit.facts.functions[value.index]! }] : []));
}

const RUN_BY_SYNTAX: Readonly<Record<string, readonly string[]>> = { enter: ["__enter__", "__exit__"], iterate: ["__iter__", "__next__", "__getitem__"], call: ["__call__"] };

function runBy({ evaluator }: Project, { kind }: CallFacts, value: Value): readonly Value[] {
  if (value.kind === "class") return evaluator.methods(value, "__init__");
  return value.kind === "object" ? (RUN_BY_SYNTAX[kind] ?? []).flatMap(name => evaluator.methods(value, name)) : [value];
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
