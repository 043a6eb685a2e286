import type { Suppression } from "../model/facts.ts";
import type { TrailStep } from "../model/finding.ts";
import type { Unit } from "../model/project-view.ts";
import { lineStarts, positionAt } from "../model/text.ts";

export const BLOCKING_RULE = "no-blocking-call";

const used = new WeakSet<Suppression>();

/** The suppression that covers the line of an offset for a rule; it is remembered as used. */
export function suppressionAt(unit: Unit, offset: number, rule: string): Suppression | undefined {
  if (unit.facts.suppressions.length === 0) return undefined;
  const starts = lineStarts(unit.text);
  const { line } = positionAt(starts, offset);
  const found = unit.facts.suppressions.find(({ rules, line: covered }) =>
    positionAt(starts, covered).line === line && (rules.length === 0 || rules.includes(rule)));
  if (found !== undefined) used.add(found);
  return found;
}

export function unusedSuppressions(unit: Unit): readonly Suppression[] {
  return unit.facts.suppressions.filter(suppression => !used.has(suppression));
}

/** A blocking call is ignored by a comment at any place of its trail: at the leaf, at the call site, or between. */
export function isSuppressed(unitAt: (path: string) => Unit | undefined) {
  return (_unit: Unit, _blocking: unknown, trail: readonly TrailStep[]): boolean =>
    trail.some(step => {
      const unit = unitAt(step.path);
      return unit !== undefined && suppressionAt(unit, step.range.start, BLOCKING_RULE) !== undefined;
    });
}
