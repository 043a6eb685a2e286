import { Option, type Command } from "commander";

import { parseDuration } from "../advice/duration.ts";
import type { ArrivalPattern } from "../advice/simulation/arrivals.ts";
import type { Segment, SegmentPlace, WorkerLanguage, Workers } from "../advice/simulation/scenario.ts";
import { handlerFromProfile, type GivenDuration } from "../advice/simulation/from-profile.ts";
import type { Description, WeightedHandler } from "../advice/simulation/sweep.ts";
import { UsageError } from "../model/usage-error.ts";
import { count, duration, positive } from "./values.ts";

/** A segment with its place on the command line, so that --io and --cpu can be mixed in order. */
interface OrderedSegment {
  readonly order: number;
  readonly kind: Segment["kind"];
  readonly text: string;
}

export interface SimulateOptions {
  readonly language: WorkerLanguage;
  readonly handler?: "sync" | "async";
  readonly io: readonly OrderedSegment[];
  readonly cpu: readonly OrderedSegment[];
  readonly app?: string;
  readonly function?: string;
  readonly each: readonly GivenDuration[];
  readonly requests: number;
  readonly rate?: number;
  readonly burst?: number;
  readonly every?: number;
  readonly processes?: number;
  readonly threads?: number;
  readonly executorThreads?: number;
  readonly uvThreads?: number;
  readonly cores?: number;
  readonly instances?: number;
  readonly concurrency?: number;
  readonly stagger?: number | true;
}

/** The options that say what is simulated. */
export function addScenarioOptions(command: Command): Command {
  let order = 0;
  const segment = (kind: Segment["kind"]) => (text: string, previous: readonly OrderedSegment[]) => [...previous, { order: order++, kind, text }];
  return command
    .addOption(new Option("--language <language>", "language of the workers").choices(["python", "node"]).default("python"))
    .addOption(new Option("--handler <form>", "a plain `def` on the sync pool, or `async` on the event loop").choices(["sync", "async"]))
    .option("--io <duration[:place]>", "the handler waits: 8s, 300ms:awaited; places: blocking, awaited, executor, pool", segment("io"), [])
    .option("--cpu <duration[:place]>", "the handler computes: 300ms, 20ms:executor; places: blocking, executor, pool", segment("cpu"), [])
    .option("--function <name>", "take the shape of this function of the app, with --each for its times")
    .option("--app <folder>", "the app that holds the function; the working directory if not given")
    .option("--each <call=duration>", "how long a call of the function takes, or every call of a kind: requests.get=800ms, network=200ms", collectDuration, [])
    .option("--requests <count>", "how many requests come", count("--requests"), 50)
    .option("--rate <per second>", "they come evenly at this rate instead of all at once", positive("--rate"))
    .option("--burst <count>", "they come in bursts of this size, with --every", count("--burst"))
    .option("--every <duration>", "time between two bursts", duration("--every"))
    .option("--processes <count>", "FUNCTIONS_WORKER_PROCESS_COUNT, 1 to 10", count("--processes"))
    .option("--threads <count>", "PYTHON_THREADPOOL_THREAD_COUNT", count("--threads"))
    .option("--executor-threads <count>", "threads behind `executor`", count("--executor-threads"))
    .option("--uv-threads <count>", "UV_THREADPOOL_SIZE (Node)", count("--uv-threads"))
    .option("--cores <count>", "cores of an instance", positive("--cores"))
    .option("--instances <count>", "instances the app is scaled out to", count("--instances"))
    .option("--concurrency <count>", "invocations that one instance takes at a time", count("--concurrency"))
    .option("--stagger [duration]", "cold start: one more process is ready each time this has passed (10s if not given)", duration("--stagger"));
}

function collectDuration(text: string, previous: readonly GivenDuration[]): GivenDuration[] {
  const at = text.lastIndexOf("=");
  if (at < 1) throw new UsageError(`--each \`${text}\` must name a call and its duration, for example requests.get=800ms.`);
  return [...previous, { name: text.slice(0, at).trim(), ms: parseDuration(text.slice(at + 1), "--each") }];
}

