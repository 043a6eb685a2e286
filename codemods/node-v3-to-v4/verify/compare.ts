import { isDeepStrictEqual } from "node:util";

import type { Binding, FunctionDefinition, Json } from "../../../src/model/app.ts";
import { isTrigger } from "../../../src/model/app.ts";
import { withNewCosmosNames } from "../registration/cosmos-names.ts";
import { effectiveBinding, effectiveRetry, isDurableClient, isHttp, splitInout } from "../registration/effective.ts";

/** What the host receives for one function, from whichever model. */
export interface Registered {
  readonly name: string;
  readonly bindings: readonly Binding[];
  /** With durations in milliseconds. */
  readonly retry: Readonly<Record<string, Json>> | undefined;
}

/** What function.json means to the host, in the terms of the new model. */
export function expectedOf(definition: FunctionDefinition): Registered {
  const bindings = splitInout(definition.bindings.map(effectiveBinding));
  const isHttpFunction = bindings.some(binding => binding.type.toLowerCase() === "httptrigger");
  return {
    name: definition.name,
    bindings: bindings.map(binding => (isHttpFunction && isHttp(binding) ? { ...binding, name: "$return" } : binding)),
    retry: effectiveRetry(definition.retry),
  };
}

/** Storage bindings whose connection is missing take this app setting. */
const STORAGE = new Set(["blobtrigger", "queuetrigger", "blob", "queue", "table"]);

/** Differences between what was meant and what is registered, as short sentences for the table; empty when equal. */
export function differencesBetween(expected: Registered, actual: Registered): string[] {
  const differences: string[] = [];
  const rest = [...actual.bindings];
  for (const binding of expected.bindings) {
    const index = rest.findIndex(candidate => isSamePlace(binding, candidate));
    const found = rest[index];
    if (found === undefined) {
      differences.push(`the binding ${binding.name} (${binding.type}) is missing`);
      continue;
    }
    rest.splice(index, 1);
    differences.push(...optionDifferences(binding, found));
  }
  for (const extra of rest) differences.push(`the binding ${extra.name} (${extra.type}) is new`);
  const [before, after] = [retryOf(expected.retry), retryOf(actual.retry)];
  if (!isDeepStrictEqual(before, after)) differences.push(`retry is ${JSON.stringify(after)}, was ${JSON.stringify(before)}`);
  return differences;
}

/** Triggers and durable clients are found by their type; everything else by the name that the code uses. */
function isSamePlace(left: Binding, right: Binding): boolean {
  if (left.type.toLowerCase() !== right.type.toLowerCase()) return false;
  if (isTrigger(left)) return true;
  return left.direction === right.direction && (left.name === right.name || isDurableClient(left));
}

function optionDifferences(before: Binding, after: Binding): string[] {
  const [old, now] = [optionsOf(before), optionsOf(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(key => !isDeepStrictEqual(old[key], now[key])).map(key => `${before.name || before.type}.${key} is ${JSON.stringify(now[key])}, was ${JSON.stringify(old[key])}`);
}

function optionsOf(binding: Binding): Record<string, Json> {
  const { options } = withNewCosmosNames(effectiveBinding(binding));
  const filled: Record<string, Json> = { ...options };
  if (STORAGE.has(binding.type.toLowerCase()) && (filled["connection"] === undefined || filled["connection"] === "")) filled["connection"] = "AzureWebJobsStorage";
  return filled;
}

/** The host counts retry intervals in whole seconds in the new model; the names are the same. */
function retryOf(retry: Registered["retry"]): unknown {
  if (retry === undefined) return null;
  return Object.fromEntries(Object.entries(retry).map(([key, value]) => [key, /interval$/i.test(key) ? Math.round(Number(value) / 1000) : typeof value === "string" ? value.toLowerCase() : value]));
}
