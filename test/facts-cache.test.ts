import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { check } from "../src/check.ts";
import { openFactsCache } from "../src/project/facts-cache.ts";
import { LANGUAGES, type Languages } from "../src/project/open-project.ts";

const apps = fileURLToPath(new URL("../fixtures/apps/", import.meta.url));

/** The languages' own readers, counting what they are asked. */
function counting() {
  const reads: string[] = [];
  const count = (language: Languages["python"]): Languages["python"] => ({
    ...language,
    mayHoldRoots: text => language.mayHoldRoots(text),
    readFacts(text, path) {
      reads.push(path);
      return language.readFacts(text, path);
    },
  });
  return { reads, languages: { javascript: count(LANGUAGES.javascript), python: count(LANGUAGES.python) } };
}

async function run(file: string): Promise<{ readonly reads: number; readonly findings: unknown }> {
  const { reads, languages } = counting();
  const cache = openFactsCache(file, languages);
  const { findings } = await check({ cwd: apps, languages: cache.languages });
  cache.save();
  return { reads: reads.length, findings };
}

test("a second run reads nothing and finds the same; a damaged cache is built anew", async () => {
  const folder = mkdtempSync(join(tmpdir(), "funcfix-cache-"));
  const file = join(folder, "deep/cache.facts");
  const { findings: plain } = await check({ cwd: apps });
  const cold = await run(file);
  expect(cold.reads).toBeGreaterThan(0);
  expect(cold.findings).toEqual(plain);
  expect(await run(file)).toEqual({ reads: 0, findings: plain });

  const bytes = readFileSync(file);
  for (const damaged of [Buffer.alloc(0), bytes.subarray(0, bytes.length / 2), Buffer.from("{}\n"), Buffer.from(bytes).fill(32, bytes.length - 9, bytes.length - 5)]) {
    writeFileSync(file, damaged);
    expect(await run(file)).toEqual({ reads: cold.reads, findings: plain });
  }
  expect(readdirSync(join(folder, "deep"))).toEqual(["cache.facts"]);
});

test("every rule's cases give the same findings from kept facts", async () => {
  const cwd = fileURLToPath(new URL("../fixtures/rules/", import.meta.url));
  const file = join(mkdtempSync(join(tmpdir(), "funcfix-cache-")), "cache.facts");
  const first = openFactsCache(file, LANGUAGES);
  const { findings: plain } = await check({ cwd, languages: first.languages });
  first.save();
  expect(plain.length).toBeGreaterThan(100);
  expect((await check({ cwd, languages: openFactsCache(file, LANGUAGES).languages })).findings).toEqual(plain);
});

test("a folder that cannot be written to is no reason to fail", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "funcfix-cache-")), "file");
  writeFileSync(file, "");
  expect((await run(join(file, "cache.facts"))).reads).toBeGreaterThan(0);
});

test("two processes at once leave one whole cache, and find the same", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "funcfix-cache-")), "cache");
  const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
  const start = (): Promise<string> => new Promise(resolve => {
    const args = ["--import", import.meta.resolve("tsx"), cli, "check", "--format", "github", "--cache-location", folder];
    execFile(process.execPath, args, { cwd: apps, maxBuffer: 1 << 26 }, (_, stdout) => resolve(stdout));
  });
  const [first, second] = await Promise.all([start(), start()]);
  expect(first).toContain("no-blocking-call");
  expect(second).toBe(first);
  const [file, ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  const before = readFileSync(join(folder, file!));
  expect(await start()).toBe(first);
  // Whatever process came last, its cache answers everything: the third run had nothing to write.
  expect(readFileSync(join(folder, file!)).equals(before)).toBe(true);
}, 120_000);
