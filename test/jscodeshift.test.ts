import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { buildSources } from "./support/node-migration/built.ts";
import { migratedCases, nodeCases } from "./support/node-migration/cases.ts";
import { runCommandLine } from "./support/node-migration/command-line.ts";

const jscodeshift = createRequire(import.meta.url).resolve("jscodeshift/bin/jscodeshift.js");
let built: string;

beforeAll(() => {
  built = buildSources();
  cpSync(fileURLToPath(new URL("../jscodeshift/", import.meta.url)), join(built, "jscodeshift"), { recursive: true });
  symlinkSync(".", join(built, "dist"));
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

/** The defaults of jscodeshift, each of its parsers, and its worker processes. */
const RUNS: readonly (readonly [name: string, ...options: string[]])[] = [
  ["helpers", "--run-in-band"],
  ["scripts", "--parser=flow", "--cpus=1"],
  ["typescript-triggers", "--parser=ts", "--run-in-band"],
  ["typescript-http", "--parser=tsx", "--no-babel", "--run-in-band"],
];

test.each(RUNS)("jscodeshift makes of %s what the command makes, with %s %s %s", async (name, ...options) => {
  const { before, after } = migratedCases().find(found => found.name === name)!;
  const root = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-jscodeshift-")));
  try {
    cpSync(before, root, { recursive: true });
    const { stdout, stderr } = await runCommandLine(process.execPath, [jscodeshift, ...options, "-t", join(built, "jscodeshift/node-v3-to-v4.cjs"), "--extensions=js,ts", `--root=${root}`, root]);
    expect(stdout + stderr).toContain("0 errors");
    for (const path of scriptsIn(root)) expect({ path, text: readFileSync(join(root, path), "utf8") }).toEqual({ path, text: readFileSync(join(after, path), "utf8") });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test("an app that cannot be migrated is said for each of its files", async () => {
  const { before } = nodeCases().find(({ name }) => name === "keep-half-migrated")!;
  const { stdout } = await runCommandLine(process.execPath, [jscodeshift, "-t", join(built, "jscodeshift/node-v3-to-v4.cjs"), "--dry", "--run-in-band", `--root=${before}`, before]);
  expect(stdout).toContain("The app is half migrated");
});

function scriptsIn(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name)).map(entry => relative(root, join(entry.parentPath, entry.name)));
}
