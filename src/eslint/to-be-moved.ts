import type { Finding } from "../model/finding.ts";
import type { LintedUnit } from "./lint-file.ts";

/** A comment that asks for the function below it to run on worker threads, and the comments after it. */
const MARK_ABOVE = /(?:^|\n)[ \t]*(?:\/\/|\/?\*+)[ \t]*funcfix-offload(?![\w-])[^\n]*\n(?:[ \t]*(?:\/\/|\/?\*)[^\n]*\n)*[^\n]*$/;

/** Whether `funcfix fix` moves the function of a finding to a worker as a whole: what it calls there may block. */
export function isToBeMoved({ unit }: LintedUnit, { functionIndex }: Finding): boolean {
  const { functions } = unit.facts;
  let outermost = functionIndex === undefined ? undefined : functions[functionIndex];
  while (outermost !== undefined && outermost.parent !== null && outermost.parent > 0) outermost = functions[outermost.parent];
  return outermost !== undefined && unit.text.includes("funcfix-offload") && MARK_ABOVE.test(unit.text.slice(0, outermost.range.start));
}
