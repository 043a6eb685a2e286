import type { Handler, SegmentPlace } from "./scenario.ts";

/** Stations of one process, in the order of their numbers. */
export const station = { loop: 0, threads: 1, executor: 2, pool: 3 } as const;
export const stationsPerProcess = 4;
/** Not a station: the request waits with nothing held. */
export const nowhere = 4;

/** Handlers as flat arrays: the segments of handler `h` are those from `first[h]` to before `first[h + 1]`. */
export interface HandlerPlan {
  readonly first: Int32Array;
  /** The station a handler runs on: its event loop or the sync pool. */
  readonly lane: Uint8Array;
  readonly ms: Float64Array;
  readonly cpu: Uint8Array;
  /** The station a segment runs on, or {@link nowhere}. */
  readonly place: Uint8Array;
}

/** Lays handlers out for the simulation. Segments that take no time are left out. */
export function planHandlers(handlers: readonly Handler[]): HandlerPlan {
  const kept = handlers.map(handler => handler.segments.filter(segment => segment.ms > 0));
  const segments = kept.flat();
  const first = new Int32Array(handlers.length + 1);
  for (const [index, own] of kept.entries()) first[index + 1] = first[index]! + own.length;
  const lane = Uint8Array.from(handlers, handler => (handler.lane === "thread" ? station.threads : station.loop));
  return {
    first,
    lane,
    ms: Float64Array.from(segments, segment => segment.ms),
    cpu: Uint8Array.from(segments, segment => (segment.kind === "cpu" ? 1 : 0)),
    place: Uint8Array.from(kept.flatMap((own, index) => own.map(({ on }) => placeOf(on, lane[index]!)))),
  };
}

function placeOf(on: SegmentPlace, lane: number): number {
  if (on === "blocking") return lane;
  return on === "awaited" ? nowhere : station[on];
}
