import { callExport, inWorker, isMissing, loadModule } from "./library.ts";
import type { Loaded, Target } from "./both-threads/load.ts";
import type { CallOptions, ExecutorOptions, Settings } from "./options.ts";
import { changeSettings, defaultSettings, timerLength } from "./options.ts";
import { Pool } from "./pool.ts";
import { resolveTarget } from "./resolve.ts";
import { shared } from "./shared.ts";
import type { Outcome } from "./task.ts";
import { Task } from "./task.ts";

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

const warned = new Set<string>();

/** Runs exported functions of modules in worker threads. */
export class Executor {
  #settings: Settings;
  #closed = false;
  #inlineRunning = 0;
  readonly #counts: Record<Outcome, number> = { completed: 0, failed: 0, crashed: 0, aborted: 0 };
  readonly #pending = new Set<Task>();
  #onDrained: (() => void)[] = [];
  readonly #pool = new Pool(() => this.#settings, (task, error) => this.#fallBack(task, error));

  constructor(options: ExecutorOptions = {}) {
    this.#settings = changeSettings(defaultSettings(), options);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Changes the settings for what comes; threads that run keep their limits. */
  configure(options: ExecutorOptions): void {
    this.#settings = changeSettings(this.#settings, options);
  }

  /** Runs `name(...args)` of the module `specifier`. */
  run(specifier: string | URL, name: string, args: readonly unknown[] = [], options: RunOptions = {}): Promise<unknown> {
    return this.call(resolveTarget(specifier, options.from, this.run), name, args, options, undefined);
  }

  /** `run` for a module that is resolved already. The user's code called the function that calls this. @internal */
  call(target: Target, name: string, args: readonly unknown[], options: CallOptions, load: (() => unknown) | undefined): Promise<unknown> {
    const settings = this.#settings;
    const timeout = timerLength(options.timeout ?? settings.timeout);
    // Its stack is written when someone reads it, and cheaper than one captured below a given function.
    const trace = settings.stack ? new Error() : undefined;

    const task = new Task({ target, name, args, options, load, trace }, outcome => {
      this.#counts[outcome]++;
      if (this.#pending.delete(task) && this.#pending.size === 0) this.#drained();
    });
    if (options.signal?.aborted) {
      task.reject(options.signal.reason, "aborted");
    } else if (this.#closed) {
      task.fail("ERR_OFFLOAD_CLOSED", "was not run: the executor is closed.");
    } else {
      this.#pending.add(task);
      if (settings.inline || Reflect.has(globalThis, inWorker)) {
        task.watch(timeout, () => {});
        void this.#runInline(task);
      } else {
        if (options.signal || timeout !== undefined) task.watch(timeout, () => this.#pool.stop(task));
        this.#pool.submit(task);
      }
    }
    return task.promise;
  }

  /** Starts `minThreads` threads, at least one, and resolves when they answer. */
  async warmup(): Promise<void> {
    if (!this.#closed && !this.#settings.inline) await this.#pool.warmup();
  }

  stats(): Stats {
    return { ...this.#counts, queued: this.#pool.queued, running: this.#pool.running + this.#inlineRunning, threads: this.#pool.threads };
  }

  /** Takes no more calls, lets the accepted ones finish, and ends the threads. */
  async close({ graceMs = Infinity }: CloseOptions = {}): Promise<void> {
    this.#closed = true;
    let timer: NodeJS.Timeout | undefined;
    if (this.#pending.size > 0) {
      await new Promise<void>(resolve => {
        this.#onDrained.push(resolve);
        if (graceMs !== Infinity) timer = setTimeout(resolve, graceMs);
      });
      clearTimeout(timer);
    }
    for (const task of [...this.#pending]) task.fail("ERR_OFFLOAD_CLOSED", "was not done when the executor closed.");
    await this.#pool.end();
  }

  /** A worker could not load the module. */
  #fallBack(task: Task, error: unknown): void {
    if (!task.load || !isMissing(error)) return task.throw(error);

    const { url } = task.target;
    if (!warned.has(url)) {
      warned.add(url);
      process.emitWarning(`Workers cannot load ${url}: its functions run in the calling thread and block it.`, "OffloadWarning");
    }
    void this.#runInline(task);
  }

  #drained(): void {
    for (const resolve of this.#onDrained.splice(0)) resolve();
  }

  async #runInline(task: Task): Promise<void> {
    this.#inlineRunning++;
    try {
      const module = await (task.load ? task.load() : loadModule(task.target)) as Loaded;
      if (task.settled) return;
      const result = callExport(module, task.name, task.args);
      if (result) task.resolve(await result[0]);
      else task.failForExport();
    } catch (error) {
      task.throw(error);
    } finally {
      this.#inlineRunning--;
    }
  }
}

/** The executor of the process; a closed one is replaced when it is configured anew. */
export function sharedExecutor(): Executor {
  return (shared.executor ??= new Executor());
}
