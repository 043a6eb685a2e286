import type { OffloadErrorCode } from "./errors.ts";
import { OffloadError } from "./errors.ts";
import type { Loaded, Target } from "./both-threads/load.ts";
import type { CallOptions } from "./options.ts";
import type { Thread } from "./thread.ts";

/** What became of a call, as `stats()` counts them. */
export type Outcome = "completed" | "failed" | "crashed" | "aborted";

export interface TaskInit {
  readonly target: Target;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly options: CallOptions;
  /** Gives the module in the calling thread, for when a worker cannot load it. */
  readonly load: (() => unknown) | undefined;
  /** Holds the stack of the caller. */
  readonly trace: Error | undefined;
}

/** One call and its promise, settled exactly once. */
export class Task {
  readonly target: Target;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly transfer: readonly ArrayBuffer[] | undefined;
  readonly load: (() => Promise<Loaded> | Loaded) | undefined;
  readonly promise: Promise<unknown>;
  /** Where it is: in the queue when undefined. */
  thread: Thread | undefined;
  sequence = 0;
  settled = false;
  readonly #trace: Error | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #onSettled: (outcome: Outcome) => void;
  #resolve!: (value: unknown) => void;
  #reject!: (reason: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #onAbort: (() => void) | undefined;

  constructor(init: TaskInit, onSettled: (outcome: Outcome) => void) {
    this.target = init.target;
    this.name = init.name;
    this.args = init.args;
    this.transfer = init.options.transfer?.length ? init.options.transfer : undefined;
    this.load = init.load as Task["load"];
    this.#trace = init.trace;
    this.#signal = init.options.signal;
    this.#onSettled = onSettled;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Calls `stop` when the caller gives up, then rejects. */
  watch(timeout: number | undefined, stop: () => void): void {
    const signal = this.#signal;
    if (signal) {
      this.#onAbort = () => {
        stop();
        this.reject(signal.reason, "aborted");
      };
      signal.addEventListener("abort", this.#onAbort, { once: true });
    }
    if (timeout !== undefined) {
      this.#timer = setTimeout(() => {
        stop();
        this.fail("ERR_OFFLOAD_TIMEOUT", `did not finish within ${timeout} ms.`, "aborted");
      }, timeout);
    }
  }

  resolve(value: unknown): void {
    if (this.#settle("completed")) this.#resolve(value);
  }

  reject(reason: unknown, outcome: Outcome): void {
    if (this.#settle(outcome)) this.#reject(reason);
  }

  /** Rejects with an error of the function, whose stack goes on where the caller stands. */
  throw(reason: unknown): void {
    const frames = this.#callerFrames();
    if (frames && reason instanceof Error && typeof reason.stack === "string") reason.stack += `\n    at offloaded from:\n${frames}`;
    this.reject(reason, "failed");
  }

  /** Rejects with an error of the executor, which seems to come from the caller. `what` goes on after the name of the function. */
  fail(code: OffloadErrorCode, what: string, outcome: Outcome = "failed", cause?: unknown): void {
    const message = `${this.name}() of ${this.target.url} ${what}`;
    const error = new OffloadError(code, message, cause);
    const frames = this.#callerFrames();
    if (frames) error.stack = `${error.name}: ${message}\n${frames}`;
    this.reject(error, outcome);
  }

  failForExport(): void {
    this.fail("ERR_OFFLOAD_NO_EXPORT", "is not an exported function.");
  }

  failToClone(which: "was given" | "gave", error: unknown): void {
    this.fail("ERR_OFFLOAD_CLONE", `${which} what cannot be sent between threads: ${String(error)}`, "failed", error instanceof Error ? error : undefined);
  }

  #callerFrames(): string | undefined {
    // Above the caller are the message, `call` and the function that was called.
    return this.#trace?.stack?.split("\n").slice(3).join("\n");
  }

  #settle(outcome: Outcome): boolean {
    if (this.settled) return false;
    this.settled = true;
    clearTimeout(this.#timer);
    if (this.#onAbort) this.#signal!.removeEventListener("abort", this.#onAbort);
    this.#onSettled(outcome);
    return true;
  }
}
