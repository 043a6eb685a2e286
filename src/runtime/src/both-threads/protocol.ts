import * as Reply from "./reply.ts";
import type { Packed } from "./values.ts";

/** A call on its way to a worker, which both sides count. `from` is there for packages only. */
export type Call = [url: string, from: string | undefined, name: string, ...args: Packed];

/** What a worker answers, of a kind of `reply.ts`; calls are answered in the order they were posted. */
export type Answer = [kind: number, ...value: Packed];

/*
 * Main thread and worker share a word: the sequence number of the first call that nobody has
 * claimed. Whoever moves it past a call owns that call: the worker runs it, or the main thread
 * takes it back, never both.
 */

/** Where on `globalThis` the process, or the worker, has what there is once. */
export const sharedKey = Symbol.for("funcfix-runtime/0");

/** The answer for what cannot be sent between threads. */
export function refuseToClone(which: "was given" | "gave", error: unknown): Answer {
  return [Reply.refused, ["ERR_OFFLOAD_CLONE", `${which} what cannot be sent between threads: ${String(error)}`]];
}
