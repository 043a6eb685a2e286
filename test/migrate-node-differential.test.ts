import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { globSync } from "tinyglobby";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { MigrationPlan } from "../codemods/shared/migration.ts";
import migration from "../codemods/node-v3-to-v4/index.ts";
import type { FunctionApp } from "../src/model/app.ts";
import { invoke, registered, v3Model, v4Model } from "../src/runtime/test/support/programming-models.ts";
import { runnable, type RunnableApp } from "./support/node-migration/apps.ts";
import { migratedCases, readApp } from "./support/node-migration/cases.ts";
import { observe } from "./support/node-migration/compare.ts";
import { pairsFor } from "./support/node-migration/invocations.ts";
import { legacyHandler } from "./support/node-migration/legacy.ts";

const require = createRequire(import.meta.url);

/** Every fixture function, old and new, in the real runtimes of both models, with the same requests and messages. */
describe.each(migratedCases())("$name", ({ before, options }) => {
  const app: FunctionApp = readApp(before);
  let plan: MigrationPlan;
  let old: RunnableApp;
  let migrated: RunnableApp;

  beforeAll(async () => {
    plan = await migration.plan(app, options);
    old = runnable(before, [], "v3");
    migrated = runnable(before, plan.changes, "v4");
    // The files that the worker loads, found as the worker finds them.
    const { main } = JSON.parse(readFileSync(join(migrated.root, "package.json"), "utf8").replace(/^\uFEFF/, "")) as { main: string };
    const loaded = globSync(main, { cwd: migrated.root, absolute: true }).sort();
    expect(loaded).toEqual([...new Set(plan.functions.map(fn => migrated.loadable(fn.registeredIn)))].sort());
    for (const path of loaded) await load(path);
  });
  afterAll(() => {
    old?.remove();
    migrated?.remove();
    registered.length = 0;
  });

  test.each(app.functions.map(definition => [definition.name, definition] as const))("%s", async (name, definition) => {
    const found = registered.filter(({ metadata }) => metadata.name === name);
    expect(found).toHaveLength(1);
    const { metadata, callback } = found[0]!;
    const announced = new Set(plan.notes.filter(note => note.function === name).map(note => note.code));
    const isHttp = definition.bindings.some(binding => binding.type.toLowerCase() === "httptrigger");
    const handler = legacyHandler(await load(old.loadable(definition.handler!.path)), definition.handler!.entryPoint);

    for (const { title, v3, v4 } of pairsFor(definition, metadata.bindings)) {
      const after = observe(await invoke(v4Model, v4, callback), v4, isHttp, announced);
      // The old model waits for ever here: there is nothing to compare with.
      if (announced.has("never-done")) continue;
      const before = observe(await invoke(v3Model, v3, handler), v3, isHttp, announced);
      expect({ title, ...after }).toEqual({ title, ...before });
    }
  });
});

/** As the worker does it: by the extension, else by what the nearest package.json says. */
async function load(file: string): Promise<unknown> {
  const isModule = file.endsWith(".mjs") || (file.endsWith(".js") && packageType(dirname(file)) === "module");
  return isModule ? import(/* @vite-ignore */ pathToFileURL(file).href) : require(file);
}

function packageType(folder: string): string | undefined {
  const path = join(folder, "package.json");
  if (existsSync(path)) return (JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, "")) as { type?: string }).type;
  return dirname(folder) === folder ? undefined : packageType(dirname(folder));
}
