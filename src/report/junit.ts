import type { Finding } from "../model/finding.ts";
import { groupByPath } from "./group.ts";
import { shownPath } from "./paths.ts";
import { printable } from "../model/printable.ts";
import { createLocator, type Locator, type ReportInput } from "./report.ts";

/** JUnit's XML, as CI servers read it: a suite for each file, a failed case for each finding. */
export function reportJunit(input: ReportInput): string {
  const locator = createLocator(input.textOf);
  const byFile = groupByPath(input.findings);
  const seconds = (input.milliseconds / 1000).toFixed(3);
  const suites = [...byFile].map(([path, findings]) => suite(shownPath(path, input.cwd), findings, locator));
  // Servers take a report without any case for a broken build.
  if (suites.length === 0) suites.push(`  <testsuite name="funcfix" tests="1" failures="0" errors="0"><testcase name="nothing found" classname="funcfix"/></testsuite>`);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="funcfix" tests="${Math.max(1, input.findings.length)}" failures="${input.findings.length}" errors="0" time="${seconds}">`,
    ...suites,
    `</testsuites>`,
    "",
  ].join("\n");
}

function suite(path: string, findings: readonly Finding[], locator: Locator): string {
  const cases = findings.map(finding => {
    const { line, column } = locator.at(finding.path, finding.range.start);
    const trail = finding.trail.length < 2 ? [] : finding.trail.map(step => `in ${step.name} calls ${step.call}`);
    const body = [`${path}:${line}:${column}`, finding.message, ...trail, ...(finding.help === undefined ? [] : [finding.help])].join("\n");
    return `    <testcase name="${escape(`${finding.rule} at ${line}:${column}`)}" classname="${escape(path)}" file="${escape(path)}" line="${line}">` +
      `<failure type="${finding.severity}" message="${escape(finding.message)}">${escape(body)}</failure></testcase>`;
  });
  return [`  <testsuite name="${escape(path)}" tests="${findings.length}" failures="${findings.length}" errors="0">`, ...cases, `  </testsuite>`].join("\n");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** Control characters and lone surrogates have no place in XML 1.0, escaped or not. */
function escape(text: string): string {
  return printable(text)
    .replace(/[&<>"']/g, character => ENTITIES[character]!)
    .replace(/[\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}
