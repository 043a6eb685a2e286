import { createHash } from "node:crypto";

import type { Finding } from "../model/finding.ts";
import { shownPath } from "./paths.ts";
import type { Locator } from "./report.ts";

/**
 * One fingerprint for each finding, in their order: the same while the finding is the same, whatever is written above
 * it. It holds the rule, the file, the function, the call and the text of the line; equal ones are numbered.
 */
export function fingerprints(findings: readonly Finding[], base: string, locator: Locator): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(finding => {
    const { line } = locator.at(finding.path, finding.range.start);
    const code = locator.line(finding.path, line).trim().replace(/\s+/g, " ");
    // Without a line of code (a whole-file problem) the message tells two findings apart.
    const key = [finding.rule, shownPath(finding.path, base), finding.function ?? "", finding.call ?? "", code === "" ? finding.message : code].join("\0");
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return createHash("sha256").update(`${key}\0${before}`).digest("hex").slice(0, 32);
  });
}
