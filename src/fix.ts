import { planFixes, planShutdownHook, type FixOptions as PlanOptions, type FixPlan, type Outcome } from "../codemods/offload-blocking-calls/index.ts";
import type { NamedFunction } from "../codemods/offload-blocking-calls/worker-file/index.ts";
import { checkScopes, type CheckedScope, type CheckOptions } from "./check.ts";
import { settingRule } from "./advice/lints/index.ts";
import { isFileRule } from "./checking/file-findings.ts";
import { LOST_AWAIT, newLostAwaits } from "./lost-awaits.ts";
import type { Finding } from "./model/finding.ts";
import { oneAfterTheOther, overlaid, type Change } from "./model/change.ts";
import { planNamed, type NamedPlan } from "./named-functions.ts";
import { placesBefore } from "./places-before.ts";
import { openFiles } from "./project/files.ts";
import { listFiles } from "./project/list-files.ts";
import { languageOf } from "./project/units.ts";

export type { Outcome, Strategy } from "../codemods/offload-blocking-calls/index.ts";
export type { NamedFunction } from "../codemods/offload-blocking-calls/worker-file/index.ts";

export interface FixOptions extends Omit<PlanOptions, "strategy"> {
  /** Without it that of the configuration, else `auto`. */
  readonly strategy?: PlanOptions["strategy"];
  /** Functions of the app to move to worker threads, beside those that a configuration or a comment names. */
  readonly offload?: readonly NamedFunction[];
}

export interface FixResult {
  readonly changes: readonly Change[];
  readonly outcomes: readonly Outcome[];
  readonly textOf: (path: string) => string | undefined;
}

/** Plans the repair of what `check` finds, and what was named to run on worker threads. Nothing is written. */
export async function fix(check: CheckOptions, options: FixOptions): Promise<FixResult> {
  const files = openFiles(check.overlay);
  const scopes = [...checkScopes(files, check)];
  const named = withoutLostNamed(check, await planNamed(files, check, scopes, { strategy: "auto", ...options }));
  const moved = named.changes.length > 0;
  // What was moved first is what the findings are made of then.
  const after = moved ? { ...check, overlay: overlaid(check.overlay, named.changes) } : check;
  const found = await planScopes(after, moved ? [...checkScopes(openFiles(after.overlay), after)] : scopes, options);
  const changes = oneAfterTheOther(named.changes, found.changes);
  const hooks = planHooks(check, scopes, changes, { strategy: "auto", ...options });
  const toBefore = moved ? placesBefore(named.changes) : (outcome: Outcome) => outcome;
  return {
    changes: oneAfterTheOther(changes, hooks.changes),
    outcomes: [...named.outcomes, ...found.outcomes.map(toBefore), ...hooks.outcomes],
    textOf: path => files.read(path),
  };
}

/** Whatever the host's end must wait for, app by app. */
function planHooks(check: CheckOptions, scopes: readonly CheckedScope[], changes: readonly Change[], options: PlanOptions): FixPlan {
  if (changes.length === 0) return { changes: [], outcomes: [] };
  const files = openFiles(overlaid(check.overlay, changes));
  const plans = scopes.flatMap(({ project }) => project.apps).map(app => {
    const own = new Set([...listFiles(app.root).files, ...changes.map(({ path }) => path)]);
    return planShutdownHook(app, files, [...own].filter(path => /\.[cm]?[jt]sx?$/.test(path)), changes, options);
  });
  return { changes: plans.flatMap(plan => plan.changes), outcomes: plans.flatMap(({ outcomes }) => outcomes) };
}

async function planScopes(check: CheckOptions, scopes: readonly CheckedScope[], options: FixOptions): Promise<FixPlan> {
  const changes: Change[] = [];
  const outcomes: Outcome[] = [];
  for (const { root, project, findings } of scopes) {
    const fixable = findings.filter(({ rule }) => !isFileRule(rule) && rule !== settingRule && rule !== LOST_AWAIT);
    const units = new Map(project.units.map(unit => [unit.path, unit]));
    const plan = withoutLostAwaits(check, await planFixes(project, units, fixable, { root, ...chosen(check, root), ...options }));
    changes.push(...plan.changes);
    outcomes.push(...findings.filter(({ rule }) => rule === "parse-error").map(unread), ...plan.outcomes);
  }
  return { changes, outcomes };
}

function unread(finding: Finding): Outcome {
  return { finding, safety: "manual", applied: false, reason: "The file is left as it is, and so is what it calls where it cannot be followed." };
}

/** What the configuration says of the repair. */
function chosen({ config }: CheckOptions, root: string): Pick<PlanOptions, "strategy" | "pythonVersion"> {
  const { strategy = "auto", pythonVersion } = config?.(root)?.config ?? {};
  return { strategy, ...(pythonVersion !== undefined && { pythonVersion }) };
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

function withoutLostNamed(check: CheckOptions, plan: NamedPlan): NamedPlan {
  const [lost] = newLostAwaits(check, plan.changes);
  if (lost === undefined) return plan;
  const reason = `The change would leave a call that nothing awaits. ${lost.message}`;
  return { changes: [], outcomes: plan.outcomes.map(outcome => (outcome.applied ? { finding: outcome.finding, safety: "manual", applied: false, reason } : outcome)) };
}
