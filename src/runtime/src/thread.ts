import { SHARE_ENV, Worker } from "node:worker_threads";
import type { ResourceLimits } from "node:worker_threads";
import type { Task } from "./task.ts";
import type { Packed } from "./both-threads/values.ts";
import { claim, pack, Reply, unpack, workerSource } from "./library.ts";
import type { Answer } from "./both-threads/protocol.ts";

export interface ThreadEvents {
  /** A call is over and the thread may take more. */
  onAnswer(thread: Thread): void;
  /** The module of the call cannot be loaded in a worker. */
  onUnloadable(task: Task, error: unknown): void;
  onExit(thread: Thread, code: number, error: unknown): void;
}

/** Calls shorter than this on average may be posted ahead, before the thread is free. */
const briefMilliseconds = 0.5;

/** One worker, the calls posted to it in order, and the word both sides share. */
export class Thread {
  readonly tasks: Task[] = [];
  isReady = false;
  /** Settles when the worker answers for the first time, or never will. */
  readonly ready: Promise<void>;
  idleSince = 0;
  readonly #worker: Worker;
  readonly #unclaimed = new Int32Array(new SharedArrayBuffer(4));
  readonly #events: ThreadEvents;
  #next = 0;
  #startedAt = 0;
  #average = briefMilliseconds;
  #onReady!: () => void;

  constructor(events: ThreadEvents, resourceLimits: ResourceLimits | undefined) {
    this.#events = events;
    // The environment is shared: child processes and modules see what they would see in the main thread.
    this.#worker = new Worker(workerSource, {
      eval: true,
      env: SHARE_ENV,
      name: "funcfix-runtime",
      workerData: this.#unclaimed,
      ...(resourceLimits && { resourceLimits }),
    });
    let error: unknown;
    this.#worker.on("error", reason => { error = reason; });
    this.ready = new Promise((resolve, reject) => {
      this.#onReady = resolve;
      this.#worker.on("exit", code => {
        reject(error);
        events.onExit(this, code, error);
      });
    });
    this.ready.catch(() => {});
    this.#worker.on("message", (answer: Answer) => this.#receive(answer));
    this.#worker.on("messageerror", error => this.#receive([Reply.uncloneable, String(error)]));
    this.#worker.unref();
  }

  get isBrief(): boolean {
    return this.isReady && this.#average < briefMilliseconds;
  }

  /** Posts a call; throws when an argument cannot be cloned. */
  post(task: Task): void {
    const { target, name, args, transfer } = task;
    const packed = pack(transfer ? args : args.map(withoutPool));
    this.#worker.postMessage([target.url, target.from, name, ...packed], transfer);

    task.thread = this;
    task.sequence = this.#next;
    this.#next = (this.#next + 1) | 0;
    if (this.tasks.push(task) === 1) {
      this.#worker.ref();
      this.#startedAt = performance.now();
    }
  }

  /** The calls no one has begun, taken back from the worker: all, or the oldest ones up to `last`. */
  takeBack(last?: Task): Task[] {
    for (;;) {
      const first = Atomics.load(this.#unclaimed, 0);
      const from = this.tasks.findIndex(task => task.sequence === first);
      const end = last ? this.tasks.indexOf(last) + 1 : this.tasks.length;
      if (from === -1 || end <= from) return [];
      if (!claim(this.#unclaimed, first, this.tasks[end - 1]!.sequence)) continue;
      const taken = this.tasks.splice(from, end - from);
      this.#unrefIfIdle();
      return taken;
    }
  }

  /** Takes back the oldest call that has not begun. */
  takeOldest(): Task | undefined {
    const first = Atomics.load(this.#unclaimed, 0);
    const oldest = this.tasks.find(task => task.sequence === first);
    return oldest && this.takeBack(oldest)[0];
  }

  /** Whether the worker may be in this call: the last one, once all that have not begun were taken back. */
  isLast(task: Task): boolean {
    return this.tasks.at(-1) === task;
  }

  /** Keeps the process alive until the worker answers. */
  async start(): Promise<void> {
    this.#worker.ref();
    await this.ready;
    this.#unrefIfIdle();
  }

  #unrefIfIdle(): void {
    if (this.tasks.length === 0) this.#worker.unref();
  }

  /** Interrupts JavaScript at once; a blocking native call goes on to its end. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #receive([kind, ...packed]: Answer): void {
    if (kind === Reply.ready) {
      this.isReady = true;
      this.#startedAt = performance.now();
      return this.#onReady();
    }
    const task = this.tasks.shift()!;
    const now = performance.now();
    this.#average += (now - this.#startedAt - this.#average) / 8;
    this.#startedAt = now;
    this.#settle(task, kind, packed);
    this.#unrefIfIdle();
    this.#events.onAnswer(this);
  }

  #settle(task: Task, kind: Answer[0], packed: Packed): void {
    if (task.settled) return;
    const value = unpack(packed);
    if (kind === Reply.result) task.resolve(value);
    else if (kind === Reply.error) task.throw(value);
    else if (kind === Reply.unloadable) this.#events.onUnloadable(task, value);
    else if (kind === Reply.noExport) task.failForExport();
    else task.failToClone(kind === Reply.unreadable ? "was given" : "gave", value);
  }
}

/** Small Buffers lie in a pool that they share with others: cloning one would send the whole pool. */
function withoutPool(argument: unknown): unknown {
  return Buffer.isBuffer(argument) && argument.byteLength < argument.buffer.byteLength ? Buffer.from(new Uint8Array(argument).buffer) : argument;
}
