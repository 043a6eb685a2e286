import type { Binding, FunctionDefinition, Json } from "../../../src/model/app.ts";
import { isTrigger } from "../../../src/model/app.ts";
import { isRecord, property } from "../../../src/project/json.ts";
import { DURABLE_CLIENTS } from "./binding-types.ts";

/** The methods of an http trigger without `methods`: all of them. */
export const ALL_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT"];

/** Options of host version 1 that the host reads no more. */
const DROPPED: Readonly<Record<string, readonly string[]>> = { servicebustrigger: ["accessRights"], httptrigger: ["webHookType", "method"], servicebus: ["accessRights"] };

/** A binding with the options that the host really takes: defaults filled in, dead options left out. */
export function effectiveBinding(binding: Binding): Binding {
  const type = binding.type.toLowerCase();
  const options: Record<string, Json> = { ...binding.options };
  for (const name of DROPPED[type] ?? []) delete options[name];
  if (type === "httptrigger") {
    options["authLevel"] = lowerCase(property(binding.options, "authLevel")) ?? "function";
    options["methods"] = methodsOf(property(binding.options, "methods"));
  }
  if (type === "eventhubtrigger" || type === "eventhub") rename(options, "path", "eventHubName");
  if (type === "http") return { ...binding, options: {} };
  if (type === "orchestrationclient") return { ...binding, type: "durableClient", options };
  return { ...binding, options };
}

/** The dead options of a binding that are left out. */
export function droppedOptions(binding: Binding): readonly string[] {
  return (DROPPED[binding.type.toLowerCase()] ?? []).filter(name => name in binding.options);
}

/** Bindings as the new model registers them: `inout` as an input and an output, which must not share their name. */
export function splitInout(bindings: readonly Binding[]): readonly Binding[] {
  const taken = new Set(bindings.map(binding => binding.name));
  return bindings.flatMap(binding => {
    if (binding.direction !== "inout" || isTrigger(binding)) return [binding];
    return [{ ...binding, direction: "in" }, { ...binding, direction: "out", name: outputNameOf(binding, taken) }] as const;
  });
}

/** The name of the output half of an `inout` binding. */
export function outputNameOf(binding: Binding, taken: ReadonlySet<string> = new Set()): string {
  let name = `${binding.name}Out`;
  for (let count = 2; taken.has(name); count++) name = `${binding.name}Out${count}`;
  return name;
}

export function triggerOf(definition: FunctionDefinition): Binding | undefined {
  return definition.bindings.find(isTrigger);
}

export function isDurableClient(binding: Binding): boolean {
  return DURABLE_CLIENTS.has(binding.type.toLowerCase());
}

export function isHttp(binding: Binding): boolean {
  return binding.type.toLowerCase() === "http" && binding.direction !== "in";
}

function methodsOf(value: Json | undefined): Json {
  if (typeof value === "string" && value !== "") return [value.toUpperCase()];
  if (!Array.isArray(value) || value.length === 0) return ALL_METHODS;
  return value.map(method => String(method).toUpperCase());
}

function lowerCase(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value.toLowerCase() : undefined;
}

function rename(options: Record<string, Json>, from: string, to: string): void {
  if (options[from] === undefined || options[to] !== undefined) return;
  options[to] = options[from];
  delete options[from];
}

/** A retry policy with durations in milliseconds, as both models mean it; undefined when there is none. */
export function effectiveRetry(retry: Json | undefined): Readonly<Record<string, Json>> | undefined {
  if (!isRecord(retry)) return undefined;
  return Object.fromEntries(Object.entries(retry).map(([name, value]) => [name, /interval$/i.test(name) && typeof value === "string" ? milliseconds(value) : value]));
}

/** `[d.]hh:mm:ss[.fff]` in milliseconds; NaN when it is no such text. */
export function milliseconds(text: string): number {
  const match = /^(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/.exec(text.trim());
  if (match === null) return Number.NaN;
  const [, days = "0", hours = "0", minutes = "0", seconds = "0", fraction = "0"] = match;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Math.round(Number(`0.${fraction}`) * 1000);
}
