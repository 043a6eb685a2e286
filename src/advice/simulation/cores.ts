import { Heap } from "./heap.ts";

/**
 * The cores of one instance, shared fairly by all that compute. Threads are grouped: a group cannot use more than
 * `width` cores at once. A Python process is a group of width 1 (its GIL lets one thread run); the threads of Node
 * processes are one group without a bound. Each group has a virtual clock that counts the computing each of its tasks
 * has received, so a change of the load costs O(groups) and not O(tasks).
 */
export class Cores {
  /** When the next task ends, if nothing changes before; infinity when nothing computes. */
  nextEnd = Number.POSITIVE_INFINITY;
  /** Core milliseconds delivered so far. */
  delivered = 0;

  readonly #cores: number;
  readonly #width: number;
  readonly #tasks: readonly Heap[];
  readonly #clocks: Float64Array;
  #now = 0;
  #nextGroup = 0;

  constructor(cores: number, groups: number, width: number) {
    this.#cores = cores;
    this.#width = width;
    this.#tasks = Array.from({ length: groups }, () => new Heap());
    this.#clocks = new Float64Array(groups);
  }

  start(now: number, group: number, task: number, ms: number): void {
    this.#proceed(now);
    const heap = this.#tasks[group]!;
    if (heap.size === 0) this.#clocks[group] = 0;
    heap.push(this.#clocks[group]! + ms, task);
    this.#plan();
  }

  /** Takes the task that ends at {@link nextEnd}. */
  end(): number {
    this.#proceed(this.nextEnd);
    const heap = this.#tasks[this.#nextGroup]!;
    // The clock is set to the very value it was waited for, so that rounding does not add up.
    this.#clocks[this.#nextGroup] = heap.minKey;
    const task = heap.pop();
    this.#plan();
    return task;
  }

  #proceed(now: number): void {
    const elapsed = now - this.#now;
    this.#now = now;
    if (elapsed <= 0) return;
    const demand = this.#demand();
    if (demand === 0) return;
    const share = Math.min(1, this.#cores / demand);
    this.delivered += elapsed * Math.min(this.#cores, demand);
    for (const [group, heap] of this.#tasks.entries())
      if (heap.size > 0) this.#clocks[group]! += (elapsed * share * Math.min(heap.size, this.#width)) / heap.size;
  }

  #plan(): void {
    const share = Math.min(1, this.#cores / this.#demand());
    this.nextEnd = Number.POSITIVE_INFINITY;
    for (const [group, heap] of this.#tasks.entries()) {
      if (heap.size === 0) continue;
      const left = Math.max(0, heap.minKey - this.#clocks[group]!);
      const end = this.#now + (left * heap.size) / (Math.min(heap.size, this.#width) * share);
      if (end >= this.nextEnd) continue;
      this.nextEnd = end;
      this.#nextGroup = group;
    }
  }

  #demand(): number {
    let demand = 0;
    for (const heap of this.#tasks) demand += Math.min(heap.size, this.#width);
    return demand;
  }
}
