import type { Packed } from "./values.ts";

/** A call on its way to a worker, which both sides count. `from` is there for packages only. */
export type Call = [url: string, from: string | undefined, name: string, ...args: Packed];

/** What a worker answers; calls are answered in the order they were posted. */
export const Reply = { ready: 0, result: 1, error: 2, noExport: 3, uncloneable: 4, unloadable: 5, unreadable: 6 } as const;
export type ReplyKind = (typeof Reply)[keyof typeof Reply];
export type Answer = [kind: ReplyKind, ...value: Packed];

/**
 * The word that main thread and worker share: the sequence number of the first call that nobody
 * has claimed. Whoever moves it past a call owns that call: the worker runs it, or the main
 * thread takes it back, never both.
 */
export function claim(unclaimed: Int32Array<SharedArrayBuffer>, first: number, last: number): boolean {
  return Atomics.compareExchange(unclaimed, 0, first, (last + 1) | 0) === first;
}

/** Set in workers of this package; nested calls run in the thread they are in. */
export const inWorker = Symbol.for("funcfix-runtime/worker");
