import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { buildSources } from "./support/node-migration/built.ts";
import { migratedCases } from "./support/node-migration/cases.ts";
import { runCommandLine } from "./support/node-migration/command-line.ts";

const jscodeshift = createRequire(import.meta.url).resolve("jscodeshift/bin/jscodeshift.js");
let built: string;

beforeAll(() => { built = buildSources(); });
afterAll(() => rmSync(built, { recursive: true, force: true }));

test.each(migratedCases().filter(({ name }) => ["helpers", "scripts", "typescript-triggers"].includes(name)))("jscodeshift makes of $name what the command makes", async ({ before, after }) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-jscodeshift-")));
  try {
    cpSync(before, root, { recursive: true });
    const { stdout } = await runCommandLine(process.execPath, [jscodeshift, "--no-babel", "-t", join(built, "src/jscodeshift/node-v3-to-v4.js"), "--extensions=js,ts", `--root=${root}`, "--run-in-band", root]);
    expect(stdout).toContain("0 errors");
    for (const path of scriptsIn(root)) expect({ path, text: readFileSync(join(root, path), "utf8") }).toEqual({ path, text: readFileSync(join(after, path), "utf8") });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

function scriptsIn(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name)).map(entry => relative(root, join(entry.parentPath, entry.name)));
}
