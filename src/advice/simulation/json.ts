import { defaultWorkers } from "./scenario.ts";
import type { Summary } from "./summary.ts";
import type { Description, Point } from "./sweep.ts";

/** The published JSON form of a simulation (schemas/simulate.schema.json); times in milliseconds. */
export function toJson(description: Description, points: readonly Point[], measured: readonly Summary[] = [], scale = 1): object {
  const { language, handlers, requests, arrivals } = description;
  return {
    formatVersion: 1,
    scenario: { language, workers: finite(defaultWorkers(language, description.workers)), handlers, requests, arrivals },
    results: points.map(({ settings, summary }, index) => {
      const real = measured[index];
      return { settings, ...summary, ...(real === undefined ? {} : { measured: { scale, ...figures(real) } }) };
    }),
  };
}

/** Real answers come at no equal times, and the use of the cores is not measured. */
function figures({ requests, makespan, mean, p50, p95, p99, max, throughput }: Summary): object {
  return { requests, makespan, mean, p50, p95, p99, max, throughput };
}

/** Without the limit that is none: JSON has no infinity. */
function finite<T extends object>(record: T): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== Number.POSITIVE_INFINITY));
}
