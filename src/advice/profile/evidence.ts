import type { BlockingKind } from "../../model/catalogue.ts";
import type { TrailStep } from "../../model/finding.ts";
import type { WorkCall } from "../../model/workload.ts";
import { findKnownWork } from "./known-work.ts";

/** A call that decides what a function is bound by. */
export interface Evidence {
  /** As written. */
  readonly call: string;
  readonly kind: BlockingKind;
  readonly bound: "io" | "cpu" | "mixed";
  /**
   * Where it is done: `thread` is the one that runs the handler (the event loop, or a thread of the sync pool), `awaited`
   * holds nothing, `executor` is another thread or process, `pool` is libuv's.
   */
  readonly place: "thread" | "awaited" | "executor" | "pool";
  /** Loops around it: each counts it many times. */
  readonly loops: number;
  /** A call that costs something only with large values: it decides nothing unless it is in a loop. */
  readonly light: boolean;
  readonly trail: readonly TrailStep[];
  /** Literal texts among its arguments, for a look at addresses. */
  readonly texts: readonly string[];
}

/** As written; what is handed to an executor is named with it: `asyncio.to_thread(requests.get)`. */
function shownCall({ call, blocking, runs }: WorkCall): string {
  const last = blocking?.call.slice(blocking.call.lastIndexOf(".") + 1);
  return runs === "elsewhere" && blocking !== undefined && !call.text.endsWith(last!) ? `${call.text}(${blocking.call})` : call.text;
}

/** What a call to outside code says about the workload; null when nothing is known of it. */
export function readEvidence(work: WorkCall): Evidence | null {
  const { blocking, loops, call } = work;
  const texts = Object.values(call.literals ?? {}).flatMap(value => (value.kind === "constant" && typeof value.value === "string" ? [value.value] : []));
  const common = { call: shownCall(work), loops, texts };
  if (blocking !== undefined) {
    if (blocking.kind === "console") return null;
    const bound = blocking.bound === "wait" ? "io" : blocking.bound;
    return { ...common, trail: work.trail, kind: blocking.kind, bound, light: blocking.severity === "info" && loops === 0, place: work.runs === "elsewhere" ? "executor" : "thread" };
  }
  const known = findKnownWork(work.language, work.module, work.path);
  if (known === undefined) return null;
  const bound = known.kind === "cpu" ? "cpu" : "io";
  const place = known.pool === true ? "pool" : work.runs === "elsewhere" ? "executor" : bound === "cpu" ? "thread" : "awaited";
  return { ...common, trail: work.trail, kind: known.kind, bound, light: false, place };
}
