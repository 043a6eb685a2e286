import type { Loaded, Target } from "./load.ts";
import { callExport } from "./load.ts";
import type { Answer, Call } from "./protocol.ts";
import { refuseToClone } from "./protocol.ts";
import * as Reply from "./reply.ts";
import { nativeError, pack, unpack } from "./values.ts";

/** Sends an answer; throws when it cannot be cloned. */
export type Send = (answer: Answer, transfer?: ArrayBuffer[]) => void;

/** Loads the module of a call, calls the function and sends the answer. Functions that answer at once need no promise. */
export function perform(call: Call, load: (target: Target) => Loaded | Promise<Loaded>, send: Send): Promise<void> | void {
  const [url, from, name, ...args] = call;

  function execute(module: Loaded): Promise<void> | void {
    try {
      const result = callExport(module, name, unpack(args) as unknown[]);
      if (!result) return send([Reply.refused, ["ERR_OFFLOAD_NO_EXPORT", "is not an exported function."]]);
      return isThenable(result[0]) ? Promise.resolve(result[0]).then(sendResult, sendError) : sendResult(result[0]);
    } catch (error) {
      sendError(error);
    }
  }

  /** Bytes are moved, not copied by the main thread. */
  function sendResult(value: unknown): void {
    try {
      if (!ArrayBuffer.isView(value) || value instanceof DataView) return send([Reply.result, ...pack(value)]);

      const view = value as Uint8Array<ArrayBuffer>;
      const isBuffer = Buffer.isBuffer(view);
      // A builtin made these bytes for this call; a module may still hold those it returns.
      const isFresh = url.startsWith("node:") && view.byteLength === view.buffer.byteLength;
      const bytes = isFresh ? view : isBuffer ? new Uint8Array(view) : view.slice();
      send([Reply.result, bytes, isBuffer ? [bytes] : []], [bytes.buffer]);
    } catch (error) {
      send(refuseToClone("gave", error));
    }
  }

  function sendError(reason: unknown, kind: number = Reply.error): void {
    try {
      send([kind, ...pack(nativeError(reason), true)]);
    } catch (error) {
      send(refuseToClone("gave", error));
    }
  }

  const sendUnloadable = (reason: unknown): void => sendError(reason, Reply.unloadable);
  try {
    const module = load({ url, from });
    return isThenable(module) ? module.then(execute, sendUnloadable) : execute(module);
  } catch (error) {
    sendUnloadable(error);
  }
}

export function isThenable(value: unknown): value is Promise<Loaded> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
