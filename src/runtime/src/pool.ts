import type { Answer } from "./both-threads/protocol.ts";
import type { Settings } from "./options.ts";
import { refuseToClone } from "./library.ts";
import type { Task } from "./task.ts";
import { fail, settle } from "./task.ts";
import type { Thread } from "./thread.ts";
import { createThread } from "./thread.ts";
import { delay, startTimer } from "./timer.ts";

/** Calls posted ahead to a thread whose calls are brief: saves the wait for a message each way. */
const aheadLimit = 32;

export interface Pool {
  /** `running` counts on from what runs elsewhere. */
  stats(running?: number): { queued: number; running: number; threads: number };
  submit(task: Task): void;
  /** The caller gave the task up: it must not begin, or must stop. */
  stop(task: Task): void;
  /** Starts threads up to `minThreads`, at least one; resolves when they answer. */
  warmup(): Promise<void>;
  /** Looks for idle threads as the settings now say. */
  sweepLater(): void;
  /** Ends all threads, when no call is left that anyone waits for. */
  end(): Promise<void>;
}

/** The threads and what waits for them. Every task given to `submit` is settled in the end. */
export function createPool(settings: () => Settings, onAnswer: (task: Task, answer: Answer) => void): Pool {
  const threads = new Set<Thread>();
  /** Terminated, but still in a native call that nothing can interrupt. */
  const zombies = new Set<Thread>();
  /** First in, first out. */
  let queue = new Set<Task>();
  let sweeper: NodeJS.Timeout | undefined;

  const isIdle = (thread: Thread): boolean => thread.tasks.length === 0;

  const canBegin = (): boolean => hasIdle() || canStart();

  function hasIdle(): boolean {
    for (const thread of threads) if (isIdle(thread)) return true;
    return false;
  }

  function stats(running = 0): ReturnType<Pool["stats"]> {
    let queued = queue.size;
    for (const thread of threads) {
      if (isIdle(thread)) continue;
      queued += thread.tasks.length - 1;
      running++;
    }
    return { queued, running, threads: threads.size + zombies.size };
  }

  function canStart(): boolean {
    const { maxThreads } = settings();
    // Zombies may exceed the limit for a while, but not without end.
    return threads.size < maxThreads && threads.size + zombies.size < 2 * maxThreads;
  }

  function start(): void {
    const { minThreads, resourceLimits } = settings();
    do {
      threads.add(createThread({
        onAnswer(thread, task, answer) {
          onAnswer(task, answer);
          if (thread.tasks.length < aheadLimit / 2) fill();
        },
        onExit,
      }, resourceLimits));
    } while (threads.size < minThreads && canStart());
    sweepLater();
  }

  /** The thread with the fewest tasks that may take one more. What was transferred cannot be taken back: it waits for a free thread, and has it alone. */
  function findThread({ transfer }: Task): Thread | undefined {
    let chosen: Thread | undefined;
    for (const thread of threads) {
      const limit = transfer || thread.tasks[0]?.transfer || !thread.isBrief ? 1 : aheadLimit;
      if (thread.tasks.length < Math.min(limit, chosen?.tasks.length ?? limit)) chosen = thread;
    }
    return chosen;
  }

  /** Gives the oldest tasks to the threads that are free or may be started, then posts ahead. */
  function fill(): void {
    // Tasks posted ahead are older than those in the queue.
    if (canBegin()) for (const thread of threads) if (thread.tasks.length > 1) unload(thread, 1);

    for (const task of queue) {
      if (canStart() && !hasIdle()) start();
      const thread = findThread(task);
      if (!thread) return;
      queue.delete(task);
      try {
        thread.post(task);
      } catch (error) {
        onAnswer(task, refuseToClone("was given", error));
      }
    }
  }

  /** Back to the front of the queue go the oldest calls that the thread has not begun. */
  function unload(thread: Thread, limit?: number): Task[] {
    const tasks = thread.takeBack(limit).filter(task => !task.settled);
    for (const task of tasks) task.thread = undefined;
    queue = new Set([...tasks, ...queue]);
    return tasks;
  }

  async function kill(thread: Thread): Promise<void> {
    unload(thread);
    if (!threads.delete(thread)) return;
    zombies.add(thread);
    await thread.terminate();
  }

  /** Only the call that ran is lost; if none did, the first one, so that a thread that cannot start is not tried for ever. */
  function onExit(thread: Thread, code: number, error: unknown): void {
    if (threads.delete(thread)) {
      const [waiting] = unload(thread);
      const victim = thread.tasks[0] ?? (thread.isReady ? undefined : waiting);
      if (!victim) {
        if (error) process.emitWarning(error instanceof Error ? error : String(error), "OffloadWarning");
      } else {
        queue.delete(victim);
        if ((error as { code?: unknown } | undefined)?.code === "ERR_WORKER_OUT_OF_MEMORY") settle(victim, "crashed", error);
        else fail(victim, "ERR_OFFLOAD_CRASH", `did not finish: its thread ended with code ${code}.`, "crashed", error ? { cause: error } : {});
      }
    }
    zombies.delete(thread);
    fill();
  }

  function sweepLater(): void {
    clearTimeout(sweeper);
    sweeper = startTimer(sweep, settings().idleTimeout).unref();
  }

  function sweep(): void {
    const { idleTimeout, minThreads } = settings();
    for (const thread of threads) {
      if (threads.size > minThreads && isIdle(thread) && performance.now() - thread.activeAt >= idleTimeout) void kill(thread);
    }
    if (threads.size > minThreads) sweepLater();
  }

  return {
    stats,

    submit(task) {
      const { maxQueue } = settings();
      if (!canBegin() && stats().queued >= maxQueue) {
        fail(task, "ERR_OFFLOAD_QUEUE_FULL", `was not run: ${maxQueue} calls wait already.`);
      } else {
        queue.add(task);
        fill();
      }
    },

    stop(task) {
      const { thread } = task;
      queue.delete(task);
      if (thread) {
        // Nothing can begin on the thread now, so that it is sure which call it is in.
        unload(thread);
        if (thread.tasks.at(-1) === task) void kill(thread);
      }
      fill();
    },

    async warmup() {
      while (threads.size < Math.max(1, settings().minThreads) && canStart()) start();
      await Promise.all([...threads].map(thread => thread.start()));
    },

    sweepLater,

    async end() {
      clearTimeout(sweeper);
      queue.clear();
      // A native call may hold its thread for as long as it likes.
      await Promise.race([Promise.all([...threads].map(kill)), delay(100)]);
    },
  };
}
