import type { Suppression } from "../model/facts.ts";
import type { Finding } from "../model/finding.ts";
import type { Project } from "../project/open-project.ts";
import { unusedSuppressions } from "../project/suppressions.ts";
import { closest } from "../config/closest.ts";
import { fileFinding } from "./file-findings.ts";
import { ruleIds } from "./rule-ids.ts";
import type { ScopeSettings } from "./settings.ts";

/** Gathers `funcfix-ignore` comments over all apps: one that any app needs is used. */
export function createIgnoreLedger() {
  const open = new Map<string, Finding>();
  const needed = new Set<string>();
  return {
    add(project: Project, listed: readonly string[], settings: ScopeSettings): void {
      for (const path of new Set([...listed, ...project.loadedUnits().map(unit => unit.path)])) {
        const unit = project.files.read(path)?.includes("funcfix-ignore") === true ? project.unitAt(path) : undefined;
        if (unit === undefined) continue;
        const unused = new Set(unusedSuppressions(unit));
        for (const suppression of unit.facts.suppressions) {
          const key = `${path}:${suppression.range.start}`;
          if (!unused.has(suppression)) needed.add(key);
          else if (listed.includes(path) && isJudged(suppression, settings)) open.set(key, finding(path, suppression));
        }
      }
    },
    findings: (): readonly Finding[] => [...open].flatMap(([key, unused]) => (needed.has(key) ? [] : [unused])),
  };
}

/** A comment for a rule that did not run may be right. */
function isJudged({ rules }: Suppression, settings: ScopeSettings): boolean {
  return (rules.length === 0 ? ruleIds : rules).every(rule => !ruleIds.includes(rule) || settings.runs(rule));
}

function finding(path: string, { rules, range }: Suppression): Finding {
  const strange = rules.find(rule => !ruleIds.includes(rule));
  const meant = strange === undefined ? undefined : closest(strange, ruleIds);
  const message = strange === undefined
    ? `This \`funcfix-ignore\` covers nothing${rules.length === 0 ? "" : ` of ${rules.map(rule => `\`${rule}\``).join(" and ")}`}.`
    : `This \`funcfix-ignore\` names \`${strange}\`, and there is no such rule.${meant === undefined ? "" : ` Did you mean \`${meant}\`?`}`;
  return fileFinding("unused-ignore", path, message, range.start, "Remove the comment.", range.end);
}
