import type { Loaded, Target } from "./both-threads/load.ts";
import type { Answer } from "./both-threads/protocol.ts";
import * as Reply from "./both-threads/reply.ts";
import type { OffloadErrorCode } from "./errors.ts";
import { isMissing, loadModule, pack, perform, refuseToClone, unpack } from "./library.ts";
import type { CallOptions, ExecutorOptions } from "./options.ts";
import { changeSettings, checkOption, defaultSettings } from "./options.ts";
import { createPool } from "./pool.ts";
import { resolveTarget } from "./resolve.ts";
import { shared } from "./shared.ts";
import type { Load, Outcome, Task } from "./task.ts";
import { createTask, fail, failWith, settle, watch } from "./task.ts";
import { delay } from "./timer.ts";

export interface Stats {
  /** Calls that gave a result. */
  completed: number;
  /** Calls that threw, or could not be run (no such export, queue full, not cloneable). */
  failed: number;
  /** Calls whose thread died. */
  crashed: number;
  /** Calls given up by signal or timeout. */
  aborted: number;
  queued: number;
  running: number;
  /** Threads alive, also those that a native call holds after it was given up. */
  threads: number;
}

export interface RunOptions extends CallOptions {
  /** The module that names a package: `import.meta.url` or `__filename`. Default: the caller's file. */
  from?: string | URL;
}

export interface CloseOptions {
  /** Milliseconds for what runs and waits; what is not done then is rejected with `ERR_OFFLOAD_CLOSED`. Default: no limit. */
  graceMs?: number;
}

/** Runs exported functions of modules in worker threads. */
export interface Executor {
  /** Runs `name(...args)` of the module `specifier`. */
  run(specifier: string | URL, name: string, args?: readonly unknown[], options?: RunOptions): Promise<unknown>;
  /** Changes the settings for what comes; threads that run keep their limits. */
  configure(options: ExecutorOptions): void;
  /** Starts `minThreads` threads, at least one, and resolves when they answer. */
  warmup(): Promise<void>;
  stats(): Stats;
  /** Takes no more calls, lets the accepted ones finish, and ends the threads. */
  close(options?: CloseOptions): Promise<void>;
  /** @internal */
  readonly isClosed: boolean;
  /** `run` for a module that is resolved already. The user's code called the function that calls this. @internal */
  call(target: Target, name: string, args: readonly unknown[], options: CallOptions, load?: Load): Promise<unknown>;
}

const warned = new Set<string>();

/** An executor of its own, with its own threads. */
export function createExecutor(options: ExecutorOptions = {}): Executor {
  let settings = changeSettings(defaultSettings(), options);
  let isClosed = false;
  let inlineRunning = 0;
  const counts = { completed: 0, failed: 0, crashed: 0, aborted: 0 };
  const pending = new Set<Task>();
  const pool = createPool(() => settings, onAnswer);

  function onAnswer(task: Task, [kind, ...packed]: Answer): void {
    if (task.settled) return;
    const value = unpack(packed);
    if (kind === Reply.result) settle(task, "completed", value);
    else if (kind === Reply.refused) fail(task, ...value as [OffloadErrorCode, string]);
    else if (kind === Reply.unloadable && task.load && isMissing(value)) fallBack(task);
    else failWith(task, value);
  }

  /** A worker could not load the module. */
  function fallBack(task: Task): void {
    const { url } = task.target;
    if (!warned.has(url)) {
      warned.add(url);
      process.emitWarning(`Workers cannot load ${url}: its functions run in the calling thread and block it.`, "OffloadWarning");
    }
    void runInline(task);
  }

  /** Refuses what threads would refuse, and throws what they would throw. Values are checked, but not copied. */
  async function runInline(task: Task): Promise<void> {
    const { target, name, args, load = () => loadModule(target) } = task;
    // What `load` throws is no reason to call it again.
    task.load = undefined;
    inlineRunning++;
    try {
      structuredClone(pack(args));
      await perform([target.url, target.from, name, args], async () => {
        const module = await load();
        // The caller may have given up meanwhile.
        if (task.settled) throw undefined;
        return module as Loaded;
      }, answer => {
        const copy = structuredClone(answer);
        onAnswer(task, (answer[0] === Reply.result ? answer.slice(0, 3) : copy) as Answer);
      });
    } catch (error) {
      onAnswer(task, refuseToClone("was given", error));
    }
    inlineRunning--;
  }

  function onSettled(task: Task, outcome: Outcome): void {
    counts[outcome]++;
    pending.delete(task);
  }

  const executor: Executor = {
    get isClosed() { return isClosed; },

    configure(changes) {
      settings = changeSettings(settings, changes);
      pool.sweepLater();
    },

    run(specifier, name, args = [], options = {}) {
      return executor.call(resolveTarget(specifier, options.from, executor.run), name, args, options);
    },

    call(target, name, args, { signal, timeout = settings.timeout, transfer }, load) {
      checkOption("timeout", timeout ?? Infinity);
      // Its stack is written when someone reads it, and cheaper than one captured below a given function.
      const task = createTask({ target, name, args, transfer: transfer?.length ? transfer : undefined, load, trace: settings.stack && new Error(), onSettled });
      if (signal?.aborted) {
        settle(task, "aborted", signal.reason);
      } else if (isClosed) {
        fail(task, "ERR_OFFLOAD_CLOSED", "was not run: the executor is closed.");
      } else {
        pending.add(task);
        if (signal ?? timeout) watch(task, signal, timeout, pool.stop);
        if (settings.inline || shared.isWorker) void runInline(task);
        else pool.submit(task);
      }
      return task.promise;
    },

    async warmup() {
      if (!isClosed && !settings.inline) await pool.warmup();
    },

    stats: () => ({ ...counts, ...pool.stats(inlineRunning) }),

    async close({ graceMs = Infinity } = {}) {
      isClosed = true;
      await Promise.race([Promise.allSettled([...pending].map(task => task.promise)), delay(graceMs)]);
      for (const task of pending) fail(task, "ERR_OFFLOAD_CLOSED", "was not done: the executor is closed.");
      await pool.end();
    },
  };
  return executor;
}

/** The executor of the process; a closed one is replaced when it is configured anew. */
export function sharedExecutor(): Executor {
  return (shared.executor ??= createExecutor());
}
