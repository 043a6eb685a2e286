import type { Severity } from "../model/catalogue.ts";
import { fingerprints } from "./fingerprint.ts";
import { shownPath } from "./paths.ts";
import { jsonText, printable } from "../model/printable.ts";
import { createLocator, type ReportInput } from "./report.ts";

const SEVERITY: Readonly<Record<Severity, string>> = { error: "major", warning: "minor", info: "info" };

/** The Code Quality report of GitLab. */
export function reportGitlab(input: ReportInput): string {
  const locator = createLocator(input.textOf);
  const prints = fingerprints(input.findings, input.cwd, locator);
  return jsonText(input.findings.map(({ rule, severity, path, range, message }, index) => ({
    description: printable(message),
    check_name: rule,
    fingerprint: prints[index],
    severity: SEVERITY[severity],
    location: {
      path: shownPath(path, input.cwd),
      lines: { begin: locator.at(path, range.start).line, end: locator.at(path, range.end).line },
    },
  })));
}
