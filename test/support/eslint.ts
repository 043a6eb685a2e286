import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { ESLint } from "eslint";
import { ESLint as ESLint9 } from "eslint9";
import { afterAll } from "vitest";

import funcfix from "../../src/eslint.ts";

const made: string[] = [];
afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true })));

/** A function app in a folder of its own, gone after the tests of the file. */
export function appWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "funcfix-eslint-"));
  made.push(folder);
  for (const [name, text] of Object.entries({ "host.json": "{}", ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export interface Setup {
  readonly fix?: boolean;
  readonly config?: readonly object[];
}

export const versions = { "ESLint 10": ESLint, "ESLint 9": ESLint9 };

/** ESLint with `recommended` and what else is given. */
export function open(Class: typeof ESLint | typeof ESLint9, cwd: string, { fix = false, config = [] }: Setup = {}) {
  return new Class({ cwd, fix, overrideConfigFile: true, overrideConfig: [...funcfix.configs.recommended, ...config] as never });
}

/** `line:column rule` of each message; a message without a rule by its text. */
export function places(results: readonly ESLint.LintResult[]): string[] {
  return results.flatMap(({ messages }) => messages.map(({ ruleId, line, column, message }) => `${line}:${column} ${ruleId ?? message}`));
}

export const BLOCKS = "funcfix/no-blocking-call";
