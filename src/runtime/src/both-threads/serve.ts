import { callExport, loadModule } from "./load.ts";
import type { Loaded } from "./load.ts";
import { dropUncloneable, pack, unpack } from "./values.ts";
import type { Call, ReplyKind } from "./protocol.ts";
import { claim, inWorker, Reply } from "./protocol.ts";

const { types } = process.getBuiltinModule("node:util");
const { parentPort, workerData } = process.getBuiltinModule("node:worker_threads");
const port = parentPort!;
const unclaimed = workerData as Int32Array<SharedArrayBuffer>;
const modules = new Map<string, Loaded | Promise<Loaded>>();
type Work = () => Promise<void> | void;
const waiting: Work[] = [];
let sequence = 0;
let busy = false;

/** Makes this thread a worker of the pool. */
export function serve(): void {
  Reflect.set(globalThis, inWorker, true);
  port.on("message", (call: Call) => accept(() => perform(call)));
  port.on("messageerror", error => accept(() => answer([Reply.unreadable, String(error)])));
  answer([Reply.ready]);
}

function accept(call: Work): void {
  waiting.push(call);
  if (!busy) work();
}

/** One call at a time; functions that answer at once need no promise. */
function work(): void {
  while (waiting.length > 0) {
    const call = waiting.shift()!;
    const isMine = claim(unclaimed, sequence, sequence);
    sequence = (sequence + 1) | 0;
    const pending = isMine && call();
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
  const [url, from] = call;
  const key = `${from}\n${url}`;
  try {
    const module = modules.get(key) ?? loadModule({ url, from });
    modules.set(key, module);
    if (!isThenable(module)) return execute(call, module);
    return module.then(loaded => {
      modules.set(key, loaded);
      return execute(call, loaded);
    }, error => {
      modules.delete(key);
      answerError(error, Reply.unloadable);
    });
  } catch (error) {
    answerError(error, Reply.unloadable);
  }
}

function execute([url, , name, ...args]: Call, module: Loaded): Promise<void> | void {
  try {
    const result = callExport(module, name, unpack(args) as unknown[]);
    if (!result) return answer([Reply.noExport]);
    if (!isThenable(result[0])) return answerResult(url, result[0]);
    return Promise.resolve(result[0]).then(value => answerResult(url, value), error => answerError(error, Reply.error));
  } catch (error) {
    answerError(error, Reply.error);
  }
}

function isThenable(value: unknown): value is Promise<Loaded> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

function answer(message: unknown[], transfer?: ArrayBuffer[]): void {
  port.postMessage(message, transfer);
}

/** Bytes are moved, not copied by the main thread. */
function answerResult(url: string, value: unknown): void {
  try {
    if (!ArrayBuffer.isView(value) || types.isDataView(value)) return answer([Reply.result, ...pack(value)]);

    const view = value as Uint8Array<ArrayBuffer>;
    const isBuffer = Buffer.isBuffer(view);
    // A builtin made these bytes for this call; a module may still hold those it returns.
    const isFresh = url.startsWith("node:") && view.byteLength === view.buffer.byteLength;
    const bytes = isFresh ? view : isBuffer ? new Uint8Array(view) : view.slice();
    answer([Reply.result, bytes, isBuffer ? [bytes] : []], [bytes.buffer]);
  } catch (error) {
    answer([Reply.uncloneable, String(error)]);
  }
}

function answerError(reason: unknown, kind: ReplyKind): void {
  const packed = pack(reason instanceof Error ? nativeError(reason) : reason, true);
  try {
    answer([kind, ...packed]);
  } catch {
    try {
      dropUncloneable(packed);
      answer([kind, ...packed]);
    } catch (error) {
      answer([Reply.uncloneable, String(error)]);
    }
  }
}

/** DOMException and its like are errors that cannot be cloned. */
function nativeError(error: Error): Error {
  if (types.isNativeError(error)) return error;
  const { name, message, stack } = error;
  return Object.assign(new Error(message), { name, stack, code: Reflect.get(error, "code") as unknown });
}
