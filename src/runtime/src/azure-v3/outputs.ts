import type { V3Binding, V3Bindings } from "./bindings.ts";
import { isHttp } from "./bindings.ts";
import { toResponse } from "./to-response.ts";
import type { V3Context } from "./v3-context.ts";
import type { V4Context } from "./v4-types.ts";

/**
 * Hands the outputs of a finished handler to the new model, by the rules of the old one.
 * @returns what the handler of the new model has to return
 */
export function deliver(bindings: V3Bindings, v3: V3Context, result: unknown, context: V4Context): unknown {
  const http = bindings.httpOutput?.name;
  if (http !== undefined && v3.res && v3.bindings[http] === undefined) v3.bindings[http] = v3.res;

  const returns = Boolean(result) || (bindings.returnsFalsyValues && result != null);
  const byName = returns && !bindings.returned && typeof result === "object" ? Object(result) as Record<string, unknown> : {};

  let response: unknown;
  let namedOutputs = 0;
  for (const output of bindings.outputs) {
    const given = byName[output.name] !== undefined;
    if (given) namedOutputs++;
    const value = given ? byName[output.name] : v3.bindings[output.name];
    if (value === undefined || output === bindings.returned) continue;

    // In the new model the response of an http trigger is always what the handler returns.
    if (isHttp(output) && bindings.hasHttpTrigger) response = toResponse(value);
    else context.extraOutputs.set(v4Name(output), outputValue(output, value));
  }

  if (bindings.returned) return returns ? outputValue(bindings.returned, result) : undefined;
  if (bindings.hasHttpTrigger) return response;
  return returns && namedOutputs === 0 ? typedValue(result) : undefined;
}

/** The new model has no binding of both directions: the output of `x` is registered as `xOut`. */
function v4Name({ name, direction }: V3Binding): string {
  return direction === "inout" ? `${name}Out` : name;
}

function outputValue(output: V3Binding, value: unknown): unknown {
  return isHttp(output) ? toResponse(value) : typedValue(value);
}

/** The old model sent null and array buffers as JSON, the new one nothing and bytes: their JSON is what was sent. */
function typedValue(value: unknown): unknown {
  return value === null || value instanceof ArrayBuffer ? { toJSON: () => (value === null ? null : {}) } : value;
}
