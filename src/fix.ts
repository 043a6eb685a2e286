import { planFixes, type FixOptions, type FixPlan, type Outcome } from "../codemods/offload-blocking-calls/index.ts";
import { checkScopes, type CheckOptions } from "./check.ts";
import { settingRule } from "./advice/lints/index.ts";
import { isFileRule } from "./checking/file-findings.ts";
import { LOST_AWAIT, newLostAwaits } from "./lost-awaits.ts";
import type { Change } from "./model/change.ts";
import { openFiles } from "./project/files.ts";
import { languageOf } from "./project/units.ts";

export type { FixOptions, Outcome, Strategy } from "../codemods/offload-blocking-calls/index.ts";

export interface FixResult {
  readonly changes: readonly Change[];
  readonly outcomes: readonly Outcome[];
  readonly textOf: (path: string) => string | undefined;
}

/** Plans the repair of what `check` finds. Nothing is written. */
export async function fix(check: CheckOptions, options: FixOptions): Promise<FixResult> {
  const files = openFiles(check.overlay);
  const changes: Change[] = [];
  const outcomes: Outcome[] = [];
  for (const { root, project, findings } of checkScopes(files, check)) {
    const fixable = findings.filter(({ rule }) => !isFileRule(rule) && rule !== settingRule && rule !== LOST_AWAIT);
    const units = new Map(project.units.map(unit => [unit.path, unit]));
    const plan = withoutLostAwaits(check, await planFixes(project, units, fixable, { root, ...options }));
    changes.push(...plan.changes);
    outcomes.push(...plan.outcomes);
  }
  return { changes, outcomes, textOf: path => files.read(path) };
}

/** A plan that would leave a call that nothing awaits is not made: neither are the changes of its language, which hang together. */
function withoutLostAwaits(check: CheckOptions, plan: FixPlan): FixPlan {
  const lost = newLostAwaits(check, plan.changes);
  if (lost.length === 0) return plan;
  const refused = new Map(lost.map(finding => [languageOf(finding.path), finding.message]));
  return {
    changes: plan.changes.filter(({ path }) => !refused.has(languageOf(path))),
    outcomes: plan.outcomes.map((outcome): Outcome => {
      const message = refused.get(languageOf(outcome.finding.path));
      if (message === undefined || !outcome.applied) return outcome;
      return { finding: outcome.finding, safety: "manual", applied: false, reason: `The change would leave a call that nothing awaits. ${message}` };
    }),
  };
}
