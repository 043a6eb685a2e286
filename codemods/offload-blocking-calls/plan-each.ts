import type { Finding } from "../../src/model/finding.ts";
import type { Unit } from "../../src/model/project-view.ts";
import type { Project } from "../../src/project/open-project.ts";
import { planJavaScriptWith } from "./javascript.ts";
import { openLazily } from "./javascript-propagation.ts";
import type { FixOptions, FixPlan } from "./plan.ts";
import { planPython } from "./python.ts";

/** Plans each finding by itself, as if it were the only one. The references between files are opened once for all. */
export async function planEach(project: Project, units: ReadonlyMap<string, Unit>, findings: readonly Finding[], options: FixOptions): Promise<ReadonlyMap<Finding, FixPlan>> {
  if (findings.length === 0) return new Map();
  const references = await openLazily(project, findings, options);
  return new Map(findings.flatMap((finding): [Finding, FixPlan][] => {
    const unit = units.get(finding.path);
    if (unit === undefined) return [];
    return [[finding, unit.facts.language === "python" ? planPython(project, new Map([[unit.path, unit]]), [finding], options) : planJavaScriptWith(references, project, [finding], options)]];
  }));
}
