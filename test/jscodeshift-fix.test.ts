import { cpSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { fixCases, onCopy, treeOf } from "./support/fix-cases.ts";
import { buildSources } from "./support/node-migration/built.ts";
import { runCommandLine } from "./support/node-migration/command-line.ts";

const jscodeshift = createRequire(import.meta.url).resolve("jscodeshift/bin/jscodeshift.js");
const cases = new Map(fixCases().map(one => [one.name, one]));
let built: string;

beforeAll(() => {
  built = buildSources(["codemods", "rules", "src"]);
  cpSync(fileURLToPath(new URL("../jscodeshift/", import.meta.url)), join(built, "jscodeshift"), { recursive: true });
  symlinkSync(".", join(built, "dist"));
}, 60_000);
afterAll(() => rmSync(built, { recursive: true, force: true }));

/** The case by jscodeshift, with the options that follow from the case's own. */
async function shift(name: string, root: string, ...args: readonly string[]): Promise<string> {
  const { options } = cases.get(name)!;
  const run = await runCommandLine(process.execPath, [jscodeshift, "-t", join(built, "jscodeshift/offload-blocking-calls.cjs"), "--extensions=js,mjs,ts", `--root=${root}`, `--strategy=${options.strategy}`, `--unsafe=${options.unsafe}`, "--run-in-band", ...args, root]);
  return run.stdout;
}

describe.each(["babel", "tsx"])("jscodeshift with the parser %s makes what the command makes", parser => {
  test.each(["javascript-crlf-and-tabs", "typescript-helper-over-files", "keep-javascript-shared-state"])("of %s", name => onCopy(cases.get(name)!.before, async copy => {
    const { before, after, mustStay } = cases.get(name)!;
    expect(await shift(name, copy, `--parser=${parser}`)).toContain("0 errors");
    expect(treeOf(copy)).toEqual(treeOf(mustStay ? before : after));
  }), 60_000);
});

test("what a transform cannot do is said: new files, package.json", () => onCopy(cases.get("javascript-offload-child-process")!.before, async copy => {
  const said = await shift("javascript-offload-child-process", copy);
  expect(said).toContain("add `funcfix-runtime` to the dependencies");
  expect(treeOf(copy)).toEqual({ ...treeOf(cases.get("javascript-offload-child-process")!.after), "package.json": treeOf(cases.get("javascript-offload-child-process")!.before)["package.json"] });
}), 60_000);
