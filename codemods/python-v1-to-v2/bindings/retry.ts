import type { Json } from "../../../src/model/app.ts";
import { isRecord, property } from "../../../src/project/json.ts";
import { json, type Argument, type Decoration } from "./decoration.ts";
import { RETRY_SINCE } from "./decorators.ts";

/** The worker reads intervals with `strptime("%H:%M:%S")`. */
const INTERVAL = /^(?:[01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d$/;

const STRATEGIES: Readonly<Record<string, { readonly name: string; readonly intervals: readonly (readonly [key: string, argument: string])[] }>> = {
  fixeddelay: { name: "fixed_delay", intervals: [["delayInterval", "delay_interval"]] },
  exponentialbackoff: { name: "exponential_backoff", intervals: [["minimumInterval", "minimum_interval"], ["maximumInterval", "maximum_interval"]] },
};

/** The `retry` of function.json as a decorator; undefined when there is none. */
export function retryDecoration(retry: Json | undefined): { readonly decoration: Decoration } | { readonly refusal: string } | undefined {
  if (retry === undefined || retry === null) return undefined;
  if (!isRecord(retry)) return { refusal: "`retry` is not an object" };
  const strategy = STRATEGIES[String(property(retry, "strategy")).replaceAll("_", "").toLowerCase()];
  if (strategy === undefined) return { refusal: `the retry strategy ${JSON.stringify(property(retry, "strategy") ?? null)} is neither fixedDelay nor exponentialBackoff` };
  const count = property(retry, "maxRetryCount");
  if (!/^-?\d+$/.test(String(count))) return { refusal: "`retry` has no whole number as `maxRetryCount`" };
  const args: [string, Argument][] = [["strategy", json(strategy.name)], ["max_retry_count", json(String(count))]];
  for (const [key, argument] of strategy.intervals) {
    const value = property(retry, key);
    if (typeof value !== "string" || !INTERVAL.test(value))
      return { refusal: `the retry interval \`${key}\` must be HH:MM:SS for the Python worker, not ${JSON.stringify(value ?? null)}` };
    args.push([argument, json(value)]);
  }
  const known = ["strategy", "maxretrycount", ...strategy.intervals.map(([key]) => key.toLowerCase())];
  const other = Object.entries(retry).find(([key, value]) => value !== null && !known.includes(key.toLowerCase()));
  if (other !== undefined) return { refusal: `\`retry\` has \`${other[0]}\`, which the strategy ${strategy.name} does not take` };
  return { decoration: { decorator: "retry", arguments: args, since: RETRY_SINCE } };
}
