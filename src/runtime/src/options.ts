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
  /** Whether errors say where the call came from, which costs a microsecond or two a call. Default true. */
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

type Check = [accepts: (value: unknown) => boolean, expected: string];

const longestTimer = 2 ** 31 - 1;
const isCount = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least;
const positive: Check = [value => isCount(value, 1), "a positive integer"];
const count: Check = [value => isCount(value, 0), "a whole number, 0 or more"];
const flag: Check = [value => typeof value === "boolean", "a boolean"];
const milliseconds: Check = [value => typeof value === "number" && value > 0 && value <= longestTimer, `a number of milliseconds, more than 0 and at most ${longestTimer}`];

const checks: Record<keyof ExecutorOptions, Check> = {
  minThreads: count,
  maxThreads: positive,
  maxQueue: count,
  idleTimeout: [value => value === Infinity || count[0](value), "a number of milliseconds, 0 or more"],
  timeout: milliseconds,
  resourceLimits: [value => typeof value === "object" && value !== null, "an object"],
  inline: flag,
  stack: flag,
};

/** The settings after a change; throws a TypeError that names the option. */
export function changeSettings(before: Settings, options: ExecutorOptions): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!Object.hasOwn(checks, name)) throw new TypeError(`options.${name} is not an option of the executor.`);
    check(`options.${name}`, value, checks[name as keyof ExecutorOptions]);
  }
  const settings: Settings = { ...before, ...Object.fromEntries(given) };
  if (settings.minThreads > settings.maxThreads) throw new TypeError("options.minThreads must not be greater than options.maxThreads.");
  return settings;
}

export function checkTimeout(timeout: number | undefined): void {
  if (timeout !== undefined) check("options.timeout", timeout, milliseconds);
}

function check(name: string, value: unknown, [accepts, expected]: Check): void {
  if (!accepts(value)) throw new TypeError(`${name} must be ${expected}.`);
}

export function defaultSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const given = env["FUNCFIX_MAX_THREADS"];
  if (given) check("FUNCFIX_MAX_THREADS", Number(given), positive);
  const processes = Number(env["FUNCTIONS_WORKER_PROCESS_COUNT"]);
  return {
    minThreads: 0,
    maxThreads: given ? Number(given) : Math.max(1, Math.floor(availableParallelism() / (processes >= 1 ? processes : 1))),
    maxQueue: 1024,
    idleTimeout: 30_000,
    inline: ["1", "true"].includes(env["FUNCFIX_INLINE"] ?? ""),
    stack: true,
  };
}
