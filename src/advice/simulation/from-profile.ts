import { UsageError } from "../../model/usage-error.ts";
import type { Evidence } from "../profile/evidence.ts";
import type { FunctionProfile } from "../profile/profile.ts";
import type { WeightedHandler } from "./sweep.ts";
import type { Segment } from "./scenario.ts";

/** A duration the user gives for a call (`requests.get`) or for all calls of a kind (`network`). */
export interface GivenDuration {
  readonly name: string;
  readonly ms: number;
}

const places = { thread: "blocking", awaited: "awaited", executor: "executor", pool: "pool" } as const satisfies Record<Evidence["place"], Segment["on"]>;

/**
 * A handler for the simulation with the shape that the profile of a function has: its calls in order, each where it runs.
 * The durations are the user's; none is made up. Throws {@link UsageError} when one is missing or names no call.
 */
export function handlerFromProfile(profile: FunctionProfile, given: readonly GivenDuration[]): WeightedHandler {
  const { function: name, lane } = profile;
  const calls = profile.evidence.filter(one => !one.light).sort(bySource);
  if (lane === "unknown") throw new UsageError(`The handler of \`${name}\` was not found, so its shape is not known: describe it with --io and --cpu.`);
  if (calls.length === 0) throw new UsageError(`Nothing is known about what \`${name}\` calls: describe it with --io and --cpu.`);
  const unused = given.find(({ name: wanted }) => !calls.some(({ call, kind }) => call === wanted || kind === wanted));
  if (unused !== undefined) throw new UsageError(`--each ${unused.name} names no call of \`${name}\`. Its calls are ${listOf(calls)}.`);
  const segments = calls.map(({ call, kind, bound, place }): Segment => {
    const duration = given.find(one => one.name === call) ?? given.find(one => one.name === kind);
    if (duration === undefined) throw new UsageError(`Say how long \`${call}\` in \`${name}\` takes: --each ${call}=200ms, or --each ${kind}=200ms for all of this kind. Its calls are ${listOf(calls)}.`);
    // On a plain `def` everything runs on its thread, whatever it awaits elsewhere.
    return { kind: bound === "cpu" || kind === "cpu" ? "cpu" : "io", ms: duration.ms, on: lane === "sync-pool" ? "blocking" : places[place] };
  });
  return { name, lane: lane === "sync-pool" ? "thread" : "loop", segments, weight: 1 };
}

function listOf(calls: readonly Evidence[]): string {
  return [...new Set(calls.map(({ call, kind }) => `\`${call}\` (${kind})`))].join(", ");
}

/** In the order of the source: by the places of the trails, step by step. */
function bySource(a: Evidence, b: Evidence): number {
  for (const [index, step] of a.trail.entries()) {
    const other = b.trail[index];
    if (other === undefined) return 1;
    if (step.range.start !== other.range.start) return step.range.start - other.range.start;
  }
  return -1;
}
