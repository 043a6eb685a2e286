import type { Binding, FunctionDefinition, Json } from "../../../src/model/app.ts";
import { STORAGE_CONNECTION } from "./decorators.ts";

/** Properties whose values the host reads in any case. */
const ANY_CASE = new Set(["authlevel", "datatype", "cardinality", "accessrights"]);
const STORAGE = new Set(["blob", "blobtrigger", "queue", "queuetrigger", "table"]);

/**
 * What the host makes of a function's bindings, so that two ways to write the same thing compare equal: keys in any
 * case, the defaults of httpTrigger (level `function`, route = name) and of storage connections filled in.
 */
export function normalBindings(name: string, bindings: readonly Binding[]): string[] {
  return bindings.map(binding => JSON.stringify(normal(name, binding))).sort();
}

/** Sentences on what differs; empty when the host sees no difference. */
export function bindingDifferences(name: string, before: readonly Binding[], after: readonly Binding[]): string[] {
  const old = normalBindings(name, before);
  const now = normalBindings(name, after);
  const lost = old.filter(binding => !take(now, binding));
  return [
    ...lost.map(binding => `function.json has ${binding}, the new code does not`),
    ...now.map(binding => `the new code has ${binding}, function.json does not`),
  ];
}

function take(list: string[], item: string): boolean {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
  return index >= 0;
}

function normal(name: string, binding: Binding): Json {
  const type = binding.type.toLowerCase();
  const options = new Map<string, Json>();
  for (const [key, value] of Object.entries(binding.options)) {
    if (value === null || /^[_$/#@]/.test(key)) continue;
    const lower = key.toLowerCase();
    options.set(lower, lower === "methods" ? methods(value) : ANY_CASE.has(lower) && typeof value === "string" ? value.toLowerCase() : ordered(value));
  }
  if (type === "httptrigger") {
    if (!options.has("authlevel")) options.set("authlevel", "function");
    if (!options.has("route")) options.set("route", name);
  }
  if (STORAGE.has(type) && !options.has("connection")) options.set("connection", STORAGE_CONNECTION);
  return { type: binding.type, direction: binding.direction, name: binding.name, options: Object.fromEntries([...options].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function methods(value: Json): Json {
  if (!Array.isArray(value)) return value;
  return (value as readonly Json[]).map(method => (typeof method === "string" ? method.toUpperCase() : method)).sort();
}

/** Objects with their keys in order, so that equal values print equal. */
function ordered(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, ordered(item)]));
}

/** Retry settings as the host reads them. */
export function normalRetry(retry: FunctionDefinition["retry"]): Json {
  if (typeof retry !== "object" || retry === null || Array.isArray(retry)) return null;
  const entries = Object.entries(retry).map(([key, value]) => {
    const flat = key.replaceAll("_", "").toLowerCase();
    return [flat, flat === "strategy" ? String(value).replaceAll("_", "").toLowerCase() : String(value)] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