/** What the options describe. Throws {@link UsageError}. */
export async function readDescription(options: SimulateOptions, cwd: string): Promise<Description> {
  const { language, handler } = options.function === undefined ? describedHandler(options) : await profiledHandler(options, options.function, cwd);
  return { language, workers: readWorkers(options), handlers: [handler], requests: options.requests, arrivals: readArrivals(options) };
}

interface LanguageHandler {
  readonly language: WorkerLanguage;
  readonly handler: WeightedHandler;
}

async function profiledHandler({ app, each, io, cpu, handler, cores }: SimulateOptions, name: string, cwd: string): Promise<LanguageHandler> {
  if (io.length + cpu.length > 0 || handler !== undefined)
    throw new UsageError("--function takes the shape of the handler from the code: leave out --io, --cpu and --handler.");
  // Only this needs the parsers, which take their time to load.
  const { advise } = await import("../advise.ts");
  const { reports } = advise({ cwd, ...(app !== undefined && { app }), ...(cores !== undefined && { cores }) });
  const profiles = reports.flatMap(report => report.profiles);
  const profile = profiles.find(one => one.function.toLowerCase() === name.toLowerCase());
  if (profile === undefined) throw new UsageError(`There is no function \`${name}\` in ${app ?? "this folder"}. Functions: ${profiles.map(one => one.function).join(", ")}.`);
  return { language: profile.language === "python" ? "python" : "node", handler: handlerFromProfile(profile, each) };
}

function describedHandler(options: SimulateOptions): LanguageHandler {
  const { language } = options;
  if (options.each.length > 0 || options.app !== undefined) throw new UsageError("--app and --each go with --function.");
  if (language === "node" && options.handler === "sync")
    throw new UsageError("--handler sync is for Python: Node runs every handler on its event loop.");
  const lane = language === "python" && options.handler !== "async" ? "thread" : "loop";
  const segments = [...options.io, ...options.cpu].sort((a, b) => a.order - b.order).map(given => readSegment(given, lane));
  if (segments.length === 0) throw new UsageError("Say what the handler does, for example --io 800ms or --cpu 50ms.");
  return { language, handler: { name: "handler", lane, segments, weight: 1 } };
}

const places: readonly SegmentPlace[] = ["blocking", "awaited", "executor", "pool"];

function readSegment({ kind, text }: OrderedSegment, lane: "loop" | "thread"): Segment {
  const [time = "", place, ...rest] = text.split(":");
  const on = place === undefined ? undefined : places.find(known => known === place);
  if (rest.length > 0 || (place !== undefined && on === undefined))
    throw new UsageError(`--${kind} \`${text}\` must be a duration and perhaps a place, for example 300ms:blocking. The places are ${places.join(", ")}.`);
  return { kind, ms: parseDuration(time, `--${kind}`), on: on ?? (kind === "io" && lane === "loop" ? "awaited" : "blocking") };
}

function readWorkers(options: SimulateOptions): Partial<Workers> {
  const given: { [key in keyof Workers]?: Workers[key] | undefined } = {
    processes: options.processes,
    threads: options.threads,
    executorThreads: options.executorThreads,
    poolThreads: options.uvThreads,
    cores: options.cores,
    instances: options.instances,
    concurrency: options.concurrency,
    staggerMs: options.stagger === true ? 10_000 : options.stagger,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function readArrivals({ rate, burst, every }: SimulateOptions): ArrivalPattern {
  if (rate !== undefined && burst !== undefined) throw new UsageError("Give either --rate or --burst, not both.");
  if ((burst === undefined) !== (every === undefined)) throw new UsageError("--burst and --every go together, for example --burst 20 --every 10s.");
  if (burst !== undefined && every !== undefined) return { kind: "bursts", size: burst, everyMs: every };
  return rate === undefined ? { kind: "at-once" } : { kind: "rate", perSecond: rate };
}
