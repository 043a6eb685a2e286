import type { Suppression } from "../model/facts.ts";
import type { Finding } from "../model/finding.ts";
import type { Project } from "../project/open-project.ts";
import { unusedSuppressions } from "../project/suppressions.ts";
import { closest } from "../config/closest.ts";
import { fileFinding } from "./file-findings.ts";
import { ruleIds } from "./rule-ids.ts";
import type { ScopeSettings } from "./settings.ts";

/** A `funcfix-ignore` comment in a file that was read. Plain data: it goes from thread to thread. */
export interface SeenIgnore {
  readonly path: string;
  readonly suppression: Suppression;
  readonly unused: boolean;
}

/** The comments in the files that were read, and in `further` ones. */
export function seenIgnores(project: Project, further: readonly string[]): readonly SeenIgnore[] {
  return [...new Set([...further, ...project.loadedUnits().map(unit => unit.path)])].flatMap(path => {
    const unit = project.files.read(path)?.includes(IGNORES) === true ? project.unitAt(path) : undefined;
    if (unit === undefined) return [];
    const unused = new Set(unusedSuppressions(unit));
    return unit.facts.suppressions.map(suppression => ({ path, suppression, unused: unused.has(suppression) }));
  });
}

/** What every such comment holds. */
export const IGNORES = "funcfix-ignore";

/** Gathers `funcfix-ignore` comments over all apps: one that any app needs is used. */
export function createIgnoreLedger() {
  const open = new Map<string, Finding>();
  const needed = new Set<string>();
  return {
    add(seen: readonly SeenIgnore[], listed: readonly string[], settings: ScopeSettings): void {
      const asked = new Set(listed);
      for (const { path, suppression, unused } of seen) {
        const key = `${path}:${suppression.range.start}`;
        if (!unused) needed.add(key);
        else if (asked.has(path) && isJudged(suppression, settings)) open.set(key, finding(path, suppression));
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
