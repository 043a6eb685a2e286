import type { Executor, ExecutorOptions } from "../../src/index.ts";
import { createExecutor } from "../../src/index.ts";
import type { ModuleCallOptions } from "../../src/index.ts";
import { withOptions, workerModule } from "../../src/index.ts";

export const tasksUrl = new URL("../fixtures/modules/tasks.mjs", import.meta.url);

/** The fixture module is plain JavaScript: every function takes and gives anything. */
export type Tasks = Record<string, (...args: unknown[]) => unknown>;
export type OffloadedTasks = Record<string, (...args: unknown[]) => Promise<unknown>>;

export function fixture(name: string, options: ModuleCallOptions = {}): OffloadedTasks {
  const module = workerModule<Tasks>(new URL(`../fixtures/modules/${name}`, import.meta.url));
  return withOptions(module, options) as unknown as OffloadedTasks;
}

const open: Executor[] = [];

/** An executor that is closed after the test. */
export function executorFor(options: ExecutorOptions = {}): Executor {
  const executor = createExecutor(options);
  open.push(executor);
  return executor;
}

export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map(executor => executor.close({ graceMs: 0 })));
}

/** The reason of a rejection; fails when there is none. */
export async function reasonOf(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  let value: unknown;
  try {
    value = await promise;
  } catch (reason) {
    return reason as Error & Record<string, unknown>;
  }
  throw new Error(`Expected a rejection, got ${String(value)}.`);
}

export interface Gate {
  /** For the functions of the fixture that wait for it, or say that they began. */
  word: Int32Array;
  open(): void;
  readonly isOpen: boolean;
}

/** Tells a thread to go on, or the test that a thread did: no test has to guess how long anything takes. */
export function gate(): Gate {
  const word = new Int32Array(new SharedArrayBuffer(4));
  return {
    word,
    open() {
      Atomics.store(word, 0, 1);
      Atomics.notify(word, 0);
    },
    get isOpen() { return Atomics.load(word, 0) === 1; },
  };
}

/** Waits until something holds, at most twenty seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Did not come true: ${holds.toString()}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** For what has no event to wait for. */
export const delay = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));
