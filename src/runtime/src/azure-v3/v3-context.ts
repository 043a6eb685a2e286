import { httpBindingData, systemData } from "./binding-data.ts";
import type { V3Bindings } from "./bindings.ts";
import type { V3Request } from "./v3-request.ts";
import { V3Response } from "./v3-response.ts";
import type { V4Context } from "./v4-types.ts";

type Log = (...args: unknown[]) => void;
export type Done = (error?: unknown, result?: unknown) => void;

/** The `context` of the old programming model. */
export interface V3Context {
  invocationId: string;
  executionContext: { invocationId: string; functionName: string; functionDirectory: string | undefined; retryContext: unknown };
  bindings: Record<string, unknown>;
  bindingData: Record<string, unknown>;
  bindingDefinitions: { name: string; type: string; direction: string | undefined }[];
  traceContext: { traceparent?: string | undefined; tracestate?: string | undefined; attributes?: unknown };
  log: Log & { error: Log; warn: Log; info: Log; verbose: Log };
  done: Done;
  suppressAsyncDoneError?: boolean;
  req?: V3Request;
  res?: unknown;
}

export interface ContextParts {
  bindings: V3Bindings;
  definitions: V3Context["bindingDefinitions"];
  functionDirectory: string | undefined;
  values: Record<string, unknown>;
  request: V3Request | undefined;
  done: Done;
}

export function createV3Context(context: V4Context, parts: ContextParts): V3Context {
  const { invocationId, functionName } = context;
  const trace = context.traceContext;
  const v3: V3Context = {
    invocationId,
    executionContext: { invocationId, functionName, functionDirectory: parts.functionDirectory, retryContext: context.retryContext },
    bindings: parts.values,
    bindingData: { invocationId, ...context.triggerMetadata },
    bindingDefinitions: parts.definitions,
    traceContext: trace ? { traceparent: trace.traceParent, tracestate: trace.traceState, attributes: trace.attributes } : {},
    log: Object.assign((...args: unknown[]) => context.log(...args), {
      error: (...args: unknown[]) => context.error(...args),
      warn: (...args: unknown[]) => context.warn(...args),
      info: (...args: unknown[]) => context.info(...args),
      verbose: (...args: unknown[]) => context.trace(...args),
    }),
    done: parts.done,
  };

  // The new model leaves the metadata of these two triggers out.
  if (parts.bindings.hasTimerTrigger) v3.bindingData["sys"] = systemData(functionName);

  if (parts.request) {
    v3.req = parts.request;
    v3.res = new V3Response(parts.done);
    v3.bindingData = httpBindingData(parts.request, context);
  }
  addNewMembers(v3, context);
  return v3;
}

/**
 * What rewritten helpers of the app, and `getClient` of durable-functions 3, ask of the context of the new model. Inputs and
 * outputs by name are those of the old one. Not to be seen by code that copies or prints the context.
 */
function addNewMembers(v3: V3Context, context: V4Context): void {
  const hidden: Record<string, unknown> = {
    functionName: context.functionName,
    retryContext: context.retryContext,
    options: context.options,
    error: (...args: unknown[]) => v3.log.error(...args),
    warn: (...args: unknown[]) => v3.log.warn(...args),
    info: (...args: unknown[]) => v3.log.info(...args),
    trace: (...args: unknown[]) => v3.log.verbose(...args),
    extraInputs: { get: (input: unknown) => (typeof input === "string" ? v3.bindings[input] : (context.extraInputs as { get(input: unknown): unknown }).get(input)) },
    extraOutputs: { get: (output: string) => v3.bindings[output], set: (output: string, value: unknown) => void (v3.bindings[output] = value) },
  };
  for (const [name, value] of Object.entries(hidden)) Object.defineProperty(v3, name, { value, writable: true, configurable: true });
  Object.defineProperty(v3, "triggerMetadata", { get: () => v3.bindingData, configurable: true });
  const { traceParent, traceState } = context.traceContext ?? {};
  Object.defineProperties(v3.traceContext, { traceParent: { value: traceParent }, traceState: { value: traceState } });
}
