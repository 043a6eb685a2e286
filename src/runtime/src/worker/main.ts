// Runs in the worker. Bundled into `worker-source.ts` by the build.
import { types } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { findFunction, loadModule } from "../load.ts";
import type { Loaded } from "../load.ts";
import type { Packed } from "../values.ts";
import { pack, packWithoutUncloneable, unpack } from "../values.ts";
import type { Call, ReplyKind } from "./protocol.ts";
import { claim, inWorker, Reply } from "./protocol.ts";

const port = parentPort!;
const unclaimed = workerData as Int32Array<SharedArrayBuffer>;
const modules = new Map<string, Loaded | Promise<Loaded>>();
const waiting: Call[] = [];
let busy = false;

Reflect.set(globalThis, inWorker, true);

port.on("message", (call: Call) => {
  waiting.push(call);
  if (!busy) work();
});
port.postMessage([Reply.ready]);

/** One call at a time; functions that answer at once need no promise. */
function work(): void {
  while (waiting.length > 0) {
    const call = waiting.shift()!;
    if (!claim(unclaimed, call[0], call[0])) continue;

    const pending = perform(call);
    if (pending) {
      busy = true;
      void pending.then(() => {
        busy = false;
        work();
      });
      return;
    }
  }
}

function perform(call: Call): Promise<void> | void {
  const [, url, from] = call;
  const key = `${from ?? ""}\n${url}`;
  const failed = (error: unknown): void => answerError(error, Reply.unloadable);
  try {
    const module = modules.get(key) ?? loadModule({ url, from });
    modules.set(key, module);
    if (!(module instanceof Promise)) return execute(call, module);
    return module.then(loaded => {
      modules.set(key, loaded);
      return execute(call, loaded);
    }, error => {
      modules.delete(key);
      failed(error);
    });
  } catch (error) {
    failed(error);
  }
}

function execute(call: Call, module: Loaded): Promise<void> | void {
  const [, url, , name, ...args] = call;
  const found = findFunction(module, name);
  if (!found) return answer([Reply.noExport]);

  try {
    const result = found.call.apply(found.owner, unpack(args) as unknown[]);
    if (!isThenable(result)) return answerResult(url, result);
    return Promise.resolve(result).then(value => answerResult(url, value), error => answerError(error, Reply.error));
  } catch (error) {
    answerError(error, Reply.error);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function answer(message: [kind: ReplyKind, ...value: Partial<Packed>], transfer?: ArrayBuffer[]): void {
  port.postMessage(message, transfer);
}

/** Bytes are moved, not copied by the main thread. */
function answerResult(url: string, value: unknown): void {
  try {
    if (!ArrayBuffer.isView(value) || types.isDataView(value)) return answer([Reply.result, ...pack(value)]);

    const view = value as Uint8Array;
    // A builtin made these bytes for this call; a module may still hold those it returns.
    const own = url.startsWith("node:") && view.byteLength === view.buffer.byteLength && view.buffer instanceof ArrayBuffer;
    const isBuffer = Buffer.isBuffer(view);
    const bytes = own ? view : isBuffer ? new Uint8Array(view) : view.slice();
    answer(isBuffer ? [Reply.result, bytes, [bytes]] : [Reply.result, bytes], [bytes.buffer as ArrayBuffer]);
  } catch (error) {
    answer([Reply.uncloneable, String(error)]);
  }
}

function answerError(error: unknown, kind: ReplyKind): void {
  try {
    const isForeign = error instanceof Error && !types.isNativeError(error);
    answer([kind, ...(isForeign ? packWithoutUncloneable(error) : pack(error))]);
  } catch {
    try {
      answer([kind, ...packWithoutUncloneable(error)]);
    } catch (failure) {
      answer([Reply.uncloneable, String(failure)]);
    }
  }
}
