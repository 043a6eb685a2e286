import type { Finding } from "../model/finding.ts";

/** A function that blocks awaits once that is repaired: it keeps its `async`. */
export function isAboutToAwait(finding: Finding, all: readonly Finding[]): boolean {
  return finding.rule === "no-async-without-await" && all.some(other => other.rule === "no-blocking-call" && other.path === finding.path && other.functionIndex === finding.functionIndex);
}
