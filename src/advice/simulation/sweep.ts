import { UsageError } from "../../model/usage-error.ts";
import { makeArrivals, type ArrivalPattern } from "./arrivals.ts";
import { defaultWorkers, type Handler, type WorkerLanguage, type Workers } from "./scenario.ts";
import { simulate, type Run } from "./simulate.ts";
import { summarize, type Summary } from "./summary.ts";

/** A scenario in the terms of a user: what is not given takes its default, anew for each point of a sweep. */
export interface Description {
  readonly language: WorkerLanguage;
  readonly workers: Partial<Workers>;
  readonly handlers: readonly WeightedHandler[];
  readonly requests: number;
  readonly arrivals: ArrivalPattern;
}

export interface WeightedHandler extends Handler {
  /** How many of the requests call it, in proportion to the others; a whole number. */
  readonly weight: number;
}

/** One setting that is tried with several values. */
export interface Dimension {
  readonly name: SweepName;
  readonly values: readonly number[];
}

/** One point of a sweep: the values tried, the run and its summary. */
export interface Point {
  readonly settings: Readonly<Partial<Record<SweepName, number>>>;
  readonly run: Run;
  readonly summary: Summary;
}

type Applied = (description: Description, value: number) => Description;

function worker(key: keyof Workers): Applied {
  return (description, value) => ({ ...description, workers: { ...description.workers, [key]: value } });
}

/** What can be swept, by the name of its option. */
const sweepable = {
  "processes": worker("processes"),
  "threads": worker("threads"),
  "executor-threads": worker("executorThreads"),
  "uv-threads": worker("poolThreads"),
  "cores": worker("cores"),
  "instances": worker("instances"),
  "concurrency": worker("concurrency"),
  "requests": (description, value) => ({ ...description, requests: value }),
  "rate": (description, value) => ({ ...description, arrivals: { kind: "rate", perSecond: value } }),
} as const satisfies Record<string, Applied>;

export type SweepName = keyof typeof sweepable;

const largestSweep = 400;

/** Simulates each combination of the dimensions' values; one point without any. Intervals are kept if asked for. */
export function sweep(description: Description, dimensions: readonly Dimension[], options: { readonly trace?: boolean } = {}): Point[] {
  let combinations: Point["settings"][] = [{}];
  for (const { name, values } of dimensions)
    combinations = combinations.flatMap(settings => values.map(value => ({ ...settings, [name]: value })));
  if (combinations.length > largestSweep)
    throw new UsageError(`The sweep has ${combinations.length} combinations; at most ${largestSweep} can be simulated at a time.`);
  return combinations.map(settings => {
    let point = description;
    for (const [name, value] of Object.entries(settings)) point = sweepable[name as SweepName](point, value);
    const run = runOnce(point, options);
    return { settings, run, summary: summarize(run) };
  });
}

/** Simulates a description as it is. */
export function runOnce(description: Description, options: { readonly trace?: boolean } = {}): Run {
  const { language, workers, handlers, requests, arrivals } = description;
  return simulate(
    {
      workers: defaultWorkers(language, workers),
      handlers,
      arrivals: makeArrivals(requests, arrivals, handlers.map(handler => handler.weight)),
    },
    options,
  );
}

/** Reads `threads=1,2,4` or `processes=1..4`. Throws {@link UsageError}. */
export function parseDimension(text: string): Dimension {
  const [name = "", list = "", ...rest] = text.split("=");
  if (!isSweepName(name) || rest.length > 0)
    throw new UsageError(`The sweep \`${text}\` must name a setting and its values, for example threads=1,8,32 or processes=1..4. It can vary: ${Object.keys(sweepable).join(", ")}.`);
  const values = list.split(",").flatMap(part => parseRange(part, text));
  return { name, values: [...new Set(values)] };
}

function isSweepName(name: string): name is SweepName {
  return Object.hasOwn(sweepable, name);
}

function parseRange(part: string, text: string): number[] {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(?:\.\.\s*(\d+))?\s*$/.exec(part);
  const first = Number(match?.[1]);
  const last = match?.[2] === undefined ? first : Number(match[2]);
  if (match === null || first <= 0 || last < first)
    throw new UsageError(`The sweep \`${text}\` holds \`${part}\`, which is neither a number greater than 0 nor a range such as 1..8.`);
  if (last - first > largestSweep) throw new UsageError(`The sweep \`${text}\` has more than ${largestSweep} values.`);
  return Array.from({ length: Math.floor(last - first) + 1 }, (_, index) => first + index);
}
