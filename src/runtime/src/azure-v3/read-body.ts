import { decodeText } from "./decode-text.ts";

/** What `readBody` needs of a request; the `HttpRequest` of `@azure/functions` 4 fits. */
export interface RequestWithBody {
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The three faces the body had on the old request. All are undefined for a request without a body. */
export interface V3RequestBody {
  body?: unknown;
  rawBody?: string;
  bufferBody?: Buffer;
}

/** A stream can be read once; whoever asks again gets the same answer. */
const bodies = new WeakMap<RequestWithBody, Promise<V3RequestBody>>();

/**
 * The body as `req.body` held it in the old programming model: parsed when the text is JSON
 * (whatever the content type says), else the text; a Buffer for `application/octet-stream` and
 * `multipart/*`; undefined when there is none. Can be called again for the same request.
 */
// The old model typed `req.body` as any, and migrated code reads its members unchecked.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function readBody(request: RequestWithBody): Promise<any> {
  return (await readV3Body(request)).body;
}

/** All three faces of the body: `body`, `rawBody` and `bufferBody`. */
export function readV3Body(request: RequestWithBody): Promise<V3RequestBody> {
  let body = bodies.get(request);
  if (!body) {
    body = request.arrayBuffer().then(bytes => interpret(Buffer.from(bytes), request.headers.get("content-type")));
    bodies.set(request, body);
  }
  return body;
}

function interpret(bytes: Buffer, contentType: string | null): V3RequestBody {
  if (bytes.length === 0) return {};

  const type = contentType?.toLowerCase();
  if (type === "application/octet-stream" || type?.startsWith("multipart/")) {
    return { body: Buffer.from(bytes), rawBody: bytes.toString(), bufferBody: bytes };
  }

  const text = decodeText(bytes);
  return text === "" ? { bufferBody: bytes } : { body: parsedText(text), rawBody: text, bufferBody: bytes };
}

/** The value of a text that is JSON, else the text: the rule of the old model for all text it received. */
export function parsedText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
