import type { JSONPath } from "jsonc-parser";

import type { Place } from "../../model/finding.ts";
import { propertiesAt, valueAt, type JsonDocument, type Located } from "../settings/documents.ts";
import { knownSettings, readableAppSettings } from "../settings/known.ts";
import type { LintContext, SettingProblem } from "./lint.ts";

/** Numbers of host.json that are out of range. */
export function* hostOutOfRange({ configuration: { host } }: LintContext): Iterable<SettingProblem> {
  if (host === null) return;
  for (const { name, home, range, otherwise } of knownSettings) {
    if (home !== "host.json" || range === undefined) continue;
    const found = valueAt(host, name.split("."));
    if (found === null || (Number.isInteger(found.value) && Number(found.value) >= range[0] && Number(found.value) <= range[1])) continue;
    const wanted = range[1] >= 2 ** 31 - 1 ? `a whole number of at least ${range[0]}` : `a whole number from ${range[0]} to ${range[1]}`;
    yield {
      place: at(host, found), severity: otherwise === undefined ? "warning" : "error",
      message: `\`${name}\` in host.json must be ${wanted}, not ${JSON.stringify(found.value)}.${otherwise === undefined ? "" : ` ${otherwise}`}`,
      help: `Write ${wanted}.`,
    };
  }
}

/** Limits that dynamic concurrency replaces. */
const replaced = [
  "extensions.queues.batchSize", "extensions.queues.newBatchThreshold", "extensions.serviceBus.maxConcurrentCalls",
  "extensions.serviceBus.maxConcurrentSessions", "extensions.blobs.maxDegreeOfParallelism",
];

export function* ignoredLimits({ configuration: { host } }: LintContext): Iterable<SettingProblem> {
  if (host === null || valueAt(host, ["concurrency", "dynamicConcurrencyEnabled"])?.value !== true) return;
  for (const name of replaced) {
    const found = valueAt(host, name.split("."));
    if (found !== null)
      yield { place: at(host, found), severity: "warning", message: `\`${name}\` is ignored: dynamic concurrency is on.`, help: "Remove the limit, or turn `concurrency.dynamicConcurrencyEnabled` off." };
  }
}

/** App settings written where no worker reads them. */
export function* wrongHome({ configuration: { host, local, functions } }: LintContext): Iterable<SettingProblem> {
  const misplaced: readonly (readonly [document: JsonDocument | null, path: JSONPath])[] = [[host, []], [host, ["workers"]], [host, ["extensions"]], [local, []]];
  for (const [document, path] of misplaced) {
    if (document === null) continue;
    for (const { name, key } of propertiesAt(document, path)) {
      const file = document === host ? "host.json" : "local.settings.json";
      if (readableAppSettings.has(name))
        yield { place: { path: document.path, range: key }, severity: "warning", message: `\`${name}\` has no effect in ${path.length > 0 ? `\`${path.join(".")}\` of ` : ""}${file}: it is an app setting.`, help: "Move it to `Values` in local.settings.json, and to the app settings in Azure." };
      else if (document === host && path[0] === "workers" && name === "processCount")
        yield { place: { path: document.path, range: key }, severity: "warning", message: "`workers.processCount` in host.json has no effect: the number of worker processes is the app setting `FUNCTIONS_WORKER_PROCESS_COUNT`.", help: "Remove it and set `FUNCTIONS_WORKER_PROCESS_COUNT`." };
    }
  }
  for (const document of functions)
    for (const [index, names] of bindingNames(document))
      for (const { name, key } of names)
        if (hostOnly.has(name))
          yield { place: { path: document.path, range: key }, severity: "warning", message: `\`${name}\` has no effect in binding ${index + 1} of function.json: it is a setting of host.json and holds for all functions of the app.`, help: "Move it to `extensions` in host.json." };
}

/** Limits of host.json that are found in bindings by mistake. */
const hostOnly = new Set(["batchSize", "newBatchThreshold", "maxConcurrentCalls", "maxConcurrentSessions", "maxEventBatchSize", "prefetchCount", "maxConcurrentRequests", "maxOutstandingRequests"]);

function bindingNames(document: JsonDocument): (readonly [number, ReturnType<typeof propertiesAt>])[] {
  const bindings: (readonly [number, ReturnType<typeof propertiesAt>])[] = [];
  for (let index = 0; valueAt(document, ["bindings", index]) !== null; index++) bindings.push([index, propertiesAt(document, ["bindings", index])]);
  return bindings;
}

function at(document: JsonDocument, { range }: Located): Place {
  return { path: document.path, range };
}
