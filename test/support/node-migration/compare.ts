import { respond, type Seen } from "../../../src/runtime/test/support/host.ts";
import type { Invocation, Outcome, TypedData } from "../../../src/runtime/test/support/programming-models.ts";

/** All that host and user can tell of an invocation. */
export interface Observed {
  readonly error: unknown;
  readonly logs: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
}

/** The old library's own complaint about handlers that mix promises and `done`: nobody reads it in the new model. */
const MIXED_DONE = "https://go.microsoft.com/fwlink/?linkid=2097909";

export function observe(outcome: Outcome, { bindings }: Invocation, isHttp: boolean, announced: ReadonlySet<string>): Observed {
  const { error, logs, response } = outcome;
  const hasHttp = Object.values(bindings).some(binding => binding.type.toLowerCase() === "http" && binding.direction === "out");
  return {
    error: error instanceof Error ? error.message : error,
    logs: logs.filter(line => !line.includes(MIXED_DONE)),
    outputs: outputsOf(outcome),
    answer: isHttp && hasHttp ? answered(respond(outcome, bindings), announced) : returned(response?.returnValue, bindings),
  };
}

/** Outputs by name, http responses aside; the two names of a binding of both directions are one. */
function outputsOf(outcome: Outcome): Record<string, unknown> {
  // The host binds no output whose value is null, however it is said.
  const plain = (outcome.response?.outputData ?? []).filter(output => !output.data.http && output.data.json !== "null");
  return Object.fromEntries(plain.map(({ name, data }) => [name.replace(/Out$/, ""), valueOf(data)]));
}

/** Without an output named `$return` the host reads a returned object by the names of outputs, or not at all. */
function returned(value: TypedData | null | undefined, bindings: Invocation["bindings"]): unknown {
  const isRead = bindings["$return"] !== undefined || Object.values(bindings).some(binding => /^(activity|orchestration|entity)trigger$/i.test(binding.type));
  return isRead ? valueOf(value ?? undefined) : undefined;
}

function valueOf(data: TypedData | undefined): unknown {
  if (data?.json === undefined) return data === undefined ? undefined : structuredClone(data);
  return JSON.parse(data.json, withoutClock);
}

/** The two versions of durable-functions name another schema, and both write into an entity's results how long each operation took. */
function withoutClock(this: object, key: string, value: unknown): unknown {
  const isClock = key === "startTime" || (key === "duration" && "isError" in this);
  return isClock || key === "schemaVersion" ? undefined : value;
}

/** The differences that the report announces are taken out; nothing else is. */
function answered(seen: Seen | { failed: string }, announced: ReadonlySet<string>): unknown {
  if ("failed" in seen) return seen;
  const { "content-type": type = "", ...headers } = seen.headers;
  const isJson = announced.has("json-content-type") || announced.has("json-compact");
  const parsed = isJson ? parse(seen.body) : undefined;
  const isData = typeof parsed === "object" && parsed !== null;
  return {
    ...seen,
    headers,
    type: seen.body === "" || (isData && announced.has("json-content-type") && /^(text\/plain|application\/json)/.test(type)) ? "any" : type.toLowerCase().replaceAll(" ", ""),
    body: isData ? parsed : seen.body,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
