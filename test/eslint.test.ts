import { readFileSync } from "node:fs";
import { relative, sep } from "node:path";

import { ESLint } from "eslint";
import { ESLint as ESLint9 } from "eslint9";
import tsParser from "@typescript-eslint/parser";
import { describe, expect, test } from "vitest";

import funcfix from "../src/eslint.ts";
import type { Finding } from "../src/index.ts";
import { lineStarts, positionAt } from "../src/model/text.ts";
import { casesOf, findingsIn, rulesWithCases } from "./support/cases.ts";

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
