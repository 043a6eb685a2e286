import type { V4Context, V4Request } from "./v4-types.ts";
import { httpBindingData } from "./binding-data.ts";
import { parsedText } from "./read-body.ts";
import { toResponse as convert } from "./to-response.ts";
import type { V4Response } from "./to-response.ts";
import { V3Request } from "./v3-request.ts";
import { V3Response } from "./v3-response.ts";
import type { HttpRequest, Logger } from "./v3-types.ts";

/**
 * A response of the old model (`status`, `statusCode`, `headers`, `body`, or what {@link createResponse} gave) as one of
 * the new model: status, headers and text are what the old host sent. Nothing gives nothing; a response of the new
 * model stays as it is.
 */
export function toResponse(response: unknown): V4Response {
  // Types see a response in any case: handlers of the new model may return undefined, but are not typed so.
  if (response === undefined || response === null || isOfNewModel(response)) return response as V4Response;
  return convert(response);
}

function isOfNewModel(value: unknown): boolean {
  return typeof value === "object" && value !== null && "arrayBuffer" in value && typeof value.arrayBuffer === "function";
}

/**
 * The `context.res` of the old model: fields to assign and methods to chain.
 * @param done called by the methods that end the response: `send`, `json`, `end`, `sendStatus`
 */
// The old model typed the members of `context.res` as any, and migrated code assigns them unchecked.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function createResponse(done: () => void = () => {}): any {
  return new V3Response(done);
}

/** The request as the old model gave it: plain objects for headers and query, the body read already. */
export async function toV3Request(request: V4Request): Promise<HttpRequest> {
  return V3Request.from(request);
}

/**
 * The `context.bindingData` of the old model for an http trigger: fields of a JSON body, the query and the parameters of
 * the route, each over the ones before; texts that are JSON parsed, as `5` is.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function toV3BindingData(request: V4Request, context: Pick<V4Context, "invocationId" | "functionName" | "triggerMetadata">): Promise<Record<string, any>> {
  return httpBindingData(await V3Request.from(request), context);
}

/** A text as the old model handed it to `context.bindingData`: its value when it is JSON, `5` or `true`, else the text. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function parseText(text: string | undefined): any {
  return text === undefined ? undefined : parsedText(text);
}

/** The `context.log` of the old model as a value of its own: a function with `error`, `warn`, `info` and `verbose`. */
export function toV3Logger(context: Pick<V4Context, "log" | "trace" | "info" | "warn" | "error">): Logger {
  return Object.assign((...args: unknown[]) => context.log(...args), {
    error: (...args: unknown[]) => context.error(...args),
    warn: (...args: unknown[]) => context.warn(...args),
    info: (...args: unknown[]) => context.info(...args),
    verbose: (...args: unknown[]) => context.trace(...args),
  });
}
