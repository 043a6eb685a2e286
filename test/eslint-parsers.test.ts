import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import babelParser from "@babel/eslint-parser";
import tsParser from "@typescript-eslint/parser";
import { ESLint } from "eslint";
import { ESLint as ESLint9 } from "eslint9";
import { afterAll, describe, expect, test } from "vitest";

import funcfix from "../src/eslint.ts";
import { lineStarts, positionAt } from "../src/model/text.ts";
import { check } from "../src/index.ts";
import { casesOf, rulesWithCases, sourcesIn } from "./support/cases.ts";
import { places } from "./support/eslint.ts";

/**
 * Facts come from the tree that the host's parser made. espree, and @typescript-eslint/parser for TypeScript, are compared
 * in eslint.test.ts; here all files go through one parser. @babel/eslint-parser 7 is for ESLint up to 9.
 */
const PARSERS = {
  "@babel/eslint-parser": {
    Class: ESLint9,
    config: [
      { files: ["**/*.{js,mjs,cjs,jsx}"], languageOptions: { parser: babelParser, parserOptions: babel("jsx") } },
      { files: ["**/*.{ts,mts,cts}"], languageOptions: { parser: babelParser, parserOptions: babel("typescript", "decorators-legacy") } },
      { files: ["**/*.tsx"], languageOptions: { parser: babelParser, parserOptions: babel("typescript", "jsx") } },
    ],
  },
  "@typescript-eslint/parser": { Class: ESLint, config: [{ files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"], languageOptions: { parser: tsParser, parserOptions: { ecmaFeatures: { jsx: true } } } }] },
};

function babel(...plugins: string[]): object {
  return { requireConfigFile: false, babelOptions: { babelrc: false, configFile: false, parserOpts: { plugins } } };
}

const groups = [...rulesWithCases().map(rule => `rules/${rule}`), "apps"];
const cases = groups.flatMap(group => casesOf(group).map(one => ({ ...one, group }))).filter(({ folder }) => sourcesIn(folder).some(path => !path.endsWith(".py")));

describe.each(Object.entries(PARSERS))("with %s the plugin gives what check gives", (_, { Class, config }) => {
  // Copied: facts are kept by path, and those of another parser must not stand in.
  const base = mkdtempSync(join(tmpdir(), "funcfix-parsers-"));
  afterAll(() => rmSync(base, { recursive: true }));

  test.each(groups)("%s", async group => {
    for (const { name, folder: original } of cases.filter(one => one.group === group)) {
      const folder = join(base, group, name);
      cpSync(original, folder, { recursive: true });
      const { findings, textOf } = await check({ paths: [folder], cwd: folder });
      const expected = findings.filter(({ path }) => /\.[cm]?[jt]sx?$/.test(path)).map(({ path, range, rule }) => {
        const { line, column } = positionAt(lineStarts(textOf(path)!), range.start);
        return `${path} ${line}:${column} funcfix/${rule}`;
      });
      const eslint = new Class({ cwd: folder, overrideConfigFile: true, overrideConfig: [...funcfix.configs.javascript, ...config, { linterOptions: { reportUnusedDisableDirectives: "off" } }] as never, errorOnUnmatchedPattern: false, allowInlineConfig: false, ignore: false });
      const results = await eslint.lintFiles(["."]);
      expect(results.flatMap(result => places([result]).map(place => `${result.filePath} ${place}`)).sort(), name).toEqual(expected.sort());
    }
  }, 120_000);
});
