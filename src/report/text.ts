import { Chalk, type ChalkInstance } from "chalk";

import type { Finding } from "../model/finding.ts";
import { count } from "./count.ts";
import { shownPath } from "./paths.ts";
import { printable, printableLine } from "../model/printable.ts";
import { createLocator, type Locator, type ReportInput } from "./report.ts";

/** A wider line is cut around the reported place. */
const FRAME_WIDTH = 120;

/** For people: findings grouped by file, each with its line of code, its trail and what to do. */
export function reportText(input: ReportInput, options: { readonly color: boolean }): string {
  const paint = new Chalk({ level: options.color ? 1 : 0 });
  const locator = createLocator(input.textOf);
  const lines: string[] = [];
  let file = "";
  for (const finding of input.findings) {
    if (finding.path !== file) {
      if (file !== "") lines.push("");
      file = finding.path;
      lines.push(paint.underline(printableLine(shownPath(file, input.cwd))), "");
    }
    lines.push(...findingLines(finding, input.cwd, locator, paint), "");
  }
  lines.push(summary(input, paint));
  return `${lines.join("\n")}\n`;
}

function findingLines(finding: Finding, cwd: string, locator: Locator, paint: ChalkInstance): string[] {
  const { line, column } = locator.at(finding.path, finding.range.start);
  const severity = finding.severity === "error" ? paint.red("error") : finding.severity === "warning" ? paint.yellow("warning") : paint.blue("info");
  return [
    `  ${paint.dim(`${printableLine(shownPath(finding.path, cwd))}:${line}:${column}`)}  ${severity}  ${printableLine(finding.message)}  ${paint.dim(finding.rule)}`,
    ...frame(finding, locator, paint),
    ...trail(finding, cwd, locator, paint),
    ...(finding.help === undefined ? [] : [`      ${paint.cyan("help:")} ${printableLine(finding.help)}`]),
  ];
}

/** Its lines may hold keys and connection strings: they are never shown. */
const SECRETS = /(?:^|[\\/])local\.settings\.json$/;

function frame(finding: Finding, locator: Locator, paint: ChalkInstance): string[] {
  if (SECRETS.test(finding.path)) return [];
  const start = locator.at(finding.path, finding.range.start);
  const end = locator.at(finding.path, finding.range.end);
  const whole = locator.line(finding.path, start.line);
  if (whole.trim() === "") return [];
  const cut = Math.max(0, start.column - 1 - FRAME_WIDTH / 2);
  const shown = whole.slice(cut, cut + FRAME_WIDTH).replaceAll("\t", " ");
  const width = end.line === start.line ? Math.max(1, end.column - start.column) : 1;
  const gutter = `${start.line} | `;
  const before = printable(shown.slice(0, start.column - 1 - cut));
  return [
    `      ${paint.dim(gutter)}${before}${printable(shown.slice(start.column - 1 - cut))}`,
    `      ${" ".repeat(gutter.length - 2)}${paint.dim("| ")}${" ".repeat(before.length)}${paint.red("^".repeat(Math.min(width, FRAME_WIDTH - before.length)))}`,
  ];
}

function trail(finding: Finding, cwd: string, locator: Locator, paint: ChalkInstance): string[] {
  if (finding.trail.length < 2) return [];
  return finding.trail.map((step, depth) => {
    const { line, column } = locator.at(step.path, step.range.start);
    const arrow = depth === 0 ? "in" : `${"  ".repeat(depth - 1)}-> in`;
    return `      ${paint.dim(arrow)} ${printableLine(step.name)} ${paint.dim("calls")} ${printableLine(step.call)} ${paint.dim(`(${printableLine(shownPath(step.path, cwd))}:${line}:${column})`)}`;
  });
}

function summary({ findings, files, apps }: ReportInput, paint: ChalkInstance): string {
  const functions = apps.reduce((sum, app) => sum + app.functions.length, 0);
  const looked = `${count(files, "file")}${apps.length === 0 ? "" : `, ${count(apps.length, "app")} with ${count(functions, "function")}`}`;
  if (findings.length === 0) return paint.green(`Nothing found in ${looked}.`);
  const errors = findings.filter(finding => finding.severity === "error").length;
  const warnings = findings.filter(finding => finding.severity === "warning").length;
  const fixable = findings.filter(finding => finding.fix === "safe").length;
  const suggested = findings.filter(finding => finding.fix === "suggestion").length;
  const fixes = fixable + suggested === 0 ? "" : ` \`funcfix fix\` can change up to ${fixable} safely${suggested === 0 ? "" : `, ${suggested} more with --unsafe`}.`;
  return `${paint.bold(`${count(findings.length, "finding")}`)} (${count(errors, "error")}, ${count(warnings, "warning")}) in ${looked}.${fixes}`;
}
