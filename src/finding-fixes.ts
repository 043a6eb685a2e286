import { planEach } from "../codemods/offload-blocking-calls/plan-each.ts";
import { settingRule } from "./advice/lints/index.ts";
import { checkScopes, type CheckOptions } from "./check.ts";
import { isAboutToAwait } from "./checking/about-to-await.ts";
import { isFileRule } from "./checking/file-findings.ts";
import { LOST_AWAIT } from "./lost-awaits.ts";
import type { Finding } from "./model/finding.ts";
import { openFiles } from "./project/files.ts";
import type { FindingFix } from "./report/report.ts";

/** What repairs each finding by itself, suggestions too; findings that only a person can repair are left out. */
export async function fixesOf(check: CheckOptions, findings: readonly Finding[]): Promise<ReadonlyMap<Finding, FindingFix>> {
  const wanted = new Map(findings.map(finding => [keyOf(finding), finding]));
  const fixes = new Map<Finding, FindingFix>();
  for (const { root, project, findings: found } of checkScopes(openFiles(check.overlay), check)) {
    const units = new Map(project.units.map(unit => [unit.path, unit]));
    const fixable = found.filter(finding => !isFileRule(finding.rule) && finding.rule !== settingRule && finding.rule !== LOST_AWAIT && wanted.has(keyOf(finding)) && !isAboutToAwait(finding, found));
    for (const [finding, { changes, outcomes }] of await planEach(project, units, fixable, { root, strategy: "auto", unsafe: true })) {
      const [outcome] = outcomes;
      const edits = changes.filter(change => change.kind === "edit");
      // A fix of SARIF cannot make files.
      if (outcome?.applied !== true || edits.length === 0 || edits.length < changes.length) continue;
      fixes.set(wanted.get(keyOf(finding))!, { safety: outcome.safety, edits, ...(outcome.reason !== undefined && { reason: outcome.reason }) });
    }
  }
  return fixes;
}

function keyOf({ path, rule, range, message }: Finding): string {
  return `${path}\n${rule}\n${range.start}\n${range.end}\n${message}`;
}
