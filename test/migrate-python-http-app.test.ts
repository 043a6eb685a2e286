import { expect, test } from "vitest";

import { verifyApp } from "../codemods/python-v1-to-v2/verify/verify-app.ts";
import type { MigrationPlan } from "../codemods/shared/migration.ts";
import { migrationCases, planCase } from "./support/python-migration.ts";

const { app, plan } = planCase(migrationCases().find(({ name }) => name === "asgi-app")!);

/** The plan with function_app.py written otherwise. */
function tampered(from: string, to: string): MigrationPlan {
  const changes = plan.changes.map(change => {
    if (change.kind !== "create" || !change.path.endsWith("function_app.py")) return change;
    expect(change.text).toContain(from);
    return { ...change, text: change.text.replace(from, to) };
  });
  return { ...plan, changes };
}

test.each([
  ["another level", "AuthLevel.ANONYMOUS", "AuthLevel.FUNCTION"],
  ["another kind", "AsgiFunctionApp", "WsgiFunctionApp"],
  ["another application", "import app as", "import api as"],
  ["an application of another module", "from ShopApi import", "from shop.api import"],
  ["another name", '"ShopApi"', '"http_app_func"'],
  ["no name", '    function_name="ShopApi",\n', ""],
  ["an app beside it", "\napp = ", "\nother = func.FunctionApp()\napp = "],
])("verification sees %s", async (_, from, to) => {
  const { functions, problems } = await verifyApp(app, tampered(from, to), { execute: false, timeout: 1000 });
  expect([...problems, ...functions.flatMap(fn => fn.differences)]).not.toEqual([]);
});
