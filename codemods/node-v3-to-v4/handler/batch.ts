import { property } from "../../../src/project/json.ts";
import { note, type Handler } from "./state.ts";

/**
 * A batch came as an array of texts; the new model parses each of them. Text is made of what was parsed again, which is
 * the old text for compact JSON.
 */
export function startBatch(handler: Handler): void {
  const { trigger, needs, names, fn, top, typescript } = handler;
  const isBatch = String(property(trigger.options, "cardinality")).toLowerCase() === "many" && String(property(trigger.options, "dataType") ?? "").toLowerCase() !== "binary";
  if (!isBatch || handler.isHttp || !needs.trigger) return;
  note(handler, "batch-parsed", "The new model parses each message of a batch; they are made text again, without the white space they may have had.", fn.parameters[1] ?? fn);
  const message = typescript ? "(message: any)" : "message";
  const array = typescript ? `(${names.trigger} as any)` : names.trigger;
  top.push(`${names.trigger} = ${array}.map(${message} => (typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message)))`);
}
