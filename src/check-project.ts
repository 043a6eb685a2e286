import type { Finding } from "./model/finding.ts";
import type { Unit } from "./model/project-view.ts";
import type { Rule, RuleFinding } from "./model/rule.ts";
import type { Project } from "./project/open-project.ts";
import { suppressionAt } from "./project/suppressions.ts";

/** Runs rules over the files of one project; `only` limits the files that findings are reported in. */
export function checkProject(project: Project, rules: readonly Rule[], only?: ReadonlySet<string>): readonly Finding[] {
  const findings: Finding[] = [];
  for (const unit of project.units) {
    if (only !== undefined && !only.has(unit.path)) continue;
    if (unit.facts.parseError !== undefined) {
      findings.push(parseFinding(unit));
      continue;
    }
    for (const rule of rules) {
      if (!rule.languages.includes(unit.facts.language)) continue;
      for (const found of rule.check(project, unit)) {
        if (suppressionAt(unit, found.range.start, rule.id) === undefined) findings.push(toFinding(rule, unit, found));
      }
    }
  }
  return findings;
}

function toFinding(rule: Rule, unit: Unit, found: RuleFinding): Finding {
  return {
    ...found,
    rule: rule.id,
    path: unit.path,
    severity: found.severity ?? rule.severity,
    confidence: found.confidence ?? "definite",
    trail: found.trail ?? [{ path: unit.path, range: found.range, name: found.function ?? "<module>", call: found.call ?? "" }],
    alsoReaches: found.alsoReaches ?? 0,
    fix: found.fix ?? null,
  };
}

/** A file that cannot be parsed. */
export function parseFinding(unit: Unit): Finding {
  const { message, offset } = unit.facts.parseError!;
  const range = { start: offset, end: offset };
  return {
    rule: "parse-error",
    path: unit.path,
    range,
    severity: "warning",
    confidence: "definite",
    message: `The file cannot be parsed: ${message}`,
    trail: [{ path: unit.path, range, name: "<module>", call: "" }],
    alsoReaches: 0,
    fix: null,
    help: "The rest of the project was checked without it.",
  };
}
