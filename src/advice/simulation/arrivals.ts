import { UsageError } from "../../model/usage-error.ts";
import type { Arrivals } from "./scenario.ts";

/** How requests come: all at once, evenly, or in bursts of `size` every `everyMs`. */
export type ArrivalPattern =
  | { readonly kind: "at-once" }
  | { readonly kind: "rate"; readonly perSecond: number }
  | { readonly kind: "bursts"; readonly size: number; readonly everyMs: number };

/**
 * Makes the arrival times of `requests` requests. `handlers` says how many kinds of handlers take turns, in proportion
 * to `weights` (each a whole number; one handler of weight 1 if not given).
 */
export function makeArrivals(requests: number, pattern: ArrivalPattern = { kind: "at-once" }, weights: readonly number[] = [1]): Arrivals {
  if (!Number.isInteger(requests) || requests < 1) throw new UsageError(`The number of requests must be a whole number of at least 1, not ${requests}.`);
  const time = timeOf(pattern);
  const turn = turns(weights);
  const handlers = new Uint16Array(requests);
  if (weights.length > 1) for (let request = 0; request < requests; request++) handlers[request] = turn[request % turn.length]!;
  const times = new Float64Array(requests);
  for (let request = 0; request < requests; request++) times[request] = time(request);
  return { times, handlers };
}

function timeOf(pattern: ArrivalPattern): (request: number) => number {
  if (pattern.kind === "at-once") return () => 0;
  if (pattern.kind === "rate") {
    const { perSecond } = pattern;
    if (!(perSecond > 0 && Number.isFinite(perSecond))) throw new UsageError(`The rate must be greater than 0 requests a second, not ${perSecond}.`);
    return request => (request * 1000) / perSecond;
  }
  const { size, everyMs } = pattern;
  if (!Number.isInteger(size) || size < 1) throw new UsageError(`The size of a burst must be a whole number of at least 1, not ${size}.`);
  if (!(everyMs > 0)) throw new UsageError("The time between two bursts must be greater than 0.");
  return request => Math.floor(request / size) * everyMs;
}

/** One round of turns, spread evenly: weights 3 and 1 give 0 0 1 0 rather than 0 0 0 1. */
function turns(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const credit = weights.map(() => 0);
  return Array.from({ length: total }, () => {
    for (const [index, weight] of weights.entries()) credit[index]! += weight;
    const chosen = credit.indexOf(Math.max(...credit));
    credit[chosen]! -= total;
    return chosen;
  });
}
