import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { newLostAwaits } from "../src/lost-awaits.ts";

const rules = fileURLToPath(new URL("../fixtures/rules/no-lost-await/", import.meta.url));

/** The plan of a codemod that forgets an `await`. */
function withoutAwait(folder: string, file: string) {
  const path = join(folder, file);
  const before = readFileSync(path, "utf8");
  const start = before.indexOf("await save(");
  return { kind: "edit" as const, path, before, edits: [{ start, end: start + "await ".length, text: "" }] };
}

test.each([
  ["keep-python-awaited", "function_app.py"],
  ["keep-javascript-awaited", "src/functions/orders.js"],
])("a change of %s that drops an await is seen", (name, file) => {
  const folder = join(rules, name);
  const lost = newLostAwaits({ paths: [folder], cwd: folder }, [withoutAwait(folder, file)]);
  expect(lost.map(({ path, rule }) => [path, rule])).toEqual([[join(folder, file), "no-lost-await"]]);
});

test("what was lost before the change is not the change's", () => {
  const folder = join(rules, "python-in-a-branch");
  const path = join(folder, "function_app.py");
  const before = readFileSync(path, "utf8");
  expect(newLostAwaits({ paths: [folder], cwd: folder }, [{ kind: "edit", path, before, edits: [{ start: 0, end: 0, text: "# Orders.\n" }] }])).toEqual([]);
});
