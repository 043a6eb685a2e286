import { describe, expect, test } from "vitest";
import { fromV3 } from "../src/azure-v3/index.ts";
import { respond } from "./support/host.ts";
import type { Invocation, Outcome } from "./support/programming-models.ts";
import { invoke, v3Model, v4Model } from "./support/programming-models.ts";
import { readFixtures } from "./support/v3-fixtures.ts";

describe("an untouched v3 handler answers under v4 as it did under v3", () => {
  test.each(readFixtures())("$name", async ({ name, handler, bindings, isHttp, invocations }) => {
    const adapted = fromV3(handler, bindings, { functionDirectory: `/home/site/wwwroot/${name}` });
    const before: Record<string, unknown> = {};
    const after: Record<string, unknown> = {};
    for (const { title, v3, v4 } of invocations) {
      before[title] = observed(await invoke(v3Model, v3, handler), v3, isHttp);
      after[title] = observed(await invoke(v4Model, v4, adapted), v4, isHttp);
    }
    expect(after).toEqual(before);
  });
});

/** All that host and user can tell of an invocation. */
function observed(outcome: Outcome, { bindings }: Invocation, isHttp: boolean): object {
  const { response, error, logs } = outcome;
  return {
    logs,
    error: error instanceof Error ? error.message : error,
    outputs: outputs(outcome),
    answer: isHttp ? respond(outcome, bindings) : structuredClone(response?.returnValue ?? undefined),
  };
}

/** Outputs by name, http responses aside; the two names of a binding of both directions are one. */
function outputs(outcome: Outcome): Record<string, unknown> {
  const plain = (outcome.response?.outputData ?? []).filter(output => !output.data.http);
  return Object.fromEntries(plain.map(({ name, data }) => [name.replace(/Out$/, ""), structuredClone(data)]));
}

describe("what the new model cannot express", () => {
  const http = [{ type: "httpTrigger", name: "req", direction: "in" }, { type: "http", name: "res", direction: "out" }];

  test.each([101, 600, 0])("status %d is refused with the reason", async status => {
    const { v4 } = readFixtures().find(({ name }) => name === "http-nothing")!.invocations[0]!;
    const handler = fromV3(async (context: { res: unknown }) => { context.res = { status }; }, http);
    expect((await invoke(v4Model, v4, handler)).error).toEqual(new RangeError(`The status ${status} cannot be sent: the new programming model allows 200 to 599.`));
  });

  test("bindings without a trigger are refused at registration", () => {
    expect(() => fromV3(() => {}, [{ type: "http", name: "res", direction: "out" }])).toThrow("with a trigger among them");
  });
});
