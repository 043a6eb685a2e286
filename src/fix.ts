import { planFixes, type FixOptions, type Outcome } from "../codemods/offload-blocking-calls/index.ts";
import { checkScopes, type CheckOptions } from "./check.ts";
import type { Change } from "./model/change.ts";
import { openFiles } from "./project/files.ts";

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
    const fixable = findings.filter(finding => finding.rule !== "parse-error");
    const units = new Map(project.units.map(unit => [unit.path, unit]));
    const plan = await planFixes(project, units, fixable, { root, ...options });
    changes.push(...plan.changes);
    outcomes.push(...plan.outcomes);
  }
  return { changes, outcomes, textOf: path => files.read(path) };
}
