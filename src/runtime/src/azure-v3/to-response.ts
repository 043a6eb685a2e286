import { hostBody } from "./to-body.ts";

/** A response of the new model; the library checks the cookies itself. */
export interface V4Response {
  status: number;
  headers: Record<string, string>;
  cookies: never[];
  body?: string | Uint8Array<ArrayBuffer>;
}

interface V3ResponseLike {
  statusCode?: unknown;
  status?: unknown;
  headers?: Record<string, unknown> | null;
  cookies?: never[] | null;
  body?: unknown;
  enableContentNegotiation?: unknown;
}

/** What the old host sent for `value`, written as a response of the new model. */
export function toResponse(value: unknown): V4Response {
  if (value === null) return toResponse({});
  if (!isResponseLike(value)) {
    throw new Error("The HTTP response must be an 'object' type that can include properties such as 'body', 'status', and 'headers'. Learn more: https://go.microsoft.com/fwlink/?linkid=2112563");
  }

  const headers: Record<string, string> = {};
  for (const name in value.headers) {
    const header = value.headers[name];
    if (header != null) headers[name] = String(header);
  }

  const response: V4Response = { status: statusOf(value), headers, cookies: value.cookies || [] };
  const [body, type] = value.enableContentNegotiation ? negotiated(value.body) : [hostBody(value.body), undefined];
  if (body !== undefined) response.body = body;
  if (!Object.keys(headers).some(name => name.toLowerCase() === "content-type")) {
    headers["content-type"] = type ?? (typeof body === "object" ? "application/octet-stream" : "text/plain; charset=utf-8");
  }
  return response;
}

function isResponseLike(value: unknown): value is V3ResponseLike {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `statusCode` wins; what is no whole number is 200, as the host reads it. */
function statusOf({ statusCode, status }: V3ResponseLike): number {
  const given = statusCode || (typeof status === "function" ? undefined : status);
  const text = given == null ? "" : String(given).trim();
  const code = /^[+-]?\d+$/.test(text) ? Number(text) : 200;
  if (code < 200 || code > 599) {
    throw new RangeError(`The status ${code} cannot be sent: the new programming model allows 200 to 599.`);
  }
  return code;
}

/** Formatters of the host wrote compact JSON where the client may choose; other types were theirs to take as they are. */
function negotiated(body: unknown): [string | Uint8Array<ArrayBuffer> | undefined, string | undefined] {
  const isData = typeof body === "object" && body !== null && !ArrayBuffer.isView(body);
  return isData ? [JSON.stringify(body), "application/json; charset=utf-8"] : [hostBody(body), undefined];
}
