import type { Finding } from "../model/finding.ts";
import { count } from "./count.ts";
import { groupByPath } from "./group.ts";
import { shownPath } from "./paths.ts";
import { markdownCode, markdownText } from "../model/markdown.ts";
import { createLocator, type Locator, type ReportInput } from "./report.ts";

/** For comments on a pull request and for job summaries. */
export function reportMarkdown(input: ReportInput): string {
  const locator = createLocator(input.textOf);
  const errors = input.findings.filter(({ severity }) => severity === "error").length;
  const warnings = input.findings.filter(({ severity }) => severity === "warning").length;
  const lines = input.findings.length === 0
    ? ["## funcfix", "", `Nothing found in ${count(input.files, "file")}.`]
    : ["## funcfix", "", `${count(input.findings.length, "finding")} (${count(errors, "error")}, ${count(warnings, "warning")}) in ${count(input.files, "file")}.`];
  for (const [path, findings] of groupByPath(input.findings))
    lines.push("", `### ${markdownCode(shownPath(path, input.cwd))}`, "", ...findings.flatMap(finding => item(finding, input.cwd, locator)));
  return `${lines.join("\n")}\n`;
}

function item(finding: Finding, cwd: string, locator: Locator): string[] {
  const { line, column } = locator.at(finding.path, finding.range.start);
  const trail = finding.trail.length < 2 ? [] : finding.trail.map((step, index) =>
    `  ${index + 1}. ${markdownCode(step.name)} calls ${markdownCode(step.call)} (${markdownCode(`${shownPath(step.path, cwd)}:${locator.at(step.path, step.range.start).line}`)})`);
  return [
    `- **${finding.severity}** ${line}:${column} ${markdownText(finding.message)} (${finding.rule})`,
    ...trail,
    ...(finding.help === undefined ? [] : [...(trail.length > 0 ? [""] : []), `  ${markdownText(finding.help)}`]),
  ];
}
