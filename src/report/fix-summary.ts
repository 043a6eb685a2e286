import type { Finding, Safety } from "../model/finding.ts";
import { count } from "./count.ts";
import { shownPath } from "./paths.ts";
import { jsonText, printableLine } from "../model/printable.ts";
import { createLocator } from "./report.ts";

interface FixOutcome {
  readonly finding: Finding;
  readonly safety: Safety;
  readonly applied: boolean;
  readonly reason?: string;
}

export interface FixSummaryInput {
  readonly outcomes: readonly FixOutcome[];
  readonly files: number;
  readonly written: boolean;
  readonly cwd: string;
  readonly textOf: (path: string) => string | undefined;
}

/** What was changed, what is only suggested and what is left to a person, each with place and reason. */
export function fixSummary(input: FixSummaryInput): string {
  const changed = input.outcomes.filter(({ applied }) => applied);
  const suggested = input.outcomes.filter(({ applied, safety }) => !applied && safety !== "manual");
  const manual = input.outcomes.filter(({ applied, safety }) => !applied && safety === "manual");
  const verb = input.written ? "Fixed" : "Would fix";
  const lines = [`${verb} ${count(changed.length, "finding")} in ${count(input.files, "file")}; ${suggested.length} suggested, ${manual.length} manual.`];
  const locator = createLocator(input.textOf);
  const place = ({ path, range }: Finding): string => {
    const { line, column } = locator.at(path, range.start);
    return `${printableLine(shownPath(path, input.cwd))}:${line}:${column}`;
  };
  const list = (title: string, outcomes: readonly FixOutcome[]): void => {
    if (outcomes.length === 0) return;
    lines.push("", title, ...outcomes.map(({ finding, reason }) => `  ${place(finding)}  ${printableLine(finding.message)}${reason === undefined ? "" : `\n      ${printableLine(reason)}`}`));
  };
  list("Suggested (made with --unsafe):", suggested);
  list("Manual:", manual);
  return `${lines.join("\n")}\n`;
}

/** The JSON form: schemas/fix.schema.json. */
export function fixJson(input: FixSummaryInput, diff: string): string {
  const locator = createLocator(input.textOf);
  return jsonText({
    formatVersion: 1,
    written: input.written,
    diff,
    findings: input.outcomes.map(({ finding, safety, applied, reason }) => {
      const { line, column } = locator.at(finding.path, finding.range.start);
      return { rule: finding.rule, path: shownPath(finding.path, input.cwd), line, column, message: finding.message, function: finding.function ?? null, fix: safety, applied, reason: reason ?? null };
    }),
    summary: {
      files: input.files,
      changed: input.outcomes.filter(({ applied }) => applied).length,
      suggested: input.outcomes.filter(({ applied, safety }) => !applied && safety !== "manual").length,
      manual: input.outcomes.filter(({ applied, safety }) => !applied && safety === "manual").length,
    },
  });
}
