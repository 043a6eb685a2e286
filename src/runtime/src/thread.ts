import { SHARE_ENV, Worker } from "node:worker_threads";
import type { ResourceLimits } from "node:worker_threads";
import type { Answer } from "./both-threads/protocol.ts";
import { pack, refuseToClone, workerSource } from "./library.ts";
import type { Task } from "./task.ts";

/** One worker and the calls posted to it. */
export interface Thread {
  /** In order; the oldest first. */
  readonly tasks: Task[];
  isReady: boolean;
  /** Whether calls may be posted ahead, before it is free. */
  isBrief: boolean;
  /** When it last became ready, got a first call or answered. */
  activeAt: number;
  /** Posts a call; throws when an argument cannot be cloned. */
  post(task: Task): void;
  /** The oldest calls that no one has begun, `limit` at most, taken back from the worker. */
  takeBack(limit?: number): Task[];
  /** Keeps the process alive until the worker answers. */
  start(): Promise<void>;
  /** Interrupts JavaScript at once; a blocking native call goes on to its end. */
  terminate(): Promise<unknown>;
}

export interface ThreadEvents {
  /** A call is over and the thread may take more. */
  onAnswer(thread: Thread, task: Task, answer: Answer): void;
  onExit(thread: Thread, code: number, error: unknown): void;
}

/** Calls that take less on average are brief. */
const briefMilliseconds = 0.5;

export function createThread({ onAnswer, onExit }: ThreadEvents, resourceLimits: ResourceLimits | undefined): Thread {
  const tasks: Task[] = [];
  /** The word that both sides share, see protocol.ts. */
  const unclaimed = new Int32Array(new SharedArrayBuffer(4));
  let posted = 0;
  let average = briefMilliseconds;
  let error: unknown;

  const worker = new Worker(workerSource, {
    eval: true,
    // Shared: child processes and modules see what they would see in the main thread.
    env: SHARE_ENV,
    name: "funcfix-runtime",
    workerData: unclaimed,
    ...(resourceLimits && { resourceLimits }),
  });

  const thread: Thread = {
    tasks,
    isReady: false,
    isBrief: false,
    activeAt: performance.now(),

    post(task) {
      const { target, name, args, transfer } = task;
      worker.postMessage([target.url, target.from, name, ...pack(transfer ? args : args.map(withoutPool))], transfer);

      task.thread = thread;
      posted++;
      if (tasks.push(task) === 1) {
        worker.ref();
        thread.activeAt = performance.now();
      }
    },

    takeBack(limit = Infinity) {
      for (;;) {
        const first = Atomics.load(unclaimed, 0);
        const unbegun = (posted - first) | 0;
        const count = Math.min(unbegun, limit);
        if (Atomics.compareExchange(unclaimed, 0, first, first + count) !== first) continue;
        const taken = tasks.splice(tasks.length - unbegun, count);
        unrefIfIdle();
        return taken;
      }
    },

    async start() {
      worker.ref();
      await ready;
      unrefIfIdle();
    },

    terminate: () => worker.terminate(),
  };

  function unrefIfIdle(): void {
    if (tasks.length === 0) worker.unref();
  }

  function receive(answer: Answer): void {
    const now = performance.now();
    average += (now - thread.activeAt - average) / 8;
    thread.isBrief = average < briefMilliseconds;
    thread.activeAt = now;
    const task = tasks.shift()!;
    unrefIfIdle();
    onAnswer(thread, task, answer);
  }

  /** Settles when the worker answers for the first time, or never will. */
  const ready = new Promise<void>((resolve, reject) => {
    worker.once("message", () => {
      thread.isReady = true;
      thread.activeAt = performance.now();
      worker.on("message", receive);
      resolve();
    });
    worker.on("exit", code => {
      reject(error);
      onExit(thread, code, error);
    });
  });
  ready.catch(() => {});
  worker.on("error", reason => { error = reason; });
  worker.on("messageerror", reason => receive(refuseToClone("gave", reason)));
  worker.unref();
  return thread;
}

/** Small Buffers lie in a pool that they share with others: cloning one would send the whole pool. */
function withoutPool(argument: unknown): unknown {
  return Buffer.isBuffer(argument) && argument.byteLength < argument.buffer.byteLength ? Buffer.from(new Uint8Array(argument).buffer) : argument;
}
