import { randomUUID } from "node:crypto";
import { parsedText } from "./read-body.ts";
import type { V3Request } from "./v3-request.ts";
import type { V4Context } from "./v4-types.ts";

/** What `context.bindingData` held for an http trigger. */
export function httpBindingData(request: V3Request, context: Pick<V4Context, "invocationId" | "functionName" | "triggerMetadata">): Record<string, unknown> {
  return { ...requestData(request), invocationId: context.invocationId, ...context.triggerMetadata, sys: systemData(context.functionName) };
}

/** What the host says about the invocation itself. */
export function systemData(methodName: string): Record<string, string> {
  return { methodName, utcNow: new Date().toISOString(), randGuid: randomUUID() };
}

/** The host offered fields of a JSON body, then query and route parameters, each over the ones before. */
function requestData(request: V3Request): Record<string, unknown> {
  const { body, query, headers, params } = request;
  const fields = typeof body === "object" && body !== null && !Array.isArray(body) && !Buffer.isBuffer(body) ? body : {};
  const visible = Object.entries(query).filter(([name]) => name.toLowerCase() !== "code");
  const data = Object.entries({ ...fields, ...Object.fromEntries(visible), ...params }).map(([name, value]) => [name, typeof value === "string" ? parsedText(value) : value]);
  return { ...Object.fromEntries(data), query: { ...query }, headers: { ...headers } };
}
