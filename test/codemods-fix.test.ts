import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { check, type Finding } from "../src/index.ts";
import { fixCases, fixFolder, onCopy, treeOf, undoneLines, writeTreeTo } from "./support/fix-cases.ts";

const update = process.env.UPDATE_FIXTURES === "1";

describe.each(fixCases())("$name", ({ folder, before, after, options, mustStay }) => {
  test("becomes what is expected, and stays so", async () => {
    await onCopy(before, async copy => {
      const result = await fixFolder(copy, options);
      const fixed = treeOf(copy);
      const undone = undoneLines(copy, result);
      if (update) {
        if (!mustStay) writeTreeTo(after, fixed);
        if (undone === "") rmSync(join(folder, "undone.txt"), { force: true });
        else writeFileSync(join(folder, "undone.txt"), undone);
      }
      expect(fixed).toEqual(treeOf(mustStay ? before : after));
      expect(undone).toBe(existsSync(join(folder, "undone.txt")) ? readFileSync(join(folder, "undone.txt"), "utf8") : "");
      if (!mustStay) expect(result.outcomes.some(({ applied }) => applied)).toBe(true);

      const left = await check({ paths: [copy], cwd: copy });
      expect(left.findings.filter(({ rule }) => rule === "parse-error")).toEqual([]);
      const again = await fixFolder(copy, options);
      expect(again.changes).toEqual([]);
      expect(again.outcomes.filter(({ applied }) => applied)).toEqual([]);
      expect(treeOf(copy)).toEqual(fixed);
      // What check still calls safe, for the remedy is, is what the planner refuses after a closer look, and says why.
      const refused = new Set(again.outcomes.filter(({ applied, reason }) => !applied && /\S\.$/.test(reason ?? "")).map(({ finding }) => placeOf(finding)));
      expect(left.findings.filter(finding => finding.fix === "safe" && !refused.has(placeOf(finding)))).toEqual([]);
    });
  });
});

function placeOf({ path, rule, range }: Finding): string {
  return `${path}:${range.start} ${rule}`;
}
