import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { build } from "esbuild";
import { ESLint } from "eslint";
import { ESLint as ESLint9 } from "eslint9";
import tsParser from "@typescript-eslint/parser";
import { beforeAll, describe, expect, test } from "vitest";

import funcfix from "../src/eslint.ts";
import type { Finding } from "../src/index.ts";
import { lineStarts, positionAt } from "../src/model/text.ts";
import { casesOf, findingsIn, rulesWithCases } from "./support/cases.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const run = promisify(execFile);
const groups = [...rulesWithCases().map(rule => `rules/${rule}`), "apps"];

/** What users of both languages and TypeScript would have in their configuration. */
const configuration = [
  ...funcfix.configs.recommended,
  { files: ["**/*.{js,mjs,cjs,jsx}"], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
  { files: ["**/*.{ts,mts,cts,tsx}"], languageOptions: { parser: tsParser } },
  { linterOptions: { reportUnusedDisableDirectives: "off" as const } },
];

describe.each(groups)("ESLint gives what check gives: %s", group => {
  test.each(casesOf(group).map(({ name, folder }) => [name, folder]))("%s", async (_, folder) => {
    const expected = placesOf(folder, await findingsIn(folder));
    expect(await lint(ESLint, folder), "ESLint 10").toEqual(expected);
    expect(await lint(ESLint9, folder), "ESLint 9").toEqual(expected);
  });
});

/** `file:line:column rule` of each finding, sorted. */
async function lint(Class: typeof ESLint | typeof ESLint9, folder: string): Promise<string[]> {
  const eslint = new Class({ cwd: folder, overrideConfigFile: true, overrideConfig: configuration as never, errorOnUnmatchedPattern: false, allowInlineConfig: false, ignore: false, globInputPaths: true });
  const results = await eslint.lintFiles(["."]);
  return results.flatMap(({ filePath, messages }) => messages.map(({ ruleId, line, column, message }) => `${portable(folder, filePath)}:${line}:${column} ${ruleId?.replace("funcfix/", "") ?? message}`)).sort();
}

function placesOf(folder: string, findings: readonly Finding[]): string[] {
  return findings.filter(({ path }) => /\.(?:[cm]?[jt]sx?|py)$/.test(path)).map(({ path, range, rule }) => {
    const { line, column } = positionAt(lineStarts(readFileSync(path, "utf8")), range.start);
    return `${portable(folder, path)}:${line}:${column} ${rule}`;
  }).sort();
}

function portable(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}

/** oxlint loads plugins as files: the plugin in one file, its packages beside it. */
const oxlintPlugin = join(ROOT, "dist/test/eslint-plugin.mjs");

describe("oxlint gives what check gives", () => {
  beforeAll(async () => {
    await build({ entryPoints: [join(ROOT, "src/eslint.ts")], outfile: oxlintPlugin, bundle: true, packages: "external", platform: "node", format: "esm" });
  });

  test.each(groups)("%s", async group => {
    const found = byCase(await oxlint(join(ROOT, "fixtures", group)));
    for (const { name, folder } of casesOf(group)) {
      const expected = placesOf(folder, (await findingsIn(folder)).filter(({ path, rule }) => !path.endsWith(".py") && rule !== "parse-error"));
      expect((found.get(name) ?? []).map(place => place.slice(name.length + 1)), name).toEqual(expected);
    }
  });
});

async function oxlint(folder: string): Promise<string[]> {
  const config = join(mkdtempSync(join(tmpdir(), "funcfix-oxlint-")), "oxlintrc.json");
  writeFileSync(config, JSON.stringify({ jsPlugins: [oxlintPlugin], categories: { correctness: "off" }, rules: { "funcfix/no-blocking-call": "error", "funcfix/no-async-without-await": "error", "funcfix/no-lost-await": "error" } }));
  const { stdout } = await run(process.execPath, [join(ROOT, "node_modules/oxlint/bin/oxlint"), "-c", config, "--no-ignore", "-f", "json", "."], { cwd: folder, maxBuffer: 2 ** 26 }).catch((error: { stdout: string }) => error);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string; message: string; labels: { span: { line: number; column: number } }[] }[] };
  return diagnostics.map(({ code, filename, labels: [label] }) => `${filename}:${label!.span.line}:${label!.span.column} ${/^funcfix\((.+)\)$/.exec(code)?.[1] ?? code}`).sort();
}

function byCase(places: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const place of places) {
    const name = place.slice(0, place.indexOf("/"));
    found.set(name, [...(found.get(name) ?? []), place]);
  }
  return found;
}
