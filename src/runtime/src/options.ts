import { availableParallelism } from "node:os";
import type { ResourceLimits } from "node:worker_threads";

export interface ExecutorOptions {
  /** Threads that stay when there is nothing to do. Default 0. */
  minThreads?: number;
  /** Default: the cores, shared between the worker processes of the function app (`FUNCTIONS_WORKER_PROCESS_COUNT`), at least 1. */
  maxThreads?: number;
  /** Calls that may wait for a thread; one more is rejected with `ERR_OFFLOAD_QUEUE_FULL`. Default 1024. */
  maxQueue?: number;
  /** Milliseconds after which an idle thread above `minThreads` ends. Default 30,000. */
  idleTimeout?: number;
  /** Milliseconds a call may take, waiting included. Default: no limit. */
  timeout?: number | undefined;
  /** Limits of each thread, as `new Worker` takes them. */
  resourceLimits?: ResourceLimits;
  /** Runs everything in the calling thread: for unit tests of sources that a worker cannot load. Default false. */
  inline?: boolean;
  /** Whether errors say where the call came from, which costs three or four microseconds a call. Default true. */
  stack?: boolean;
}

export interface CallOptions {
  /** Rejects with the signal's reason and ends the call. */
  signal?: AbortSignal | undefined;
  /** Milliseconds, waiting included. */
  timeout?: number | undefined;
  /** Moved to the worker instead of copied, as in `postMessage`. */
  transfer?: readonly ArrayBuffer[] | undefined;
}

export type Settings = Required<Omit<ExecutorOptions, "timeout" | "resourceLimits">> & Pick<ExecutorOptions, "timeout" | "resourceLimits">;

/** The numbers among the options: the least each may be. */
const least: Partial<Record<string, number>> = { minThreads: 0, maxThreads: 1, maxQueue: 0, idleTimeout: 0, timeout: 1 };

/** The settings after a change; throws a TypeError that names the option. */
export function changeSettings(before: Settings, options: ExecutorOptions): Settings {
  const settings = { ...before };
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) Reflect.set(settings, name, checkOption(name, value));
  }
  return settings;
}

/** Throws a TypeError that names an option whose value makes no sense. */
export function checkOption<Value>(name: string, value: Value): Value {
  const minimum = least[name];
  if (minimum !== undefined && !(Number(value) >= minimum)) throw new TypeError(`options.${name} must be a number of at least ${minimum}.`);
  return value;
}

export function defaultSettings(): Settings {
  const { FUNCFIX_INLINE, FUNCFIX_MAX_THREADS, FUNCTIONS_WORKER_PROCESS_COUNT } = process.env;
  return {
    minThreads: 0,
    maxThreads: checkOption("maxThreads", Number(FUNCFIX_MAX_THREADS || (Math.floor(availableParallelism() / Number(FUNCTIONS_WORKER_PROCESS_COUNT || 1)) || 1))),
    maxQueue: 1024,
    idleTimeout: 30_000,
    inline: FUNCFIX_INLINE === "1" || FUNCFIX_INLINE === "true",
    stack: true,
  };
}
