import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { verifyApp } from "../codemods/python-v1-to-v2/verify/verify-app.ts";
import { readFunctionJsonApp } from "../src/project/apps/read-app.ts";
import { listFiles } from "../src/project/list-files.ts";
import { openProject } from "../src/project/open-project.ts";
import { openFiles } from "../src/project/files.ts";
import { isRefused, migratedTree, migrationCases, noteLines, planCase, readTree, writeTree } from "./support/python-migration.ts";

const update = process.env.UPDATE_FIXTURES === "1";
const cases = migrationCases();

function pinned(path: string, text: string): string {
  if (update) {
    if (text === "") rmSync(path, { force: true });
    else writeFileSync(path, text);
  }
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

describe.each(cases.filter(each => !isRefused(each)))("$name", testCase => {
  const { app, plan } = planCase(testCase);
  const tree = migratedTree(app.root, plan);
  const after = join(testCase.folder, "after");

  test("becomes what is expected", () => {
    if (update) writeTree(after, tree);
    expect(plan.refusals).toEqual([]);
    expect(Object.fromEntries(tree)).toEqual(Object.fromEntries(readTree(after)));
    const notes = noteLines(app.root, plan.notes);
    expect(notes).toBe(pinned(join(testCase.folder, "notes.txt"), notes));
  });

  test("registers every function with its old bindings", async () => {
    const { functions, problems } = await verifyApp(app, plan, { execute: false, timeout: 1000 });
    expect(problems).toEqual([]);
    expect(functions.filter(fn => fn.differences.length > 0)).toEqual([]);
    expect(functions.map(fn => fn.name)).toEqual(app.functions.map(fn => fn.name));
    expect(plan.functions.map(fn => fn.name)).toEqual(app.functions.map(fn => fn.name));
  });

  test("is an app in which the analysis finds every decorated function", () => {
    const found = openProject({ root: after, sources: listFiles(after).files, isApp: true }).apps.flatMap(({ functions }) => functions.map(fn => fn.name));
    const decorated = plan.functions.filter(fn => !fn.registeredIn.endsWith("function_app.py")).map(fn => fn.name);
    expect(decorated.filter(name => !found.includes(name))).toEqual([]);
  });

  test("leaves nothing to migrate", () => {
    expect([...tree.keys()].filter(path => path.endsWith("function.json"))).toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), "funcfix-again-"));
    writeTree(folder, tree);
    const again = readFunctionJsonApp(openFiles(), folder);
    rmSync(folder, { recursive: true, force: true });
    expect(again.functions).toEqual([]);
    expect(again.problems).toEqual([]);
  });
});

describe.each(cases.filter(isRefused))("$name", testCase => {
  test("is refused, with its reasons", () => {
    const { app, plan } = planCase(testCase);
    const refusals = noteLines(app.root, plan.refusals ?? []);
    expect(plan.changes).toEqual([]);
    expect(refusals).not.toBe("");
    expect(refusals).toBe(pinned(join(testCase.folder, "refusals.txt"), refusals));
  });
});

test("every migrated file compiles", () => {
  const folders = cases.filter(each => !isRefused(each)).map(({ folder }) => join(folder, "after"));
  const script = "import pathlib, sys\nfor root in sys.argv[1:]:\n    for path in pathlib.Path(root).rglob('*.py'):\n        compile(path.read_bytes(), str(path), 'exec')\nprint('compiled')";
  expect(execFileSync("python3", ["-W", "ignore", "-c", script, ...folders], { encoding: "utf8" }).trim()).toBe("compiled");
});
