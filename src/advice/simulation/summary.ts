import type { Run } from "./simulate.ts";

/** What a run comes to; times in milliseconds. */
export interface Summary {
  readonly requests: number;
  /** From the first arrival to the last answer. */
  readonly makespan: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Answers a second over the makespan. */
  readonly throughput: number;
  /** The part of all cores' time that was computed in, 0 to 1. */
  readonly coreUse: number;
  /** When answers came, in order, equal times taken together; at most {@link largestFinishTable} entries, else empty. */
  readonly finishes: readonly Finish[];
}

export interface Finish {
  readonly at: number;
  readonly requests: number;
}

const largestFinishTable = 12;

export function summarize({ scenario, finish, coreMs }: Run): Summary {
  const { times } = scenario.arrivals;
  const latencies = Float64Array.from(finish, (end, request) => end - times[request]!).sort();
  let sum = 0;
  for (const latency of latencies) sum += latency;
  const last = finish.reduce((latest, end) => Math.max(latest, end), 0);
  const makespan = last - times[0]!;
  const { cores, instances } = scenario.workers;
  return {
    requests: latencies.length,
    makespan,
    mean: sum / latencies.length,
    p50: percentile(latencies, 50),
    p95: percentile(latencies, 95),
    p99: percentile(latencies, 99),
    max: latencies[latencies.length - 1]!,
    throughput: makespan > 0 ? (latencies.length * 1000) / makespan : Number.POSITIVE_INFINITY,
    coreUse: makespan > 0 ? coreMs / (makespan * cores * instances) : 0,
    finishes: finishTable(finish),
  };
}

/** Nearest rank: the smallest value that at least `percent` of all values do not exceed. */
export function percentile(sorted: Float64Array, percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]!;
}

function finishTable(finish: Float64Array): Finish[] {
  const counts = new Map<number, number>();
  for (const end of finish) {
    const at = Math.round(end * 1000) / 1000;
    counts.set(at, (counts.get(at) ?? 0) + 1);
    if (counts.size > largestFinishTable) return [];
  }
  return [...counts].map(([at, requests]) => ({ at, requests })).sort((a, b) => a.at - b.at);
}
