/** What a request does in an interval. `held`: waits while it blocks a thread or the loop. `awaited`: waits and blocks nothing. */
export type Activity = "queued" | "held" | "awaited" | "computing";

export interface Interval {
  readonly request: number;
  readonly activity: Activity;
  readonly start: number;
  readonly end: number;
}

/** Notes what each request does, for charts. Intervals without length are dropped. */
export class Trace {
  readonly intervals: Interval[] = [];
  readonly #current: (Activity | null)[] = [];
  readonly #since: number[] = [];

  mark(now: number, request: number, activity: Activity | null): void {
    const before = this.#current[request] ?? null;
    if (before === activity) return;
    const start = this.#since[request] ?? now;
    if (before !== null && now > start) this.intervals.push({ request, activity: before, start, end: now });
    this.#current[request] = activity;
    this.#since[request] = now;
  }
}
