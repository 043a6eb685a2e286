import { existsSync } from "node:fs";
import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Project, ts } from "ts-morph";
import { describe, expect, test } from "vitest";

import { runnable } from "./support/node-migration/apps.ts";
import { migratedCases, readApp } from "./support/node-migration/cases.ts";
import migration from "../codemods/node-v3-to-v4/index.ts";

const repository = fileURLToPath(new URL("../", import.meta.url));

/** Every TypeScript fixture app compiles under `strict` against the real declarations, before and after. */
describe.each(migratedCases().filter(({ before }) => existsSync(join(before, "tsconfig.json"))))("$name", ({ before, options }) => {
  test("compiles as strictly after as before", async () => {
    const plan = await migration.plan(readApp(before), options);
    expect(compileErrors(before, [], "v3")).toEqual([]);
    expect(compileErrors(before, plan.changes, "v4")).toEqual([]);
  }, 60_000);
});

function compileErrors(root: string, changes: Parameters<typeof runnable>[1], model: "v3" | "v4"): string[] {
  const app = runnable(root, changes, model);
  try {
    const types = join(app.root, "node_modules/@types/node");
    mkdirSync(dirname(types), { recursive: true });
    symlinkSync(realpathSync(join(repository, "node_modules/@types/node")), types);
    const project = new Project({ tsConfigFilePath: join(app.root, "tsconfig.json"), compilerOptions: { noEmit: true, skipLibCheck: true, types: ["node"] } });
    const diagnostics = project.getPreEmitDiagnostics().filter(diagnostic => diagnostic.getCategory() === ts.DiagnosticCategory.Error);
    return diagnostics.map(diagnostic => `${diagnostic.getSourceFile()?.getFilePath().slice(app.root.length + 1)}:${diagnostic.getLineNumber()} ${ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, " ")}`);
  } finally {
    app.remove();
  }
}
