import type { Finding } from "../../src/model/finding.ts";
import type { ProjectView, Unit } from "../../src/model/project-view.ts";
import type { FixOptions, FixPlan } from "./plan.ts";
import { planPython } from "./python.ts";

export type { FixOptions, FixPlan, Outcome, Strategy } from "./plan.ts";

/** Plans what becomes of each finding, language by language. Nothing is written. */
export async function planFixes(project: ProjectView, units: ReadonlyMap<string, Unit>, findings: readonly Finding[], options: FixOptions): Promise<FixPlan> {
  const python = ofLanguage(units, "python");
  return planPython(project, python, findings.filter(({ path }) => python.has(path)), options);
}

function ofLanguage(units: ReadonlyMap<string, Unit>, language: string): ReadonlyMap<string, Unit> {
  return new Map([...units].filter(([, unit]) => unit.facts.language === language));
}
