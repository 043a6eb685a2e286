import type { V4Body } from "./v4-types.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The part of a response that carries `value`, to be spread into it:
 * `return { status: 200, ...toBody(value) }`. Text and bytes become `body`; numbers and booleans
 * become the text the old host wrote (`5`, `True`); null, undefined and functions give an empty
 * body; objects and arrays become `jsonBody`, with `application/json` unless the response says
 * another content type.
 */
export function toBody(value: unknown): V4Body {
  const plain = asText(value);
  if (plain === undefined) return { jsonBody: value };
  return plain === null ? {} : { body: plain };
}

/** The body as the old host sent it: objects as JSON on several lines. Undefined when there is none. */
export function hostBody(value: unknown): string | Bytes | undefined {
  const plain = asText(value);
  return plain === undefined ? JSON.stringify(toJson(value), null, 2) : (plain ?? undefined);
}

/** The text or bytes of a value; null when it has none; undefined when it is an object or array in JSON. */
function asText(value: unknown): string | Bytes | null | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));

  // What a value says in JSON decides, not what it is: a Date is text, an object with `toJSON` anything.
  const json = toJson(value);
  if (json === null) return null;
  if (typeof json === "boolean") return json ? "True" : "False";
  return typeof json === "object" ? undefined : String(json);
}

function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? "null");
}
