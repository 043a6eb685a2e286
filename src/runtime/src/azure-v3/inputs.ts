import type { V3Binding } from "./bindings.ts";

/**
 * A trigger or input value as the old model delivered it. The new model hands over empty text
 * where the old one had undefined, and parses each message of a batch where the old one left text.
 */
export function toV3Input(binding: V3Binding, value: unknown): unknown {
  if (value === "") return undefined;
  const isBatch = String(binding["cardinality"]).toLowerCase() === "many" && Array.isArray(value);
  return isBatch ? value.map(messageText) : value;
}

function messageText(message: unknown): unknown {
  return typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message);
}
