import { basename } from "node:path";

import { isAboutToAwait } from "../checking/about-to-await.ts";
import { planJavaScriptWith } from "../../codemods/offload-blocking-calls/javascript.ts";
import { planPython } from "../../codemods/offload-blocking-calls/python.ts";
import type { FixPlan } from "../../codemods/offload-blocking-calls/plan.ts";
import { applyEdits, type Edit } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import type { Range } from "../model/text.ts";
import type { LintedUnit } from "./lint-file.ts";
import { isToBeMoved } from "./to-be-moved.ts";

/** One replacement that repairs a finding, with what goes with it (imports). */
export interface Repair extends Range {
  readonly text: string;
  /** Made by `--fix`; otherwise offered. */
  readonly safe: boolean;
  /** What a person should know before taking it. */
  readonly reason?: string;
}

/** Stands where the host could not decode a byte as UTF-8: writing such a text back would lose what the file held. */
const UNDECODED = "\uFFFD";

/**
 * What the findings of a file can become within that file. A blocking call that is in another function is left to
 * `funcfix fix`, which follows the callers.
 */
export function repairsOf(linted: LintedUnit, findings: readonly Finding[]): ReadonlyMap<Finding, Repair> {
  const { text } = linted.unit;
  if (text.includes(UNDECODED)) return new Map();
  const single = new Map<Finding, { readonly edits: readonly Edit[]; readonly safe: boolean; readonly reason?: string }>();
  for (const finding of findings) {
    if (finding.trail.length > 1 || finding.fix === null || isAboutToAwait(finding, linted.findings) || isToBeMoved(linted, finding)) continue;
    const plan = planFor(linted, [finding], true);
    const outcome = plan?.outcomes[0];
    const edits = plan === undefined ? [] : ownEdits(plan, linted.unit.path);
    if (outcome?.applied === true && edits.length > 0) single.set(finding, { edits, safe: outcome.safety === "safe", ...(outcome.reason !== undefined && { reason: outcome.reason }) });
  }
  const together = importsOfAll(linted, [...single].filter(([, { safe }]) => safe).map(([finding]) => finding), [...single.values()].flatMap(({ edits }) => edits));
  let taken = together === undefined;
  return new Map([...single].map(([finding, { edits, safe, reason }]): [Finding, Repair] => {
    const all = safe && !taken ? together! : edits;
    taken ||= safe;
    return [finding, { ...merged(text, all), safe, ...(reason !== undefined && { reason }) }];
  }));
}

/**
 * Each repair alone keeps an import that the others still use; all of them together may drop it. Then the first one
 * makes them all. Not where ESLint's own comments may have switched one of them off.
 */
function importsOfAll(linted: LintedUnit, safe: readonly Finding[], edits: readonly Edit[]): readonly Edit[] | undefined {
  if (safe.length < 2 || linted.unit.text.includes("eslint-")) return undefined;
  const plan = planFor(linted, safe, false);
  if (plan === undefined || plan.outcomes.some(({ applied }) => !applied)) return undefined;
  const known = new Set(edits.map(keyOf));
  const all = ownEdits(plan, linted.unit.path);
  return all.every(edit => known.has(keyOf(edit))) ? undefined : all;
}

function planFor({ project, unit, settings }: LintedUnit, findings: readonly Finding[], unsafe: boolean): FixPlan | undefined {
  const options = { strategy: "auto", ...settings.repair, unsafe } as const;
  try {
    return unit.facts.language === "python" ? planPython(project, new Map([[unit.path, unit]]), findings, options) : planJavaScriptWith(notInEslint, project, findings, options);
  } catch {
    // A planner that gives up must not end the lint run: the finding stands, without a repair.
    return undefined;
  }
}

/** Whoever must know all callers needs the compiler, which is too slow for a lint rule. */
function notInEslint(): never {
  throw new Error("A function that other code may call would have to become async: `funcfix fix` does that.");
}

/** The edits of the linted file; none when the plan needs other code too. That a dependency must be installed is said in the reason. */
function ownEdits({ changes }: FixPlan, path: string): readonly Edit[] {
  const [change, ...others] = changes.filter(({ path: changed }) => basename(changed) !== "package.json");
  return others.length === 0 && change?.kind === "edit" && change.path === path ? change.edits : [];
}

/** One replacement from the first edit to the last: what ESLint takes as a fix. */
function merged(text: string, edits: readonly Edit[]): Range & { readonly text: string } {
  const start = Math.min(...edits.map(edit => edit.start));
  const end = Math.max(...edits.map(edit => edit.end));
  const result = applyEdits(text, edits);
  return { start, end, text: result.slice(start, result.length - (text.length - end)) };
}

function keyOf({ start, end, text }: Edit): string {
  return `${start}:${end}:${text}`;
}
