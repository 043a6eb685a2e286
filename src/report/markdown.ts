import type { Finding } from "../model/finding.ts";
import { count } from "./count.ts";
import { groupByPath } from "./group.ts";
import { shownPath } from "./paths.ts";
import { printable } from "./printable.ts";
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
    lines.push("", `### ${code(shownPath(path, input.cwd))}`, "", ...findings.flatMap(finding => item(finding, input.cwd, locator)));
  return `${lines.join("\n")}\n`;
}

function item(finding: Finding, cwd: string, locator: Locator): string[] {
  const { line, column } = locator.at(finding.path, finding.range.start);
  const trail = finding.trail.length < 2 ? [] : finding.trail.map((step, index) =>
    `  ${index + 1}. ${code(step.name)} calls ${code(step.call)} (${code(`${shownPath(step.path, cwd)}:${locator.at(step.path, step.range.start).line}`)})`);
  return [
    `- **${finding.severity}** ${line}:${column} ${prose(finding.message)} (${finding.rule})`,
    ...trail,
    ...(finding.help === undefined ? [] : [...(trail.length > 0 ? [""] : []), `  ${prose(finding.help)}`]),
  ];
}

/** Code spans of a message stay; nothing else in it is markup, a link or a mention. */
function prose(text: string): string {
  const parts = text.split("`");
  return parts.map((part, index) => (index % 2 === 1 && index < parts.length - 1 ? code(part) : plain(part))).join("");
}

function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&").replaceAll("@", "@\u200B").replace(/:\/\//g, ":\u200B//");
}

/** A code span whose fence is longer than any run of backticks in it. */
function code(text: string): string {
  const shown = oneLine(text);
  if (shown.trim() === "") return "` `";
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

function oneLine(text: string): string {
  return printable(text).replace(/\s*[\n\r]\s*/g, " ");
}
