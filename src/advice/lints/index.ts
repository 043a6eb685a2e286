import type { FunctionApp } from "../../model/app.ts";
import type { Finding, Place, TrailStep } from "../../model/finding.ts";
import type { FunctionProfile } from "../profile/profile.ts";
import { readConfiguration, type Configuration, type SettingFiles } from "../settings/configuration.ts";
import { debugLogging, otherLanguage, outOfRange, poolSizeInCode, selfCall, threadCount } from "./app-settings.ts";
import { hostOutOfRange, ignoredLimits, wrongHome } from "./host-json.ts";
import type { LintContext, SettingLint, SettingProblem } from "./lint.ts";
import { settingRule } from "./rule-id.ts";

export { settingRule } from "./rule-id.ts";

const lints: readonly SettingLint[] = [outOfRange, otherLanguage, threadCount, selfCall, debugLogging, poolSizeInCode, hostOutOfRange, ignoredLimits, wrongHome];

export interface SettingFindingsInput {
  readonly app: FunctionApp;
  readonly files: SettingFiles;
  /** Without profiles, what depends on the handlers is not looked at. */
  readonly profiles?: readonly FunctionProfile[];
  readonly configuration?: Configuration;
}

/**
 * What is wrong with the settings of an app: host.json, local.settings.json, function.json and infrastructure code.
 * A file that does not parse is a finding of rule `parse-error`. Never shows the value of a setting that may be secret.
 */
export function settingFindings({ app, files, profiles = [], configuration = readConfiguration(app.root, files) }: SettingFindingsInput): Finding[] {
  const context: LintContext = { app, files, profiles, configuration };
  const problems = lints.flatMap(lint => [...lint(context)]).filter(({ place }) => !isSuppressed(files.read(place.path) ?? "", place.range.start));
  return [...broken(configuration), ...problems.map(toFinding)];
}

/** `// funcfix-ignore worker-settings -- reason` (or `#`) at the end of the line or on the line before. */
function isSuppressed(text: string, offset: number): boolean {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = text.indexOf("\n", offset);
  const before = text.lastIndexOf("\n", lineStart - 2) + 1;
  const own = /(?:\/\/|#)\s*funcfix-ignore(?:\s+[\w, -]*\bworker-settings\b|\s*(?:--|$))/;
  const previous = text.slice(before, Math.max(before, lineStart - 1)).trim();
  return own.test(text.slice(offset, lineEnd === -1 ? undefined : lineEnd).trimEnd()) || (/^(?:\/\/|#)/.test(previous) && own.test(previous));
}

function stepAt({ path, range }: Place): TrailStep {
  return { path, range, name: baseName(path), call: "" };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function toFinding({ place, severity, message, help }: SettingProblem): Finding {
  return { rule: settingRule, severity, confidence: "definite", message, help, path: place.path, range: place.range, trail: [stepAt(place)], alsoReaches: 0, fix: null };
}

/** function.json is left out: the project reports a broken one itself. */
function broken({ host, local }: Configuration): Finding[] {
  return [host, local].flatMap(document => {
    if (document === null || document.problem === null) return [];
    const { message, offset } = document.problem;
    const range = { start: offset, end: Math.min(document.text.length, offset + 1) };
    return [{
      rule: "parse-error", severity: "warning", confidence: "definite", path: document.path, range, alsoReaches: 0, fix: null,
      trail: [stepAt({ path: document.path, range })],
      message: `${baseName(document.path)} could not be read as JSON: ${message}.`, help: "Mend the file; until then its settings are looked at only as far as they could be read.",
    } as const];
  });
}
