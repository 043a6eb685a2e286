import { join } from "node:path";

import type { Log } from "sarif";
import { describe, expect, test } from "vitest";

import { registerCheck } from "../src/cli/check.ts";
import { applyEdits } from "../src/model/change.ts";
import { lineStarts } from "../src/model/text.ts";
import { fixCases, treeOf } from "./support/fix-cases.ts";
import { runCommand } from "./support/run-command.ts";

const names = ["typescript-helper-over-files", "python-sleep", "python-helper-wrapped-at-the-boundary", "python-text-beyond-ascii", "keep-javascript-shared-state", "keep-javascript-optional-chains"];
const cases = fixCases().filter(({ name }) => names.includes(name));

async function sarifOf(folder: string): Promise<Log> {
  return JSON.parse((await runCommand(registerCheck, ["check", ".", "--format", "sarif", "--no-cache"], folder)).stdout) as Log;
}

/** The files of a case with the fix of every finding. */
function withFixes(folder: string, log: Log): Readonly<Record<string, string>> {
  const tree = { ...treeOf(folder) };
  const edits = new Map<string, { start: number; end: number; text: string }[]>();
  for (const { fixes = [] } of log.runs[0]!.results!) {
    for (const { artifactLocation, replacements } of fixes[0]?.artifactChanges ?? []) {
      const path = decodeURIComponent(artifactLocation.uri!);
      const starts = lineStarts(tree[path]!);
      const offset = (line: number, column: number): number => starts[line - 1]! + column - 1;
      for (const { deletedRegion: { startLine = 1, startColumn = 1, endLine = 1, endColumn = 1 }, insertedContent } of replacements)
        edits.set(path, [...(edits.get(path) ?? []), { start: offset(startLine, startColumn), end: offset(endLine, endColumn), text: insertedContent?.text ?? "" }]);
    }
  }
  for (const [path, own] of edits) tree[path] = applyEdits(tree[path]!, own);
  return tree;
}

describe.each(cases)("$name", ({ before, after, mustStay }) => {
  test("the fixes in SARIF make of the files what the command makes", async () => {
    const log = await sarifOf(before);
    const fixable = log.runs[0]!.results!.filter(({ fixes }) => fixes !== undefined);
    if (mustStay) expect(fixable).toEqual([]);
    else {
      expect(fixable.length).toBeGreaterThan(0);
      expect(withFixes(before, log)).toEqual(treeOf(after));
    }
    for (const { fixes = [] } of fixable) for (const { description, artifactChanges } of fixes) {
      expect(description?.text).toMatch(/^(?:Safe|Suggestion): .+\.$/);
      for (const { artifactLocation } of artifactChanges) expect(artifactLocation.uriBaseId).toBe("%SRCROOT%");
    }
  });
});

test("the cases are there", () => {
  expect(cases.map(({ before }) => Object.keys(treeOf(join(before))).length).every(count => count > 0)).toBe(true);
  expect(cases).toHaveLength(names.length);
});
