import { resolve } from "node:path";

import { rules as allRules } from "../../rules/index.ts";
import { settingRule } from "../advice/lints/rule-id.ts";
import type { CheckOptions } from "../check.ts";
import type { FunctionApp } from "../model/app.ts";
import type { Finding } from "../model/finding.ts";
import type { Rule } from "../model/rule.ts";
import { UsageError } from "../model/usage-error.ts";
import type { Files } from "../project/files.ts";
import { chooseRoots, type Chosen } from "../project/open-project.ts";
import { isFileRule, skippedFiles } from "./file-findings.ts";
import { ruleIds } from "./rule-ids.ts";
import { asksFor, scopesOf, type Scope } from "./scopes.ts";
import { scopeSettings, type ScopeSettings } from "./settings.ts";
import type { SeenIgnore } from "./unused-ignores.ts";

/** What is to be checked in one scope, and what of the findings is reported. */
export interface ScopePlan {
  readonly scope: Scope;
  readonly settings: ScopeSettings;
  readonly rules: readonly Rule[];
  /** The source files that may hold roots. */
  readonly sources: readonly string[];
  /** Those that findings are reported in. */
  readonly listed: readonly string[];
  /** The whole app, or folder, was asked for. */
  readonly whole: boolean;
  /** The roots among the sources; looked for once. */
  chosen(): Chosen;
  /** Of all that was found, what was asked for, rated; with the sources that could not be read. */
  reported(found: Found): readonly Finding[];
}

export interface Found {
  readonly byRules: readonly Finding[];
  /** Files that were followed into and cannot be parsed. */
  readonly broken: readonly Finding[];
  readonly unread: readonly string[];
}

/** What came out for one scope, in whatever threads it was checked. */
export interface ScopeResult {
  readonly plan: ScopePlan;
  readonly apps: readonly FunctionApp[];
  readonly findings: readonly Finding[];
  readonly aboutSettings: readonly Finding[];
  readonly ignores: readonly SeenIgnore[];
}

/** The apps, and folders without one, that were asked for. */
export function planScopes(files: Files, options: CheckOptions): readonly ScopePlan[] {
  const cwd = resolve(options.cwd ?? process.cwd());
  const rules = chosenRules(options.rules);
  const scopes = scopesOf(files, (options.paths ?? ["."]).map(path => resolve(cwd, path)), cwd, options.ignore ?? []);
  return scopes.map(scope => planScope(scope, scopeSettings(options, options.config?.(scope.root)), rules, files));
}

function planScope(scope: Scope, settings: ScopeSettings, rules: readonly Rule[], files: Files): ScopePlan {
  const sources = scope.sources.filter(path => settings.includes(path));
  const reports = (path: string): boolean => settings.includes(path) && asksFor(scope, path);
  const listed = sources.filter(reports);
  const isListed = new Set(listed);
  let chosen: Chosen | undefined;
  return {
    scope, settings, sources, listed,
    rules: rules.filter(({ id }) => settings.runs(id)),
    whole: scope.only === undefined && scope.within === undefined,
    chosen: () => (chosen ??= chooseRoots(scope.root, sources, files)),
    reported: ({ byRules, broken, unread }) => [
      ...byRules.filter(({ path }) => reports(path)),
      ...broken.filter(({ path }) => isListed.has(path)),
      ...skippedFiles(unread.filter(reports)),
    ].filter(({ severity, rule }) => (settings.strict || severity !== "info") && (!isFileRule(rule) || settings.runs(rule))).map(finding => settings.rated(finding)),
  };
}

function chosenRules(ids: readonly string[] | undefined): readonly Rule[] {
  if (ids === undefined || ids.length === 0) return allRules;
  return ids.filter(id => id !== settingRule).map(id => {
    const rule = allRules.find(known => known.id === id);
    if (rule === undefined) throw new UsageError(`There is no rule \`${id}\`. Rules: ${ruleIds.join(", ")}.`);
    return rule;
  });
}
