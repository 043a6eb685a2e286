import type { Target } from "./both-threads/load.ts";
import type { OffloadErrorCode } from "./errors.ts";
import { OffloadError } from "./errors.ts";
import type { Thread } from "./thread.ts";
import { startTimer } from "./timer.ts";

/** What became of a call, as `stats()` counts them. */
export type Outcome = "completed" | "failed" | "crashed" | "aborted";

/** Gives the module in the calling thread, for when a worker cannot load it. */
export type Load = () => unknown;

export interface TaskInit {
  readonly target: Target;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly transfer: readonly ArrayBuffer[] | undefined;
  load: Load | undefined;
  /** Holds the stack of the caller. */
  readonly trace: Error | false;
  readonly onSettled: (task: Task, outcome: Outcome) => void;
}

/** One call and its promise, settled exactly once. */
export interface Task extends TaskInit {
  promise: Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
  settled?: boolean;
  /** Where it is: in the queue when undefined. */
  thread?: Thread | undefined;
  /** Forgets signal and timer. */
  unwatch?: () => void;
}

/** Makes the object itself a task: a copy of it takes microseconds. */
export function createTask(init: TaskInit): Task {
  const task = init as Task;
  task.promise = new Promise((resolve, reject) => {
    task.resolve = resolve;
    task.reject = reject;
  });
  return task;
}

/** Settles the promise, the first time. */
export function settle(task: Task, outcome: Outcome, value: unknown): void {
  if (task.settled) return;
  task.settled = true;
  task.unwatch?.();
  task.onSettled(task, outcome);
  if (outcome === "completed") task.resolve(value);
  else task.reject(value);
}

/** Rejects when the caller gives up, then calls `stop`. */
export function watch(task: Task, signal: AbortSignal | undefined, timeout: number | undefined, stop: (task: Task) => void): void {
  const onAbort = (): void => {
    settle(task, "aborted", signal!.reason);
    stop(task);
  };
  signal?.addEventListener("abort", onAbort);
  const timer = timeout && startTimer(() => {
    fail(task, "ERR_OFFLOAD_TIMEOUT", `did not finish within ${timeout} ms.`, "aborted");
    stop(task);
  }, timeout);
  task.unwatch = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  };
}

/** Rejects with an error of the function, whose stack goes on where the caller stands. */
export function failWith(task: Task, reason: unknown): void {
  const frames = callerFrames(task);
  if (frames && reason instanceof Error && typeof reason.stack === "string") reason.stack += `\n    at offloaded from:\n${frames}`;
  settle(task, "failed", reason);
}

/** Rejects with an error of the executor, which seems to come from the caller. `what` goes on after the name of the function. */
export function fail(task: Task, code: OffloadErrorCode, what: string, outcome: Outcome = "failed", options?: ErrorOptions): void {
  const error = new OffloadError(code, `${task.name}() of ${task.target.url} ${what}`, options);
  const frames = callerFrames(task);
  if (frames) error.stack = `${String(error)}\n${frames}`;
  settle(task, outcome, error);
}

function callerFrames({ trace }: Task): string | undefined {
  // Above the caller are the message, `call` and the function that was called.
  return trace && trace.stack?.split("\n").slice(3).join("\n") || undefined;
}
