import type { Finding } from "../../src/model/finding.ts";
import type { Unit } from "../../src/model/project-view.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { FixOptions, FixPlan } from "./plan.ts";
import { planJavaScript } from "./javascript.ts";
import { planPython } from "./python.ts";

export { planShutdownHook } from "./shutdown-hook.ts";
export type { FixOptions, FixPlan, Outcome, Strategy } from "./plan.ts";

/** Plans what becomes of each finding, language by language. Nothing is written. */
export async function planFixes(project: Project, units: ReadonlyMap<string, Unit>, findings: readonly Finding[], options: FixOptions): Promise<FixPlan> {
  const python = ofLanguage(units, "python");
  const javascript = ofLanguage(units, "javascript");
  const plans = [
    await planJavaScript(project, findings.filter(({ path }) => javascript.has(path)), options),
    planPython(project, python, findings.filter(({ path }) => python.has(path)), options),
  ];
  return { changes: plans.flatMap(({ changes }) => changes), outcomes: plans.flatMap(({ outcomes }) => outcomes) };
}

function ofLanguage(units: ReadonlyMap<string, Unit>, language: string): ReadonlyMap<string, Unit> {
  return new Map([...units].filter(([, unit]) => unit.facts.language === language));
}
