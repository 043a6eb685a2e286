import type { Finding, TrailStep } from "../model/finding.ts";
import { shownPath } from "./paths.ts";
import { jsonText } from "../model/printable.ts";
import { createLocator, type Locator, type ReportInput } from "./report.ts";

export const FORMAT_VERSION = 1;

/** The contract that tools rely on: schemas/check.schema.json. */
export function reportJson(input: ReportInput): string {
  const locator = createLocator(input.textOf);
  return jsonText({
    formatVersion: FORMAT_VERSION,
    apps: input.apps.map(app => ({
      root: shownPath(app.root, input.cwd),
      language: app.language,
      model: app.model,
      functions: app.functions.map(fn => fn.name),
    })),
    findings: input.findings.map(finding => findingJson(finding, input.cwd, locator)),
    summary: { files: input.files, findings: input.findings.length, milliseconds: Math.round(input.milliseconds) },
  });
}

function findingJson(finding: Finding, cwd: string, locator: Locator) {
  const start = locator.at(finding.path, finding.range.start);
  const end = locator.at(finding.path, finding.range.end);
  return {
    rule: finding.rule,
    severity: finding.severity,
    confidence: finding.confidence,
    path: shownPath(finding.path, cwd),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    message: finding.message,
    function: finding.function ?? null,
    call: finding.call ?? null,
    trail: finding.trail.map(step => stepJson(step, cwd, locator)),
    alsoReaches: finding.alsoReaches,
    fix: finding.fix,
  };
}

function stepJson(step: TrailStep, cwd: string, locator: Locator) {
  const { line, column } = locator.at(step.path, step.range.start);
  return { path: shownPath(step.path, cwd), line, column, name: step.name };
}
