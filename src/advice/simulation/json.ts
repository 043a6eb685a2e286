import { defaultWorkers } from "./scenario.ts";
import type { Description, Point } from "./sweep.ts";

/** The published JSON form of a simulation (schemas/simulate.schema.json); times in milliseconds. */
export function toJson(description: Description, points: readonly Point[]): object {
  const { language, handlers, requests, arrivals } = description;
  return {
    formatVersion: 1,
    scenario: { language, workers: finite(defaultWorkers(language, description.workers)), handlers, requests, arrivals },
    results: points.map(({ settings, summary }) => ({ settings, ...summary })),
  };
}

/** Without the limit that is none: JSON has no infinity. */
function finite<T extends object>(record: T): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== Number.POSITIVE_INFINITY));
}
