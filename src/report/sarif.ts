import { pathToFileURL } from "node:url";

import type { Fix, Log, PhysicalLocation, Replacement, ReportingDescriptor, Result, ThreadFlowLocation } from "sarif";

import type { Severity } from "../model/catalogue.ts";
import type { Finding, Place } from "../model/finding.ts";
import { fingerprints } from "./fingerprint.ts";
import { shownPath } from "./paths.ts";
import { jsonText, printable } from "../model/printable.ts";
import { createLocator, type FindingFix, type Locator, type ReportInput, type RuleText } from "./report.ts";

const LEVEL: Readonly<Record<Severity, Result.level>> = { error: "error", warning: "warning", info: "note" };
/** What no URI can hold. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const ROOT = "%SRCROOT%";

/** SARIF 2.1.0: code scanning of GitHub and Azure DevOps, and the viewers of editors. */
export function reportSarif(input: ReportInput): string {
  const locator = createLocator(input.textOf);
  const rules = descriptors(input);
  const prints = fingerprints(input.findings, input.cwd, locator);
  const log: Log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [{
      tool: { driver: { name: "funcfix", ...(input.version !== undefined && { semanticVersion: input.version }), rules } },
      columnKind: "utf16CodeUnits",
      originalUriBaseIds: { [ROOT]: { uri: folderUri(input.cwd) } },
      results: input.findings.map((finding, index) => result(finding, prints[index]!, rules, input, locator)),
    }],
  };
  return jsonText(log);
}

function descriptors({ findings, rules = [] }: ReportInput): ReportingDescriptor[] {
  const known = new Map<string, RuleText>(rules.map(rule => [rule.id, rule]));
  const ids = [...new Set([...rules.map(({ id }) => id), ...findings.map(({ rule }) => rule)])].sort();
  return ids.map(id => {
    const rule = known.get(id);
    return rule === undefined ? { id } : { id, shortDescription: { text: `${rule.summary}.` }, fullDescription: { text: rule.why }, help: { text: rule.why } };
  });
}

function result(finding: Finding, print: string, rules: readonly ReportingDescriptor[], { cwd, fixes }: ReportInput, locator: Locator): Result {
  const fix = fixes?.get(finding);
  const text = finding.help === undefined ? finding.message : `${finding.message} ${finding.help}`;
  return {
    ruleId: finding.rule,
    ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
    level: LEVEL[finding.severity],
    message: { text: messageText(text) },
    locations: [{ physicalLocation: location(finding, cwd, locator) }],
    partialFingerprints: { "funcfixFinding/v1": print },
    ...(finding.trail.length > 1 && {
      codeFlows: [{ threadFlows: [{ locations: finding.trail.map((step): ThreadFlowLocation => ({
        location: { physicalLocation: location(step, cwd, locator), message: { text: messageText(`In ${step.name}: ${step.call}`) } },
      })) }] }],
    }),
    ...(fix !== undefined && { fixes: [sarifFix(fix, finding, cwd, locator)] }),
    properties: { confidence: finding.confidence, alsoReaches: finding.alsoReaches, ...(finding.fix !== null && { fix: finding.fix }), ...(finding.call !== undefined && { call: finding.call }) },
  };
}

/** All edits of a fix belong together: each file's in one change. */
function sarifFix({ safety, edits, reason }: FindingFix, { help }: Finding, cwd: string, locator: Locator): Fix {
  const text = [safety === "safe" ? "Safe: it does the same without blocking." : "Suggestion: look at what follows before you take it.", reason ?? help].filter(part => part !== undefined).join(" ");
  return {
    description: { text: messageText(text) },
    artifactChanges: edits.map(({ path, edits: own }) => ({
      artifactLocation: location({ path, range: { start: 0, end: 0 } }, cwd, locator).artifactLocation!,
      replacements: own.map(({ start, end, text: inserted }): Replacement => ({ deletedRegion: location({ path, range: { start, end } }, cwd, locator).region!, insertedContent: { text: inserted } })),
    })),
  };
}

function location({ path, range }: Place, cwd: string, locator: Locator): PhysicalLocation {
  const start = locator.at(path, range.start);
  const end = locator.at(path, range.end);
  return {
    artifactLocation: { uri: shownPath(path, cwd).replace(LONE_SURROGATE, "\uFFFD").split("/").map(encodeURIComponent).join("/"), uriBaseId: ROOT },
    region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
  };
}

/** In a message `[text](1)` is a link and `{0}` a placeholder: brackets of code must be neither. */
function messageText(text: string): string {
  return printable(text).replace(/\[(?=[^\]]*\]\()/g, "\\[").replace(/\{(\d+)\}/g, "{{$1}}");
}

function folderUri(cwd: string): string {
  const { href } = pathToFileURL(cwd);
  return href.endsWith("/") ? href : `${href}/`;
}
