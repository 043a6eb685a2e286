import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";

import migration from "../codemods/node-v3-to-v4/index.ts";
import { differencesFromModel, seenByCheck } from "../codemods/node-v3-to-v4/verify/model-view.ts";
import { buildReport } from "../codemods/shared/report.ts";
import { UsageError } from "../src/model/usage-error.ts";
import { applyChanges } from "../src/project/write/apply.ts";
import { migratedCases, nodeCases, readApp } from "./support/node-migration/cases.ts";
import { readTree, rewriteTree } from "./support/node-migration/trees.ts";

const isReport = new Ajv().compile(JSON.parse(readFileSync(new URL("../schemas/migrate.schema.json", import.meta.url), "utf8")) as object);

describe.each(migratedCases())("$name", ({ before, after, options }) => {
  test("becomes what the fixture shows, and stays so", async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-case-")));
    try {
      cpSync(before, root, { recursive: true });
      const app = readApp(root);
      const plan = await migration.plan(app, options);
      await applyChanges(plan.changes, root);

      const result = readTree(root);
      if (process.env["UPDATE_FIXTURES"] === "1") rewriteTree(after, result);
      expect(result).toEqual(readTree(after));
      const notes = join(dirname(after), "notes.txt");
      if (existsSync(notes)) {
        const said = plan.notes.map(note => `[${note.code}] ${note.function ?? "the app"}: ${note.message}\n`).sort().join("");
        if (process.env["UPDATE_FIXTURES"] === "1") writeFileSync(notes, said);
        expect(said).toBe(readFileSync(notes, "utf8"));
      }
      expect(plan.functions.map(fn => fn.name)).toEqual(app.functions.map(definition => definition.name));
      expect(readApp(root).functions).toEqual([]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  test("registers what function.json says, read back and executed", async () => {
    const app = readApp(before);
    const plan = await migration.plan(app, options);
    const verification = await migration.verify(app, plan, { execute: true, timeout: 20_000 });
    expect(verification.problems).toEqual([]);
    expect(verification.functions.filter(fn => fn.differences.length > 0)).toEqual([]);
    expect(verification.functions.filter(fn => fn.check !== "executed").map(fn => fn.name)).toEqual([]);
    isReport(JSON.parse(JSON.stringify(buildReport({ migration, app, plan, verification, written: false, cwd: before }))));
    expect(isReport.errors).toBeNull();
  });
});

describe.each(nodeCases().filter(({ name }) => name.startsWith("keep-")))("$name", ({ before, after }) => {
  test("is refused with a reason, or has nothing to migrate", async () => {
    expect(existsSync(after)).toBe(false);
    const app = readApp(before);
    if (app.functions.length === 0 && app.problems.length === 0) return;
    await expect(migration.plan(app, {})).rejects.toThrow(UsageError);
    expect(await migration.plan(app, {}).catch(error => String(error.message).replaceAll(before, "<app>"))).toMatchSnapshot();
  });
});

test("verification asks the app model too: a function registered with something else than the library is lost", () => {
  const { before } = migratedCases().find(({ name }) => name === "scripts")!;
  const definition = readApp(before).functions.find(({ name }) => name === "Strict")!;
  const path = join(before, "Strict/index.js");
  const text = (library: string): string => `const { app } = require("${library}");\napp.http("Strict", { methods: ["GET"], authLevel: "function", handler: async () => ({}) });\n`;
  const differences = (written: string): string[] => differencesFromModel(definition, seenByCheck(before, new Map([[path, written]])));
  expect(differences(text("@azure/functions"))).toEqual([]);
  expect(differences(text("./my-app"))).toEqual(["`funcfix check` does not find the function in the planned code"]);
  expect(differences(text("@azure/functions").replace("app.http", "app.timer"))).toEqual(["`funcfix check` finds the trigger timertrigger, was httptrigger"]);
  expect(differences(text("@azure/functions").replace(/(app\.http.*)/, "$1\n$1"))).toEqual(["`funcfix check` finds the function more than once in the planned code"]);
});
