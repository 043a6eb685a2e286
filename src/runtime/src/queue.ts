import type { Task } from "./task.ts";

/** Waiting calls, first in first out; those that were given up meanwhile are skipped. */
export class Queue {
  #tasks: Task[] = [];
  #head = 0;
  /** Calls that still wait. */
  length = 0;

  push(task: Task): void {
    this.#tasks.push(task);
    this.length++;
  }

  /** Puts calls back that were taken too early, before all others. */
  putBack(tasks: readonly Task[]): void {
    this.#tasks.splice(0, this.#head, ...tasks);
    this.#head = 0;
    this.length += tasks.length;
  }

  shift(): Task | undefined {
    while (this.#head < this.#tasks.length) {
      const task = this.#tasks[this.#head++]!;
      if (this.#head > 512 && this.#head * 2 > this.#tasks.length) {
        this.#tasks.splice(0, this.#head);
        this.#head = 0;
      }
      if (task.settled) continue;
      this.length--;
      return task;
    }
    this.#tasks = [];
    this.#head = 0;
    return undefined;
  }

  /** A waiting call was given up. */
  dropped(): void {
    this.length--;
  }
}
