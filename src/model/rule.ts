import type { Language } from "./facts.ts";
import type { Confidence, Safety } from "./finding.ts";
import type { BlockingCall, Severity } from "./catalogue.ts";
import type { ProjectView, Unit } from "./project-view.ts";
import type { TrailStep } from "./finding.ts";
import type { Range } from "./text.ts";

/** What a rule yields: a finding without the parts that the engine knows. */
export interface RuleFinding {
  readonly range: Range;
  readonly message: string;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly function?: string;
  readonly functionIndex?: number;
  readonly call?: string;
  readonly callIndex?: number;
  readonly blocking?: BlockingCall;
  readonly trail?: readonly TrailStep[];
  readonly alsoReaches?: number;
  readonly fix?: Safety | null;
  readonly help?: string;
}

export interface Rule {
  /** File name, docs page and what users write; never contains the remedy. */
  readonly id: string;
  /** `Disallow …` or `Require …`, no full stop. */
  readonly summary: string;
  /** One or two full sentences. */
  readonly why: string;
  readonly languages: readonly Language[];
  readonly severity: Severity;
  check(project: ProjectView, unit: Unit): Iterable<RuleFinding>;
}

/** Types a rule; no logic. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
