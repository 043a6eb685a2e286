import type { Binding, FunctionDefinition } from "../../../src/model/app.ts";
import { isTrigger } from "../../../src/model/app.ts";
import type { Invocation, RpcBinding, TypedData } from "../../../src/runtime/test/support/programming-models.ts";
import { requests } from "../../../src/runtime/test/support/requests.ts";
import { inputPayload, METADATA, triggerPayloads } from "./payloads.ts";

/** One thing that the host may send, as each model receives it. */
export interface Pair {
  readonly title: string;
  readonly v3: Invocation;
  readonly v4: Invocation;
}

/** Everything worth sending to a function: to http all requests, to others each payload of their trigger. */
export function pairsFor(definition: FunctionDefinition, registered: Record<string, RpcBinding>): Pair[] {
  const trigger = definition.bindings.find(isTrigger)!;
  const inputs = definition.bindings.filter(binding => binding !== trigger && binding.direction !== "out");
  const isHttp = trigger.type.toLowerCase() === "httptrigger";
  const sent: readonly (readonly [title: string, data: TypedData])[] = isHttp ? requests.map(([title, http]) => [title, { http }] as const) : triggerPayloads(trigger).map((data, index) => [`payload ${index}`, data] as const);
  return sent.map(([title, data]) => {
    const metadata = isHttp ? textData({ ...data.http?.query, ...data.http?.params }) : METADATA;
    const values = [[trigger, data] as const, ...inputs.map(input => [input, inputPayload(input)] as const)];
    const common = { functionName: definition.name, triggerMetadata: metadata };
    return {
      title,
      v3: { ...common, bindings: rpcBindings(definition), inputs: values.map(([binding, value]) => ({ name: binding.name, data: value })) },
      v4: { ...common, bindings: registered, inputs: values.map(([binding, value]) => ({ name: newName(binding, registered), data: value })) },
    };
  });
}

/** The host offers the parameters of the query and the route as metadata of the trigger. */
function textData(values: Readonly<Record<string, string>>): Record<string, TypedData> {
  return Object.fromEntries(Object.entries(values).map(([name, string]) => [name, { string }]));
}

function rpcBindings(definition: FunctionDefinition): Record<string, RpcBinding> {
  return Object.fromEntries(definition.bindings.map(({ name, type, direction, options }) => [name, { ...options, type, direction }]));
}

/** Triggers and durable clients may have got another name. */
function newName(binding: Binding, registered: Record<string, RpcBinding>): string {
  if (registered[binding.name]?.direction === "in") return binding.name;
  const type = binding.type.toLowerCase().replace("orchestrationclient", "durableclient");
  return Object.keys(registered).find(name => registered[name]!.type.toLowerCase() === type && registered[name]!.direction === "in") ?? binding.name;
}
