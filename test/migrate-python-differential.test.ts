import { describe, expect, test } from "vitest";

import { asHttpApp } from "../codemods/python-v1-to-v2/asgi/bindings.ts";
import { differences } from "../codemods/python-v1-to-v2/verify/differences.ts";
import { bindingOf } from "../codemods/python-v1-to-v2/verify/execute.ts";
import { isRefused, migrationCases, planCase, runBoth } from "./support/python-migration.ts";

/** PYTHONPATH entries with the real azure-functions and azure-functions-durable; without it the stand-in is used. */
const library = process.env.FUNCFIX_AZURE_FUNCTIONS_PATH;
if (library === undefined && process.env.npm_lifecycle_event === "test:real")
  throw new Error("Set FUNCFIX_AZURE_FUNCTIONS_PATH to the folders that hold azure.functions and azure.durable_functions.");

describe.each(migrationCases().filter(each => !isRefused(each)))("$name", testCase => {
  const { app, plan } = planCase(testCase);
  const outcome = library === undefined ? runBoth(app, plan) : runBoth(app, plan, library);

  test.each(app.functions.map(({ name }) => name))("%s does the same before and after", name => {
    expect(outcome.before.calls[name]).not.toHaveLength(0);
    expect(outcome.after.calls[name]).toEqual(outcome.before.calls[name]);
  });

  test("the library registers what function.json says", () => {
    const registered = (outcome.after.registered ?? []).map(fn => ({ ...fn, bindings: fn.bindings.map(bindingOf), retry: fn.retry ?? undefined }));
    expect(registered.map(fn => fn.name).sort()).toEqual(app.functions.map(fn => fn.name).sort());
    expect(app.functions.flatMap(fn => differences(testCase.options.asgi === true ? asHttpApp(fn) : fn, registered.filter(({ name }) => name === fn.name)))).toEqual([]);
  });
});
