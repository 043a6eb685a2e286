import { resolve } from "node:path";

import { rules as allRules } from "../rules/index.ts";
import { settingFindings, settingRule } from "./advice/lints/index.ts";
import { profileApp } from "./advice/profile/profile.ts";
import type { CatalogueOptions } from "./catalogue/index.ts";
import { checkProject } from "./check-project.ts";
import { appProblems, brokenHelpers, isFileRule, skippedFiles } from "./checking/file-findings.ts";
import { ruleIds } from "./checking/rule-ids.ts";
import { asksFor, scopesOf } from "./checking/scopes.ts";
import { scopeSettings, type ScopeSettings } from "./checking/settings.ts";
import { createIgnoreLedger } from "./checking/unused-ignores.ts";
import type { ConfigFinder } from "./config/find.ts";
import type { FunctionApp } from "./model/app.ts";
import type { Finding } from "./model/finding.ts";
import type { Rule } from "./model/rule.ts";
import { UsageError } from "./model/usage-error.ts";
import { openFiles, type Files } from "./project/files.ts";
import { openProject, type Languages, type Project } from "./project/open-project.ts";

export interface CheckOptions {
  /** Files and folders, absolute or relative to `cwd`. */
  readonly paths?: readonly string[];
  readonly cwd?: string;
  /** Rule ids; all without it. */
  readonly rules?: readonly string[];
  /** Patterns in .gitignore syntax, relative to each given folder. */
  readonly ignore?: readonly string[];
  /** Findings of severity info are left out unless strict. */
  readonly strict?: boolean;
  /** Report `funcfix-ignore` comments that cover nothing; strict does so too. */
  readonly reportUnusedIgnores?: boolean;
  /** The configuration of each app; without it none is read. */
  readonly config?: ConfigFinder;
  readonly catalogue?: CatalogueOptions;
  /** Texts laid over the disk: what an editor holds, what stdin gives. */
  readonly overlay?: ReadonlyMap<string, string>;
  /** Readers in place of the languages' own: a cache. */
  readonly languages?: Languages;
  /** Told before each scope is checked. */
  readonly progress?: (root: string, number: number, of: number) => void;
}

export interface CheckResult {
  readonly apps: readonly FunctionApp[];
  readonly findings: readonly Finding[];
  /** Source files looked at. */
  readonly files: number;
  /** The text of a file that a finding or a trail names. */
  readonly textOf: (path: string) => string | undefined;
}

/** Finds what blocks, app by app. Reads only; nothing of the analysed code is executed. */
export async function check(options: CheckOptions = {}): Promise<CheckResult> {
  const files = openFiles(options.overlay);
  const apps: FunctionApp[] = [];
  const all: Finding[] = [];
  const ignores = createIgnoreLedger();
  let read = 0;
  for (const { project, findings, listed, whole, settings } of checkScopes(files, options)) {
    apps.push(...project.apps);
    const about = whole ? project.apps.flatMap(app => [
      ...appProblems(app),
      ...(settings.runs(settingRule) ? settingFindings({ app, files, profiles: profileApp(app, project) }) : []),
    ]) : [];
    all.push(...findings, ...about.filter(({ rule, path }) => settings.runs(rule) && settings.includes(path)).map(finding => settings.rated(finding)));
    if (settings.reportUnusedIgnores) ignores.add(project, listed, settings);
    read += listed.length;
  }
  return { apps, findings: [...all, ...ignores.findings()].sort(byPlace), files: read, textOf: path => files.read(path) };
}

export interface CheckedScope {
  readonly root: string;
  readonly project: Project;
  readonly findings: readonly Finding[];
  /** The source files that findings are reported in. */
  readonly listed: readonly string[];
  /** The whole app, or folder, was asked for. */
  readonly whole: boolean;
  readonly settings: ScopeSettings;
}

/** The same, scope by scope (an app, or a folder without one), each with its project. */
export function* checkScopes(files: Files, options: CheckOptions): Generator<CheckedScope, void, undefined> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const rules = chosenRules(options.rules);
  const scopes = scopesOf(files, (options.paths ?? ["."]).map(path => resolve(cwd, path)), cwd, options.ignore ?? []);
  for (const [index, scope] of scopes.entries()) {
    options.progress?.(scope.root, index + 1, scopes.length);
    const settings = scopeSettings(options, options.config?.(scope.root));
    const sources = scope.sources.filter(path => settings.includes(path));
    const project = openProject({
      ...scope, sources, files, catalogue: settings.catalogue, strict: settings.strict,
      ...(options.languages !== undefined && { languages: options.languages }),
    });
    const reports = (path: string): boolean => settings.includes(path) && asksFor(scope, path);
    const listed = sources.filter(reports);
    const findings = [
      ...checkProject(project, rules.filter(({ id }) => settings.runs(id)), scope.only).filter(({ path }) => reports(path)),
      ...brokenHelpers(project.loadedUnits(), project.units, path => listed.includes(path)),
      ...skippedFiles(project.unread.filter(reports)),
    ].filter(({ severity, rule }) => (settings.strict || severity !== "info") && (!isFileRule(rule) || settings.runs(rule)));
    yield { root: scope.root, project, findings: findings.map(finding => settings.rated(finding)), listed, whole: scope.only === undefined && scope.within === undefined, settings };
  }
}

function chosenRules(ids: readonly string[] | undefined): readonly Rule[] {
  if (ids === undefined || ids.length === 0) return allRules;
  return ids.filter(id => id !== settingRule).map(id => {
    const rule = allRules.find(known => known.id === id);
    if (rule === undefined) throw new UsageError(`There is no rule \`${id}\`. Rules: ${ruleIds.join(", ")}.`);
    return rule;
  });
}

function byPlace(a: Finding, b: Finding): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.range.start - b.range.start;
}
