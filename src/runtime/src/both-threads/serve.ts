import type { Loaded, Target } from "./load.ts";
import { loadModule } from "./load.ts";
import type { Send } from "./perform.ts";
import { isThenable, perform } from "./perform.ts";
import type { Call } from "./protocol.ts";
import { refuseToClone, sharedKey } from "./protocol.ts";

const { parentPort, workerData } = process.getBuiltinModule("node:worker_threads");
const unclaimed = workerData as Int32Array<SharedArrayBuffer>;
const modules = new Map<string, Loaded | Promise<Loaded>>();
type Work = () => Promise<void> | void;
const waiting: Work[] = [];
let sequence = 0;
let isBusy = false;

/** Makes this thread a worker of the pool. */
export function serve(): void {
  const port = parentPort!;
  const send: Send = (answer, transfer) => { port.postMessage(answer, transfer); };
  (globalThis as { [sharedKey]?: object })[sharedKey] = { isWorker: true };
  port.on("message", (call: Call) => accept(() => perform(call, loadOnce, send)));
  port.on("messageerror", error => accept(() => send(refuseToClone("was given", error))));
  // The first message only says that calls may come.
  port.postMessage(undefined);
}

function accept(call: Work): void {
  waiting.push(call);
  if (!isBusy) work();
}

/** One call at a time. */
function work(): void {
  while (waiting.length > 0) {
    const call = waiting.shift()!;
    const isMine = Atomics.compareExchange(unclaimed, 0, sequence, sequence + 1) === sequence;
    sequence = (sequence + 1) | 0;
    const pending = isMine && call();
    if (pending) {
      isBusy = true;
      void pending.then(() => {
        isBusy = false;
        work();
      });
      return;
    }
  }
}

/** Asks for a module once, and again when that failed. */
function loadOnce(target: Target): Loaded | Promise<Loaded> {
  const key = `${target.from}\n${target.url}`;
  const known = modules.get(key);
  if (known) return known;
  const module = loadModule(target);
  modules.set(key, module);
  if (isThenable(module)) module.then(loaded => modules.set(key, loaded), () => modules.delete(key));
  return module;
}
