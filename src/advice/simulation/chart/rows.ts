import type { Run } from "../simulate.ts";
import type { Activity, Interval } from "../trace.ts";

/** One line of a chart: a request and what it did. */
export interface Row {
  readonly request: number;
  readonly process: number;
  readonly handler: string;
  readonly intervals: readonly Interval[];
}

/** The rows of a chart, by process and arrival. Of more than `limit` requests, an even choice. */
export function chartRows(run: Run, limit: number): Row[] {
  const { arrivals, handlers } = run.scenario;
  const total = arrivals.times.length;
  const shown = new Map<number, Interval[]>();
  for (let index = 0; index < Math.min(limit, total); index++) shown.set(Math.floor((index * total) / Math.min(limit, total)), []);
  for (const interval of run.intervals) shown.get(interval.request)?.push(interval);
  return [...shown]
    .map(([request, intervals]) => ({
      request,
      process: run.process[request]!,
      handler: handlers[arrivals.handlers[request]!]!.name,
      intervals,
    }))
    .sort((a, b) => a.process - b.process || a.request - b.request);
}

export const activityNames: Readonly<Record<Activity, string>> = {
  queued: "waits for a free thread or loop",
  held: "waits and holds its thread or the loop",
  awaited: "waits and holds nothing",
  computing: "computes",
};
