import { UsageError } from "../../model/usage-error.ts";

/** The language worker that runs the handlers. */
export type WorkerLanguage = "python" | "node";

/**
 * Where a piece of a handler runs.
 * - `blocking`: on the thread that runs the handler: a pool thread of a plain `def`, else the event loop.
 * - `awaited`: nowhere; the event loop is free meanwhile. Waiting only.
 * - `executor`: Python's default executor (`asyncio.to_thread`), Node's worker threads.
 * - `pool`: Node's libuv pool (`fs`, `dns.lookup`, `zlib`, `crypto` in their asynchronous forms).
 */
export type SegmentPlace = "blocking" | "awaited" | "executor" | "pool";

export interface Segment {
  readonly kind: "io" | "cpu";
  readonly ms: number;
  readonly on: SegmentPlace;
}

export interface Handler {
  readonly name: string;
  /** `thread`: a plain Python `def`, run by the sync pool. `loop`: `async def`, and every JavaScript handler. */
  readonly lane: "loop" | "thread";
  readonly segments: readonly Segment[];
}

export interface Workers {
  readonly language: WorkerLanguage;
  /** Machines the app is scaled out to; requests are dealt to them in turn. */
  readonly instances: number;
  /** FUNCTIONS_WORKER_PROCESS_COUNT. */
  readonly processes: number;
  /** PYTHON_THREADPOOL_THREAD_COUNT: threads of one process for plain `def` handlers. */
  readonly threads: number;
  /** Threads of one process behind `executor`. */
  readonly executorThreads: number;
  /** UV_THREADPOOL_SIZE. */
  readonly poolThreads: number;
  /** Cores of one instance. */
  readonly cores: number;
  /** A further process is ready each time this has passed; 0 when all are warm. The host leaves 10 s between them. */
  readonly staggerMs: number;
  /** Invocations that one instance takes at a time (queue batch, `maxConcurrentCalls`, Flex per-instance concurrency). */
  readonly concurrency: number;
}

/** When requests come: `times` in milliseconds, ascending, and the index of the handler that each one calls. */
export interface Arrivals {
  readonly times: Float64Array;
  readonly handlers: Uint16Array;
}

export interface Scenario {
  readonly workers: Workers;
  readonly handlers: readonly Handler[];
  readonly arrivals: Arrivals;
}

/** CPython's rule for an executor without a size, which is also the rule for asyncio's default executor. */
export function pythonDefaultThreads(cores: number): number {
  return Math.min(32, Math.floor(cores) + 4);
}

/** What applies where a setting is not given. */
export function defaultWorkers(language: WorkerLanguage, given: Partial<Workers> = {}): Workers {
  const cores = given.cores ?? 1;
  const processes = given.processes ?? 1;
  const executorThreads = language === "python" ? pythonDefaultThreads(cores) : Math.max(1, Math.floor(cores / processes));
  return {
    language, instances: 1, processes, threads: pythonDefaultThreads(cores), executorThreads, poolThreads: 4,
    cores, staggerMs: 0, concurrency: Number.POSITIVE_INFINITY, ...given,
  };
}

const counts = {
  instances: { what: "The number of instances", max: 1000 },
  processes: { what: "The number of worker processes (FUNCTIONS_WORKER_PROCESS_COUNT)", max: 10 },
  threads: { what: "The number of threads (PYTHON_THREADPOOL_THREAD_COUNT)", max: 10_000 },
  executorThreads: { what: "The number of executor threads", max: 10_000 },
  poolThreads: { what: "The size of the libuv pool (UV_THREADPOOL_SIZE)", max: 1024 },
} as const;

/** Throws {@link UsageError} when a scenario cannot be run: counts out of range, a wait that nothing can await. */
export function validateScenario({ workers, handlers, arrivals }: Scenario): void {
  for (const [key, { what, max }] of Object.entries(counts)) {
    const value = workers[key as keyof typeof counts];
    if (!Number.isInteger(value) || value < 1 || value > max)
      throw new UsageError(`${what} must be a whole number from 1 to ${max}, not ${value}.`);
  }
  if (!(workers.cores > 0 && Number.isFinite(workers.cores)))
    throw new UsageError(`The number of cores must be greater than 0, not ${workers.cores}.`);
  if (!(workers.concurrency >= 1)) throw new UsageError(`The concurrency of an instance must be at least 1, not ${workers.concurrency}.`);
  if (!(workers.staggerMs >= 0)) throw new UsageError("The time between two process starts must not be negative.");
  if (arrivals.times.length === 0) throw new UsageError("There must be at least one request.");
  for (const handler of handlers) validateHandler(handler, workers.language);
}

function validateHandler({ name, lane, segments }: Handler, language: WorkerLanguage): void {
  const where = `The handler \`${name}\``;
  if (segments.length === 0) throw new UsageError(`${where} has no segment: say what it does, for example with --io 200ms or --cpu 50ms.`);
  if (lane === "thread" && language === "node") throw new UsageError(`${where} cannot run on a sync pool: Node runs every handler on its event loop.`);
  for (const { kind, ms, on } of segments) {
    if (!(ms >= 0 && Number.isFinite(ms))) throw new UsageError(`${where} has a segment of ${ms} ms: a duration must be a number of at least 0.`);
    if (on === "pool" && language === "python")
      throw new UsageError(`${where} has a \`pool\` segment: the libuv pool exists in Node only. Use \`executor\`.`);
    if (lane === "thread" && on !== "blocking")
      throw new UsageError(`${where} is a plain \`def\`: its segments can only be \`blocking\`, not \`${on}\`. Make the handler async, or the segment blocking.`);
    if (kind === "cpu" && on === "awaited")
      throw new UsageError(`${where} has an awaited CPU segment: awaiting does not move computing off the event loop. Use \`blocking\` or \`executor\`.`);
  }
}
