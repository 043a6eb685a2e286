import type { Outcome, RpcBinding, RpcHttp, TypedData } from "./programming-models.ts";

/** An http response as a client sees it. */
export interface Seen {
  status: number;
  headers: Record<string, string>;
  cookies: unknown[];
  body: string;
}

/**
 * What the Functions host makes of the answer of a worker for an http trigger: an output named
 * `$return` loses to the return value, no response at all is 204.
 */
export function respond(outcome: Outcome, bindings: Record<string, RpcBinding>): Seen | { failed: string } {
  if (!outcome.response) return { failed: outcome.error instanceof Error ? outcome.error.name : String(outcome.error) };

  const output = Object.keys(bindings).findLast(name => bindings[name]!.type === "http")!;
  const named = outcome.response.outputData?.find(data => data.name === output)?.data;
  const http = (outcome.response.returnValue ?? (output === "$return" ? undefined : named))?.http;
  return http ? render(http) : { status: 204, headers: {}, cookies: [], body: "" };
}

function render(http: RpcHttp): Seen {
  const headers = Object.fromEntries(Object.entries(http.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const content = contentOf(http.body);
  headers["content-type"] ??= typeof content === "string" ? "text/plain; charset=utf-8" : "application/octet-stream";
  return {
    status: /^\s*[+-]?\d+\s*$/.test(http.statusCode ?? "") ? Number(http.statusCode) : 200,
    headers,
    cookies: http.cookies ?? [],
    body: typeof content === "string" ? content : Buffer.from(content).toString("latin1"),
  };
}

/** Bytes go out as they are; everything else as .NET prints it, JSON containers on several lines. */
function contentOf(body: TypedData | undefined): string | Uint8Array {
  if (body?.bytes) return body.bytes;
  if (body?.string !== undefined) return Buffer.from(body.string).toString("latin1");
  const value: unknown = body?.json === undefined ? (body?.["int"] ?? body?.["double"] ?? null) : JSON.parse(body.json);
  return Buffer.from(printed(value)).toString("latin1");
}

function printed(value: unknown): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}
