import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { x } from "tinyexec";

import type { Binding, Json } from "../../../src/model/app.ts";
import { CHILD } from "./child-source.ts";
import type { Registered } from "./compare.ts";

export interface Loaded {
  readonly registered: readonly Registered[];
  readonly error?: LoadError;
}

export interface LoadError {
  readonly name?: string;
  readonly code?: string;
  readonly message: string;
  readonly stack: string;
}

interface Line {
  readonly file?: string;
  readonly registered?: readonly { readonly name: string; readonly bindings: Readonly<Record<string, Record<string, Json>>>; readonly retryOptions?: Record<string, Json> }[];
  readonly error?: LoadError;
}

/** Loads the files in one child process and gives what each registers; a file without an answer was not reached in time. */
export async function loadFiles(root: string, files: readonly string[], timeout: number): Promise<ReadonlyMap<string, Loaded>> {
  const result = join(dirname(root), `registered-${files.length}-${Date.now()}.jsonl`);
  const script = join(dirname(root), "load.cjs");
  writeFileSync(script, CHILD);
  writeFileSync(result, "");
  try {
    await x(process.execPath, [script, JSON.stringify({ files, result })], { timeout, nodeOptions: { cwd: root, stdio: "ignore", killSignal: "SIGKILL" } });
  } catch {
    // The time limit: what was written until then counts.
  }
  const found = new Map<string, Loaded>();
  for (const text of existsSync(result) ? readFileSync(result, "utf8").split("\n") : []) {
    if (text === "") continue;
    const line = JSON.parse(text) as Line;
    if (line.file !== undefined) found.set(line.file, { registered: (line.registered ?? []).map(toRegistered), ...(line.error !== undefined && { error: line.error }) });
  }
  return found;
}

function toRegistered({ name, bindings, retryOptions }: NonNullable<Line["registered"]>[number]): Registered {
  return {
    name,
    bindings: Object.entries(bindings).map(([key, all]): Binding => ({ type: String(all["type"]), direction: all["direction"] === "out" ? "out" : "in", name: key, options: without(all, ["type", "direction", "name", "properties"]) })),
    retry: retryOptions === undefined ? undefined : retryFrom(retryOptions),
  };
}

/** The library gives durations as whole seconds and repeats the strategy under its own name. */
function retryFrom(options: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(Object.entries(without(options, ["retryStrategy"])).map(([name, value]) => [name, typeof value === "object" && value !== null && "seconds" in value ? Number(value["seconds"]) * 1000 : value]));
}

function without(record: Readonly<Record<string, Json>>, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
