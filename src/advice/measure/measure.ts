import { availableParallelism } from "node:os";

import { UsageError } from "../../model/usage-error.ts";
import type { Scenario } from "../simulation/scenario.ts";
import type { Run } from "../simulation/simulate.ts";
import { calibrate } from "./calibrate.ts";
import { WorkerProcesses, type WorkerProcess } from "./worker-process.ts";

/**
 * Runs a simulated scenario again on real processes on this machine, with all times multiplied by `scale`, and gives the
 * times it took, divided by it. Throws {@link UsageError} for what cannot be measured here.
 */
export async function measure({ scenario }: Run, scale: number): Promise<Run> {
  refuseUnmeasurable(scenario, scale);
  const { workers, arrivals } = scenario;
  const requests = arrivals.times.length;
  const start = new Float64Array(requests);
  const finish = new Float64Array(requests).fill(Number.NaN);
  const process = new Int32Array(requests);
  const processes = new WorkerProcesses();
  let began = 0;
  let left = requests;
  let allServed = (): void => {};
  const served = new Promise<void>(resolve => (allServed = resolve));
  const waiting: number[] = [];
  const timers: NodeJS.Timeout[] = [];
  let running = 0;
  let dealt = 0;
  let ready: readonly WorkerProcess[] = [];

  const now = (): number => (performance.now() - began) / scale;
  const deal = (): void => {
    while (waiting.length > 0 && running < workers.concurrency) {
      const id = waiting.shift()!;
      const count = workers.staggerMs === 0 ? ready.length : Math.min(ready.length, 1 + Math.floor(now() / workers.staggerMs));
      process[id] = dealt++ % count;
      start[id] = now();
      running++;
      ready[process[id]!]!.send({ id, handler: arrivals.handlers[id]! });
    }
  };
  try {
    ready = await processes.start(workers.language, workers.processes, workerConfig(scenario, scale), { UV_THREADPOOL_SIZE: String(workers.poolThreads) }, id => {
      finish[id] = now();
      running--;
      if (--left === 0) allServed();
      deal();
    });
    began = performance.now();
    for (const [id, time] of arrivals.times.entries()) {
      const arrive = (): void => {
        waiting.push(id);
        deal();
      };
      if (time === 0) arrive();
      else timers.push(setTimeout(arrive, time * scale));
    }
    await Promise.race([served, processes.failed]);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    processes.close();
  }
  return { scenario, start, finish, process, coreMs: Number.NaN, intervals: [] };
}

function workerConfig({ workers, handlers }: Scenario, scale: number): object {
  return {
    threads: workers.threads,
    executorThreads: workers.executorThreads,
    handlers: handlers.map(({ lane, segments }) => ({ lane, segments: segments.map(({ kind, ms, on }) => ({ kind, on, seconds: (ms * scale) / 1000 })) })),
    ...(workers.language === "node" ? calibrate() : {}),
  };
}

function refuseUnmeasurable({ workers, handlers, arrivals }: Scenario, scale: number): void {
  if (!(scale > 0 && Number.isFinite(scale))) throw new UsageError(`The scale must be a number greater than 0, not ${scale}.`);
  if (workers.instances > 1) throw new UsageError("Several instances cannot be measured on one machine: leave out --instances.");
  if (arrivals.times.length > 10_000) throw new UsageError("At most 10000 requests can be measured: lower --requests.");
  const segments = handlers.flatMap(handler => handler.segments);
  if (segments.some(segment => segment.kind === "cpu") && workers.cores !== availableParallelism())
    throw new UsageError(`Computing can only be measured with the cores of this machine: give --cores ${availableParallelism()}.`);
  if (segments.some(segment => segment.kind === "io" && segment.on === "pool"))
    throw new UsageError("Waiting in the libuv pool cannot be measured: Node has no call that waits a set time there. Use --cpu with `pool`, or `executor`.");
}
