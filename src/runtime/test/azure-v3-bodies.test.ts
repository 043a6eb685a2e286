import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBody, toBody } from "../src/azure-v3/index.ts";
import type { RequestWithBody, V4Body } from "../src/azure-v3/index.ts";
import { respond } from "./support/host.ts";
import type { Invocation, RpcHttp } from "./support/programming-models.ts";
import { invoke, v3Model, v4Model } from "./support/programming-models.ts";
import { requests } from "./support/requests.ts";

const trigger = { type: "httpTrigger", direction: "in" };
const output = { type: "http", direction: "out" };

function invocation(http: RpcHttp, model: "v3" | "v4"): Invocation {
  return { functionName: "probe", bindings: { req: trigger, [model === "v3" ? "res" : "$return"]: output }, inputs: [{ name: "req", data: { http } }] };
}

/** What a v3 handler finds in `req.body`, and what `readBody` gives under v4. */
async function bodies(http: RpcHttp): Promise<{ v3: unknown; v4: unknown }> {
  let v3: unknown;
  let v4: unknown;
  await invoke(v3Model, invocation(http, "v3"), async (_context: unknown, req: { body: unknown }) => { v3 = req.body; });
  await invoke(v4Model, invocation(http, "v4"), async (request: RequestWithBody) => { v4 = await readBody(request); });
  return { v3, v4 };
}

describe("readBody", () => {
  test.each(requests)("reads %s as v3 did", async (_title, http) => {
    const { v3, v4 } = await bodies(http);
    expect(v4).toEqual(v3);
    expect(Buffer.isBuffer(v4)).toBe(Buffer.isBuffer(v3));
  });

  test("reads any bytes under any content type as v3 did", async () => {
    const contentType = fc.constantFrom("application/json", "text/plain", "application/octet-stream", "multipart/mixed; boundary=x", "Multipart/Form-Data", "image/png", undefined);
    const mark = fc.constantFrom([], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff], [0xff, 0xfe, 0, 0], [0, 0, 0xfe, 0xff]);
    const text = fc.oneof(fc.json(), fc.string({ unit: "binary" })).map(value => [...Buffer.from(value)]);
    // Even lengths: the old decoder shows half a UTF-16 unit, which no text has.
    const bytes = fc.tuple(mark, fc.oneof(text, fc.array(fc.nat(255)))).map(parts => parts.flat()).filter(all => all.length > 0 && all.length % 4 === 0);

    await fc.assert(fc.asyncProperty(contentType, bytes, async (type, content) => {
      const { v3, v4 } = await bodies({ method: "PUT", url: "https://app.example.org/", headers: type ? { "content-type": type } : {}, body: { bytes: Buffer.from(content) } });
      expect(v4).toEqual(v3);
    }), { numRuns: 300 });
  });

  test("gives the same value when asked again", async () => {
    const request = new Request("https://app.example.org/", { method: "POST", body: '{"a":1}' });
    expect(await readBody(request)).toBe(await readBody(request));
  });
});

const get: RpcHttp = { method: "GET", url: "https://app.example.org/" };

/** What a client sees of a v3 response with this body, and of a v4 response made with `toBody`. */
async function responses(value: unknown): Promise<{ v3: unknown; v4: unknown }> {
  const [before, after] = [invocation(get, "v3"), invocation(get, "v4")];
  return {
    v3: respond(await invoke(v3Model, before, async (context: { res: unknown }) => { context.res = { body: value }; }), before.bindings),
    v4: respond(await invoke(v4Model, after, async (): Promise<V4Body> => toBody(value)), after.bindings),
  };
}

describe("toBody", () => {
  const texts: [string, unknown][] = [["text", "hé"], ["empty text", ""], ["number", 5], ["fraction", 0.5], ["true", true], ["false", false], ["bytes", Buffer.from([0, 255])], ["view", new Uint16Array([1, 2])], ["date", new Date(0)], ["toJSON to text", { toJSON: () => "x" }], ["toJSON to null", { toJSON: () => null }], ["null", null], ["undefined", undefined], ["function", () => 1]];
  test.each(texts)("sends %s as v3 did", async (_title, value) => {
    const { v3, v4 } = await responses(value) as Record<"v3" | "v4", { headers: Record<string, string> }>;
    // The new model writes the same type in its own spelling, and leaves it out of an empty response.
    for (const seen of [v3, v4]) seen.headers = {};
    expect(v4).toEqual(v3);
  });

  test.each([["object", { a: [1, { b: null }] }], ["array", [1, "two"]], ["empty object", {}], ["map", new Map([[1, 2]])]])("sends %s as the same JSON, and says so", async (_title, value) => {
    const { v3, v4 } = await responses(value) as Record<"v3" | "v4", { body: string; headers: Record<string, string> }>;
    expect(JSON.parse(v4.body)).toEqual(JSON.parse(v3.body));
    expect(v4.headers["content-type"]).toBe("application/json");
  });

  test("refuses what v3 refused", () => {
    expect(() => toBody(1n)).toThrow("Do not know how to serialize a BigInt");
  });
});
