import type { CallFacts } from "../model/facts.ts";
import type { TrailStep } from "../model/finding.ts";
import type { WorkCall } from "../model/workload.ts";
import type { Unit } from "../model/project-view.ts";
import type { ArgumentPlaces } from "../catalogue/index.ts";
import type { Evaluator } from "./evaluate.ts";
import type { Knowledge } from "./knowledge.ts";
import type { FindTargets, FunctionValue } from "./targets.ts";
import type { Context, External, Value } from "./values.ts";

/** The functions that one search may visit; more is generated code. */
const MAX_VISITS = 5_000;

interface Visit {
  readonly fn: FunctionValue;
  readonly context: Context | undefined;
  readonly elsewhere: boolean;
  readonly loops: number;
  readonly trail: Trail | undefined;
}

interface Found extends WorkCall {
  /** The file that holds the call. */
  readonly place: string;
}

/** A trail from its end: long ones share their beginnings, and most are never asked for. */
interface Trail {
  readonly step: TrailStep;
  readonly before: Trail | undefined;
}

function stepsOf(trail: Trail): TrailStep[] {
  const steps: TrailStep[] = [];
  for (let at: Trail | undefined = trail; at !== undefined; at = at.before) steps.push(at.step);
  return steps.reverse();
}

/** Finds all calls to outside code behind a function: what blocks, what is awaited and what is handed to an executor. */
export function createWorkload(evaluator: Evaluator, knowledge: Knowledge, targetsOf: FindTargets, nameOf: (fn: FunctionValue) => string): (fn: FunctionValue) => readonly WorkCall[] {
  const calls = new Map<Unit, CallFacts[][]>();

  function callsOf({ unit, index }: FunctionValue): readonly CallFacts[] {
    let table = calls.get(unit);
    if (table === undefined) {
      calls.set(unit, (table = unit.facts.functions.map(() => [])));
      for (const call of unit.facts.calls) table[call.function]?.push(call);
    }
    return table[index] ?? [];
  }

  return fn => {
    const found: Found[] = [];
    const seen = new Map<Unit, Set<string>>();
    const queue: Visit[] = [];
    const visit = (next: Visit): void => {
      let known = seen.get(next.fn.unit);
      if (known === undefined) seen.set(next.fn.unit, (known = new Set()));
      const key = `${next.fn.index}:${next.elsewhere}`;
      // A function that is handed callbacks is another one with each of them; one visit more is enough to see them.
      if (known.has(key) && (next.context === undefined || known.has(`${key}:context`))) return;
      known.add(next.context === undefined ? key : `${key}:context`);
      queue.push(next);
    };
    visit({ fn, context: undefined, elsewhere: false, loops: 0, trail: undefined });
    for (let at = 0; at < queue.length && at < MAX_VISITS; at++) follow(queue[at]!, visit, found);
    return withoutRepeats(found);
  };

  function follow({ fn, context, elsewhere, loops, trail }: Visit, visit: (next: Visit) => void, found: Found[]): void {
    const { unit } = fn;
    for (const call of callsOf(fn)) {
      const step: TrailStep = { path: unit.path, range: call.calleeRange, name: nameOf(fn), call: call.text };
      const next = { elsewhere, loops: loops + call.loops, trail: { step, before: trail } };
      const work = (module: string, path: string, runs: WorkCall["runs"], blocking?: WorkCall["blocking"]): void =>
        void found.push({ place: unit.path, language: unit.facts.language, module, path, runs: elsewhere ? "elsewhere" : runs, loops: next.loops, call, ...(blocking !== undefined && { blocking }), get trail() { return stepsOf(next.trail); } });

      let blocks = false;
      for (const target of targetsOf(unit, call, context)) {
        if (target.kind === "function") visit({ ...next, fn: target.fn, context: target.context });
        else {
          blocks = true;
          work("", target.blocking.call, "here", target.blocking);
        }
      }
      for (const value of evaluator.evaluate(unit, call.callee, context).values) {
        if (isAsync(value)) visit({ ...next, fn: value, context: undefined });
        if (value.kind !== "external" || call.kind === "read" || call.kind === "write" || call.kind === "iterate") continue;
        const places = executorOf(value);
        if (places !== undefined) handOver(unit, call, places, context, next, visit, work);
        else if (!blocks) work(value.module, value.path, call.awaited ? "awaited" : "here");
      }
    }
  }

  function executorOf(value: External): ArgumentPlaces | undefined {
    return knowledge[value.language].executor(value.module, value.path);
  }

  /** What is given to an executor runs elsewhere: functions of the project, and calls such as `requests.get`. */
  function handOver(unit: Unit, call: CallFacts, places: ArgumentPlaces, context: Context | undefined, next: Omit<Visit, "fn" | "context">, visit: (next: Visit) => void, work: (module: string, path: string, runs: WorkCall["runs"], blocking?: WorkCall["blocking"]) => void): void {
    for (const place of places) {
      const origin = typeof place === "number" ? call.arguments[place] : call.keywords?.[place];
      if (origin === undefined) continue;
      for (const value of evaluator.evaluate(unit, origin, context).values) {
        if (value.kind === "function") visit({ ...next, elsewhere: true, fn: value, context: undefined });
        if (value.kind === "external") work(value.module, value.path, "elsewhere", knowledge[value.language].find(value.module, value.path));
      }
    }
  }
}

function isAsync(value: Value): value is Value & { readonly kind: "function" | "running" } {
  if (value.kind !== "function" && value.kind !== "running") return false;
  return value.unit.facts.functions[value.index]!.async;
}

function withoutRepeats(found: readonly Found[]): WorkCall[] {
  const seen = new Set<string>();
  return found.filter(({ module, path, runs, call, place }) => {
    // `async with client() as c` is a call and an entering of the same thing.
    const key = `${place}:${call.calleeRange.start}:${module}:${path}:${runs === "elsewhere"}`;
    return !seen.has(key) && seen.add(key);
  });
}
