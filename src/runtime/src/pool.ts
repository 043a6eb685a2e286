import type { Settings } from "./options.ts";
import type { Task } from "./task.ts";
import { Thread } from "./thread.ts";

/** Calls posted ahead to a thread whose calls are brief: saves the wait for a message each way. */
const aheadLimit = 32;

/** The threads and what waits for them. Every task given to `submit` is settled in the end. */
export class Pool {
  readonly #threads = new Set<Thread>();
  /** Terminated, but still in a native call that nothing can interrupt. */
  readonly #zombies = new Set<Thread>();
  readonly #idle: Thread[] = [];
  /** First in, first out. */
  #queue = new Set<Task>();
  readonly #settings: () => Settings;
  readonly #onUnloadable: (task: Task, error: unknown) => void;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(settings: () => Settings, onUnloadable: (task: Task, error: unknown) => void) {
    this.#settings = settings;
    this.#onUnloadable = onUnloadable;
  }

  get threads(): number {
    return this.#threads.size + this.#zombies.size;
  }

  get running(): number {
    return this.#threads.size - this.#idle.length;
  }

  get queued(): number {
    let ahead = 0;
    for (const thread of this.#threads) ahead += Math.max(0, thread.tasks.length - 1);
    return this.#queue.size + ahead;
  }

  submit(task: Task): void {
    if (this.#place(task)) return;
    const { maxQueue } = this.#settings();
    if (this.queued >= maxQueue) {
      task.fail("ERR_OFFLOAD_QUEUE_FULL", `was not run: ${maxQueue} calls wait already.`);
    } else if (this.#queue.size > 0 || !this.#postAhead(task)) {
      this.#queue.add(task);
    }
  }

  /** The caller gave the task up: it must not begin, or must stop. */
  stop(task: Task): void {
    const { thread } = task;
    this.#queue.delete(task);
    if (!thread) return;

    const unbegun = thread.takeBack(task);
    if (unbegun.length > 0) {
      this.#requeue(unbegun.filter(other => other !== task));
      if (thread.tasks.length === 0) this.#release(thread);
    } else if (this.#threads.has(thread)) {
      // Nothing can begin on the thread now, so that it is sure which call it is in.
      this.#requeue(thread.takeBack());
      if (thread.isLast(task)) void this.#kill(thread);
    }
    this.#fill();
  }

  /** Starts threads up to `minThreads`, at least one; resolves when they answer. */
  async warmup(): Promise<void> {
    const wanted = Math.max(1, this.#settings().minThreads);
    while (this.#threads.size < wanted && this.#canStart()) this.#release(this.#start());
    await Promise.all([...this.#threads].map(thread => thread.start()));
  }

  /** Ends all threads, when no call is left that anyone waits for. */
  async end(): Promise<void> {
    clearTimeout(this.#sweeper);
    this.#queue.clear();
    const ended = [...this.#threads].map(thread => this.#kill(thread));
    // A native call may hold its thread for as long as it likes.
    const limit = new Promise<void>(resolve => { setTimeout(resolve, 100).unref(); });
    await Promise.race([Promise.all(ended), limit]);
  }

  #canStart(): boolean {
    const { maxThreads } = this.#settings();
    // Zombies may exceed the limit for a while, but not without end.
    return this.#threads.size < maxThreads && this.threads < 2 * maxThreads;
  }

  #start(): Thread {
    const thread = new Thread({
      onAnswer: free => this.#onAnswer(free),
      onUnloadable: this.#onUnloadable,
      onExit: (gone, code, error) => this.#onExit(gone, code, error),
    }, this.#settings().resourceLimits);
    this.#threads.add(thread);
    while (this.#threads.size < this.#settings().minThreads && this.#canStart()) this.#release(this.#start());
    return thread;
  }

  /** An idle thread or a new one takes the task. */
  #place(task: Task): boolean {
    const thread = this.#idle.pop() ?? (this.#canStart() ? this.#start() : undefined);
    if (thread && !this.#post(thread, task)) this.#release(thread);
    return thread !== undefined;
  }

  #post(thread: Thread, task: Task): boolean {
    try {
      thread.post(task);
      return true;
    } catch (error) {
      task.failToClone("was given", error);
      return false;
    }
  }

  /** What was transferred cannot be taken back, so it waits until a thread is free. */
  #postAhead(task: Task): boolean {
    if (task.transfer) return false;
    let chosen: Thread | undefined;
    for (const thread of this.#threads) {
      if (thread.isBrief && thread.tasks.length < (chosen?.tasks.length ?? aheadLimit)) chosen = thread;
    }
    if (chosen) this.#post(chosen, task);
    return chosen !== undefined;
  }

  #onAnswer(thread: Thread): void {
    if (thread.tasks.length === 0) this.#release(thread);
    else if (thread.tasks.length < aheadLimit / 2) this.#fillAhead();
  }

  /** A thread without work takes the oldest task there is, or waits for one. */
  #release(thread: Thread): void {
    for (let task = this.#oldest(); task; task = this.#oldest()) {
      if (this.#post(thread, task)) return this.#fillAhead();
    }
    thread.idleSince = performance.now();
    this.#idle.push(thread);
    this.#sweepLater();
  }

  /** Tasks posted ahead are older than those in the queue. */
  #oldest(): Task | undefined {
    for (const thread of this.#threads) {
      const task = thread.tasks.length > 1 ? thread.takeOldest() : undefined;
      if (task && !task.settled) return task;
    }
    const [first] = this.#queue;
    if (first) this.#queue.delete(first);
    return first;
  }

  #fillAhead(): void {
    for (const task of this.#queue) {
      if (!this.#postAhead(task)) return;
      this.#queue.delete(task);
    }
  }

  /** Uses the threads that are free or may be started now. */
  #fill(): void {
    while (this.#idle.length > 0 || this.#canStart()) {
      const task = this.#oldest();
      if (!task) return;
      this.#place(task);
    }
  }

  #requeue(tasks: Task[]): void {
    for (const task of tasks) task.thread = undefined;
    this.#queue = new Set([...tasks.filter(task => !task.settled), ...this.#queue]);
  }

  #kill(thread: Thread): Promise<void> {
    this.#requeue(thread.takeBack());
    this.#forget(thread);
    this.#zombies.add(thread);
    return thread.terminate();
  }

  #forget(thread: Thread): void {
    this.#threads.delete(thread);
    const index = this.#idle.indexOf(thread);
    if (index !== -1) this.#idle.splice(index, 1);
  }

  #onExit(thread: Thread, code: number, error: unknown): void {
    const expected = this.#zombies.delete(thread);
    if (!expected) this.#onCrash(thread, code, error);
    this.#fill();
  }

  /** Only the call that ran is lost; if none did, the first one, so that a thread that cannot start is not tried for ever. */
  #onCrash(thread: Thread, code: number, error: unknown): void {
    this.#forget(thread);
    const waiting = thread.takeBack();
    const victim = thread.tasks[0] ?? (thread.isReady ? undefined : waiting.shift());
    this.#requeue(waiting);

    if (!victim) {
      if (error !== undefined) process.emitWarning(error instanceof Error ? error : String(error), "OffloadWarning");
    } else if ((error as { code?: unknown } | undefined)?.code === "ERR_WORKER_OUT_OF_MEMORY") {
      victim.reject(error, "crashed");
    } else {
      victim.fail("ERR_OFFLOAD_CRASH", `did not finish: its thread ended with code ${code}.`, "crashed", error);
    }
  }

  #sweepLater(): void {
    const { idleTimeout, minThreads } = this.#settings();
    if (this.#sweeper || idleTimeout === Infinity || this.#threads.size <= minThreads) return;
    this.#sweeper = setTimeout(() => this.#sweep(), Math.min(idleTimeout, 2 ** 31 - 1));
    this.#sweeper.unref();
  }

  #sweep(): void {
    this.#sweeper = undefined;
    const { idleTimeout, minThreads } = this.#settings();
    const before = performance.now() - idleTimeout;
    for (const thread of [...this.#idle]) {
      if (this.#threads.size > minThreads && thread.idleSince <= before) void this.#kill(thread);
    }
    if (this.#idle.length > 0) this.#sweepLater();
  }
}
