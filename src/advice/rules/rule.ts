import type { Advice } from "../advice.ts";
import { workloadNames, type FunctionProfile } from "../profile/profile.ts";
import { knownSetting } from "../settings/known.ts";
import { confidenceOf, currentValue, type Confidence, type Situation } from "../situation.ts";

/** Looks at one setting, or at a few that belong together. */
export type AdviceRule = (situation: Situation) => Iterable<Advice>;

interface Recommendation {
  readonly value: Advice["value"];
  readonly reason: string;
  /** The functions it is for. */
  readonly because: readonly FunctionProfile[];
  readonly measure: string;
  /** Never written, only said. */
  readonly consider?: true;
  readonly confidence?: Confidence;
  /** The value that holds when nothing is set: recommending it needs no change. */
  readonly defaultValue?: Advice["value"];
}

/** Completes a recommendation with what is known of the setting and what the app has now. */
export function advise(situation: Situation, name: string, { value, reason, because, measure, consider, confidence, defaultValue }: Recommendation): Advice {
  const { home, source } = knownSetting(name);
  const current = currentValue(situation, name, home);
  const same = current === null ? value === null || value === defaultValue : value !== null && current === String(value);
  const change = same ? "keep" : consider === true || home === "plan" ? "consider" : value === null ? "remove" : "set";
  return { setting: name, home, current, value, change, reason, evidence: because.map(evidenceOf), source, confidence: confidence ?? confidenceOf(because), measure };
}

const shownCalls = 3;

/** A function, what it is bound by, and why that is thought. */
export function evidenceOf({ function: name, workload, basis, measured, evidence }: FunctionProfile): string {
  if (basis === "measured" && measured !== undefined) {
    const parts = [`${Math.round(measured.durationMs)} ms`, ...(measured.cpuMs === undefined ? [] : [`${Math.round(measured.cpuMs)} ms of it computing`]), ...(measured.dependencyMs === undefined ? [] : [`${Math.round(measured.dependencyMs)} ms of it dependencies`])];
    return `${name}: ${workloadNames[workload]}, measured ${parts.join(", ")}`;
  }
  const bound = workloadNames[workload];
  const calls = [...new Set(evidence.filter(one => !one.light).map(one => one.call))];
  const more = calls.length > shownCalls ? ` and ${calls.length - shownCalls} more` : "";
  return calls.length === 0 ? `${name}: ${bound}` : `${name}: ${bound}, by ${calls.slice(0, shownCalls).map(call => `\`${call}\``).join(", ")}${more}`;
}
