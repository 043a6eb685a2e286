import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { configurableRules } from "../src/checking/rule-ids.ts";
import { createConfigFinder } from "../src/config/find.ts";
import { fix, type FixOptions } from "../src/fix.ts";
import { fixCases, onCopy } from "./support/fix-cases.ts";

const cases = new Map(fixCases().map(one => [one.name, one]));

function plannedText(name: string, configuration: object, options: FixOptions): Promise<string> {
  return onCopy(cases.get(name)!.before, async copy => {
    writeFileSync(join(copy, "funcfix.config.json"), JSON.stringify(configuration));
    const { changes } = await fix({ paths: [copy], cwd: copy, config: createConfigFinder({ cwd: copy, rules: configurableRules }) }, options);
    return changes.flatMap(change => (change.kind === "edit" ? change.edits.map(({ text }) => text) : change.kind === "create" ? [change.path] : [])).join("\n");
  });
}

test("fix takes its strategy from the configuration, and the caller's own before that", async () => {
  const httpx = "python-async-library-httpx";
  expect(await plannedText(httpx, { strategy: "async-library" }, { unsafe: true })).toContain("AsyncClient");
  expect(await plannedText(httpx, {}, { unsafe: true })).toContain("asyncio.to_thread");
  expect(await plannedText(httpx, { strategy: "async-library" }, { unsafe: true, strategy: "to-thread" })).not.toContain("AsyncClient");
});

test("fix takes the oldest Python from the configuration", async () => {
  expect(await plannedText("python-session-method", { pythonVersion: "3.8" }, { unsafe: false })).toContain("run_in_executor");
  expect(await plannedText("python-session-method", { pythonVersion: "3.9" }, { unsafe: false })).toContain("asyncio.to_thread");
});
