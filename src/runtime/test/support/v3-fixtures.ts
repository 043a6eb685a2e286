import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import type { Invocation, RpcBinding, RpcHttp, TypedData } from "./programming-models.ts";
import { requests } from "./requests.ts";

interface Entry extends RpcBinding {
  name: string;
}

interface Given {
  inputs?: Record<string, TypedData>;
  triggerMetadata?: Record<string, TypedData>;
}

export interface V3Fixture {
  name: string;
  handler: (...args: unknown[]) => unknown;
  bindings: Entry[];
  isHttp: boolean;
  /** The same function as each programming model would register it. */
  invocations: { title: string; v3: Invocation; v4: Invocation }[];
}

const folder = new URL("../fixtures/v3/", import.meta.url);
const require = createRequire(folder);

export function readFixtures(): V3Fixture[] {
  return readdirSync(folder).filter(name => existsSync(new URL(`${name}/function.json`, folder))).map(readFixture);
}

function readFixture(name: string): V3Fixture {
  const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`${name}/${file}`, folder), "utf8"));
  const { bindings } = read("function.json") as { bindings: Entry[] };
  const trigger = bindings.find(binding => binding.type.endsWith("Trigger"))!;
  const isHttp = trigger.type === "httpTrigger";
  const given = existsSync(new URL(`${name}/invocations.json`, folder)) ? (read("invocations.json") as Given[]) : [{}];
  const inputs = bindings.filter(binding => binding.direction !== "out").sort((a, b) => Number(b === trigger) - Number(a === trigger));

  const invocations = given.flatMap((one, index) => (isHttp ? requests : [[String(index)] as [string, RpcHttp?]]).map(([title, http]) => {
    const common = {
      functionName: name,
      inputs: inputs.map(binding => ({ name: binding.name, data: binding === trigger && http ? { http } : withBytes(one.inputs?.[binding.name] ?? {}) })),
      triggerMetadata: { ...one.triggerMetadata, ...routeData(http) },
    };
    return { title, v3: { ...common, bindings: byName(bindings) }, v4: { ...common, bindings: byName(bindings.flatMap(binding => inV4(binding, isHttp))) } };
  }));
  return { name, handler: require(`./${name}/index.js`) as V3Fixture["handler"], bindings, isHttp, invocations };
}

/** An http response is what the handler returns; a binding of both directions becomes two. */
function inV4(binding: Entry, isHttp: boolean): Entry[] {
  if (binding.type === "http" && isHttp) return [{ ...binding, name: "$return" }];
  if (binding.direction === "inout") return [{ ...binding, direction: "in" }, { ...binding, name: `${binding.name}Out`, direction: "out" }];
  return [binding];
}

const byName = (bindings: Entry[]): Record<string, RpcBinding> => Object.fromEntries(bindings.map(({ name, ...rest }) => [name, rest as RpcBinding]));

/** The host offers route parameters as trigger metadata. */
const routeData = (http?: RpcHttp): Record<string, TypedData> => Object.fromEntries(Object.entries(http?.params ?? {}).map(([name, string]) => [name, { string }]));

/** JSON has no bytes: the fixtures write them as lists of numbers. */
function withBytes(data: TypedData): TypedData {
  if (data.bytes) return { bytes: Buffer.from(data.bytes) };
  if (data.collectionBytes) return { collectionBytes: { bytes: data.collectionBytes.bytes.map(bytes => Buffer.from(bytes)) } };
  return data;
}
