import { isTrigger, type FunctionApp, type FunctionDefinition } from "../../model/app.ts";
import type { Language } from "../../model/facts.ts";
import type { WorkloadView } from "../../model/workload.ts";
import type { Measured } from "./durations.ts";
import { readEvidence, type Evidence } from "./evidence.ts";

export type Workload = "io" | "cpu" | "mixed" | "unknown";

export const workloadNames: Readonly<Record<Workload, string>> = { io: "I/O", cpu: "CPU", mixed: "mixed", unknown: "unknown" };

/** What one function of an app is bound by, and what runs it. */
export interface FunctionProfile {
  readonly function: string;
  /** Type of its trigger as written: `httpTrigger`; `unknown` without one. */
  readonly trigger: string;
  readonly language: Language | "unknown";
  /** `event-loop` for JavaScript and `async def`, `sync-pool` for a plain Python `def`; `unknown` when the handler was not found. */
  readonly lane: "event-loop" | "sync-pool" | "unknown";
  readonly workload: Workload;
  /** Where the answer comes from. */
  readonly basis: "measured" | "calls" | "none";
  /** The calls that decided, the heaviest first. */
  readonly evidence: readonly Evidence[];
  readonly measured?: Measured;
}

/** A profile of each function of the app. Unknown calls are not guessed at: a function without known work is `unknown`. */
export function profileApp(app: FunctionApp, view: WorkloadView, durations: ReadonlyMap<string, Measured> = new Map()): FunctionProfile[] {
  return app.functions.map(definition => profileFunction(definition, view, durations.get(definition.name.toLowerCase())));
}

function profileFunction(definition: FunctionDefinition, view: WorkloadView, measured: Measured | undefined): FunctionProfile {
  const handler = view.handlerOf(definition);
  const language = handler?.unit.facts.language ?? "unknown";
  const evidence = (handler === undefined ? [] : view.workOf(handler)).flatMap(work => readEvidence(work) ?? []).sort((a, b) => weight(b) - weight(a));
  const fromTimes = measured === undefined ? null : measuredWorkload(measured);
  const fromCalls = workloadOf(evidence);
  return {
    function: definition.name,
    trigger: definition.bindings.find(isTrigger)?.type ?? "unknown",
    language,
    lane: handler === undefined ? "unknown" : language === "javascript" || handler.facts.async ? "event-loop" : "sync-pool",
    workload: fromTimes ?? fromCalls,
    basis: fromTimes !== null ? "measured" : fromCalls === "unknown" ? "none" : "calls",
    evidence,
    ...(measured !== undefined && { measured }),
  };
}

/** Work in loops counts more, and what costs only with large values counts nothing. */
function weight({ light, loops }: Evidence): number {
  return light ? 0 : 10 ** Math.min(loops, 3);
}

function workloadOf(evidence: readonly Evidence[]): Workload {
  const sum = (bounds: readonly Evidence["bound"][]): number => evidence.reduce((total, one) => total + (bounds.includes(one.bound) ? weight(one) : 0), 0);
  const io = sum(["io", "mixed"]);
  const cpu = sum(["cpu", "mixed"]);
  if (io > 0 && cpu > 0) return "mixed";
  return io > 0 ? "io" : cpu > 0 ? "cpu" : "unknown";
}

const mostly = 0.6;

/** By the shares of computing and of waiting for dependencies in the duration. Null when neither was measured. */
function measuredWorkload({ durationMs, cpuMs, dependencyMs }: Measured): Workload | null {
  if (!(durationMs > 0) || (cpuMs === undefined && dependencyMs === undefined)) return null;
  const cpu = cpuMs === undefined ? null : cpuMs / durationMs;
  const io = dependencyMs === undefined ? null : dependencyMs / durationMs;
  if (cpu !== null && cpu >= mostly) return "cpu";
  if (io !== null && io >= mostly) return "io";
  // Little computing and much time: the rest is waiting, whether or not it was recorded as a dependency.
  if (cpu !== null) return cpu <= 1 - mostly ? "io" : "mixed";
  return null;
}
