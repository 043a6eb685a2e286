import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { createExecutor, withOptions, workerModule } from "funcfix-runtime";
import { Piscina } from "piscina";
import { FixedThreadPool } from "poolifier";
import Tinypool from "tinypool";
import workerpool from "workerpool";

/** One way to run a function of `functions.mjs` in a thread. */
export interface Pool {
  name: string;
  run(name: string, ...args: unknown[]): Promise<unknown>;
  close(): Promise<unknown>;
}

export type Open = (threads: number) => Pool;

const url = new URL("functions.mjs", import.meta.url);
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
type Functions = Record<string, (...args: unknown[]) => Promise<unknown>>;

function own(name: string, stack: boolean): Open {
  return threads => {
    const executor = createExecutor({ maxThreads: threads, stack });
    const functions = withOptions(workerModule<Functions>(url), { executor }) as unknown as Functions;
    return { name, run: (fn, ...args) => functions[fn]!(...args), close: () => executor.close() };
  };
}

/** One worker, no pool: what the messages alone cost. */
function raw(): Pool {
  const worker = new Worker(file("raw-worker.mjs"));
  const waiting: ((value: unknown) => void)[] = [];
  worker.on("message", value => waiting.shift()!(value));
  return {
    name: "raw postMessage, 1 worker",
    run: (...message) => new Promise(resolve => {
      waiting.push(resolve);
      worker.postMessage(message);
    }),
    close: () => worker.terminate(),
  };
}

export const pools: Open[] = [
  raw,
  own("funcfix-runtime", true),
  own("funcfix-runtime, stack: false", false),
  threads => {
    const pool = new Piscina({ filename: file("piscina-worker.mjs"), minThreads: threads, maxThreads: threads });
    return { name: "piscina", run: (...message) => pool.run(message) as Promise<unknown>, close: () => pool.destroy() };
  },
  threads => {
    const pool = new Tinypool({ filename: file("piscina-worker.mjs"), minThreads: threads, maxThreads: threads });
    return { name: "tinypool", run: (...message) => pool.run(message) as Promise<unknown>, close: () => pool.destroy() };
  },
  threads => {
    const pool = workerpool.pool(file("workerpool-worker.mjs"), { minWorkers: threads, maxWorkers: threads, workerType: "thread" });
    return { name: "workerpool", run: (...message) => pool.exec("run", [message]) as unknown as Promise<unknown>, close: async () => pool.terminate() };
  },
  threads => {
    const pool = new FixedThreadPool<unknown[], unknown>(threads, file("poolifier-worker.mjs"));
    return { name: "poolifier", run: (...message) => pool.execute(message), close: () => pool.destroy() };
  },
];
