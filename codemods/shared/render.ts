import type { Binding } from "../../src/model/app.ts";
import { markdownBlock, markdownCell, markdownText } from "../../src/model/markdown.ts";
import { printableReport } from "../../src/model/printable.ts";
import type { MigrationReport, ReportedFunction, ReportedNote, ReportedVerification } from "./report.ts";

/** The report for a terminal. */
export function renderText(report: MigrationReport): string {
  if (report.refusals.length > 0) return printableReport(refusalText(report));
  const lines = [`${title(report)}`, ""];
  const width = Math.max(...report.functions.map(fn => fn.name.length), 8);
  for (const fn of report.functions) {
    lines.push(`  ${fn.name.padEnd(width)}  ${fn.outcome}  (${fn.registeredIn})`);
    lines.push(...fn.notes.map(note => `      ${noteLine(note)}`));
  }
  if (report.notes.length > 0) lines.push("", "The app:", ...report.notes.map(note => `  ${noteLine(note)}`));
  if (report.verification !== null) lines.push("", ...verificationLines(report.verification));
  if (report.nextSteps.length > 0) lines.push("", "Next steps:", ...report.nextSteps.map((step, index) => `  ${index + 1}. ${step}`));
  lines.push("", summaryLine(report));
  return printableReport(`${lines.join("\n")}\n`);
}

/** The report for a pull request. */
export function renderMarkdown(report: MigrationReport): string {
  if (report.refusals.length > 0) return refusalMarkdown(report);
  const lines = [`# ${markdownText(title(report))}`, "", summaryLine(report), "", "| function | outcome | registered in | notes |", "| --- | --- | --- | --- |"];
  for (const fn of report.functions)
    lines.push(`| ${markdownCell(fn.name)} | ${fn.outcome} | ${markdownCell(`\`${fn.registeredIn}\``)} | ${fn.notes.map(note => markdownCell(noteLine(note))).join("<br>")} |`);
  if (report.notes.length > 0) lines.push("", "## The app", "", ...report.notes.map(note => `- ${markdownText(noteLine(note))}`));
  if (report.verification !== null) lines.push("", "## Verification", "", ...verificationTable(report.verification));
  if (report.nextSteps.length > 0) lines.push("", "## Next steps", "", ...report.nextSteps.map((step, index) => `${index + 1}. ${markdownText(step)}`));
  return `${lines.join("\n")}\n`;
}

/** The certificate: the report with the bindings of every function before and after, to attach to a pull request. */
export function renderCertificate(report: MigrationReport): string {
  const bindings = report.functions.flatMap(fn => ["", `### ${markdownText(fn.name)}`, "", ...bindingLines(fn)]);
  return `${renderMarkdown(report)}\n## Bindings before and after\n${bindings.join("\n")}\n`;
}

function refusalText({ app, from, to, refusals }: MigrationReport): string {
  return [`${app} cannot be migrated from ${from} to ${to}. Nothing was changed.`, "", ...refusals.map(note => `  ${noteLine(note)}${note.function === undefined || note.message.includes(`\`${note.function}\``) ? "" : ` (function ${note.function})`}`), ""].join("\n");
}

function refusalMarkdown(report: MigrationReport): string {
  const [head, ...rest] = refusalText(report).split("\n");
  return [`# ${markdownText(head!)}`, ...rest.map(line => (line.startsWith("  ") ? `- ${markdownText(line.slice(2))}` : markdownText(line)))].join("\n");
}

function bindingLines(fn: ReportedFunction): string[] {
  const list = (bindings: readonly Binding[]): string => bindings.map(binding => JSON.stringify({ type: binding.type, direction: binding.direction, name: binding.name, ...binding.options })).join("\n");
  return ["Before:", "", markdownBlock("json", list(fn.before)), "", "After:", "", markdownBlock("json", list(fn.after))];
}

function title(report: MigrationReport): string {
  return `Migration of ${report.app} from ${report.from} to ${report.to}${report.written ? "" : " (planned, nothing written)"}`;
}

function summaryLine({ summary }: MigrationReport): string {
  const functions = summary.functions === 1 ? "1 function" : `${summary.functions} functions`;
  const files = summary.changes === 1 ? "1 file changes" : `${summary.changes} files change`;
  return `${functions}: ${summary.rewritten} rewritten, ${summary.rewrittenWithNotes} rewritten with notes, ${summary.wrapped} wrapped. ${files}.`;
}

function noteLine(note: ReportedNote): string {
  const place = note.path === undefined ? "" : `${note.path}${note.line === undefined ? "" : `:${note.line}:${note.column}`} `;
  return `${place}[${note.code}] ${note.message}`;
}

function verificationLines(verification: ReportedVerification): string[] {
  const width = Math.max(...verification.functions.map(fn => fn.name.length), 8);
  const rows = verification.functions.map(fn => `  ${fn.name.padEnd(width)}  ${fn.check.padEnd(11)}  ${verdict(fn)}`);
  return [`Verification ${verification.passed ? "passed" : "failed"}${versions(verification)}:`, ...rows, ...verification.problems.map(problem => `  ${problem}`)];
}

function verificationTable(verification: ReportedVerification): string[] {
  return [
    `Verification ${verification.passed ? "passed" : "failed"}${versions(verification)}.`,
    "",
    "| function | checked | result |",
    "| --- | --- | --- |",
    ...verification.functions.map(fn => `| ${markdownCell(fn.name)} | ${fn.check} | ${markdownCell(verdict(fn))} |`),
    ...verification.problems.map(problem => `\n${markdownText(problem)}`),
  ];
}

function verdict(fn: ReportedVerification["functions"][number]): string {
  if (fn.differences.length > 0) return fn.differences.join("; ");
  return fn.reason === undefined ? "equal" : `equal (${fn.reason})`;
}

function versions({ versions }: ReportedVerification): string {
  const known = Object.entries(versions);
  return known.length === 0 ? "" : ` (${known.map(([name, version]) => `${name} ${version}`).join(", ")})`;
}
