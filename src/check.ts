import { settingRule } from "./advice/lints/index.ts";
import type { CatalogueOptions } from "./catalogue/index.ts";
import { checkProject } from "./check-project.ts";
import { aboutSettings } from "./checking/about-settings.ts";
import { appProblems, brokenHelpers } from "./checking/file-findings.ts";
import { planScopes, type ScopePlan, type ScopeResult } from "./checking/plan.ts";
import type { ScopeSettings } from "./checking/settings.ts";
import { createIgnoreLedger, seenIgnores } from "./checking/unused-ignores.ts";
import type { ConfigFinder } from "./config/find.ts";
import type { FunctionApp } from "./model/app.ts";
import type { Finding } from "./model/finding.ts";
import type { FactsCache } from "./project/facts-cache.ts";
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
  /** Readers in place of the languages' own. */
  readonly languages?: Languages;
  /** Facts kept from run to run; the caller saves it. */
  readonly cache?: FactsCache;
  /** Threads that share the work. `auto`: by cores and amount, at most 4. Without it one. */
  readonly jobs?: number | "auto";
  /** Told of each thread that failed; its part is done by another. */
  readonly threadFailed?: () => void;
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
  const plans = planScopes(files, options);
  const results = await (await threadsFor(plans, files, options))?.() ?? checkInTurn(files, plans, options);
  const apps: FunctionApp[] = [];
  const all: Finding[] = [];
  const ignores = createIgnoreLedger();
  let read = 0;
  for (const { plan: { settings, listed, whole }, apps: found, findings, aboutSettings, ignores: seen } of results) {
    apps.push(...found);
    const about = whole ? [...found.flatMap(appProblems), ...aboutSettings] : [];
    all.push(...findings, ...about.filter(({ rule, path }) => settings.runs(rule) && settings.includes(path)).map(finding => settings.rated(finding)));
    ignores.add(seen, listed, settings);
    read += listed.length;
  }
  return { apps, findings: [...all, ...ignores.findings()].sort(byPlace), files: read, textOf: path => files.read(path) };
}

/** How the scopes are checked with threads; undefined when they are not worth it, or not asked for. */
async function threadsFor(plans: readonly ScopePlan[], files: Files, options: CheckOptions): Promise<(() => Promise<readonly ScopeResult[]>) | undefined> {
  // Readers of the caller's own cannot go to another thread.
  if (options.jobs === undefined || options.jobs === 1 || options.languages !== undefined) return undefined;
  const parallel = await import("./checking/in-threads.ts");
  const count = parallel.threadCount(options.jobs, plans);
  return count === 1 ? undefined : () => parallel.checkInThreads(count, plans, files, options);
}

function* checkInTurn(files: Files, plans: readonly ScopePlan[], options: CheckOptions): Generator<ScopeResult, void, undefined> {
  for (const { plan, project, findings } of checkPlans(files, plans, options)) {
    const { settings } = plan;
    const tells = plan.whole && settings.runs(settingRule);
    yield {
      plan,
      apps: project.apps,
      findings,
      aboutSettings: tells ? project.apps.flatMap(app => aboutSettings(app, project)) : [],
      ignores: settings.reportUnusedIgnores ? seenIgnores(project, plan.listed) : [],
    };
  }
}

export interface CheckedScope {
  readonly root: string;
  readonly project: Project;
  readonly findings: readonly Finding[];
  /** The source files that findings are reported in. */
  readonly listed: readonly string[];
  readonly settings: ScopeSettings;
}

/** The same, scope by scope (an app, or a folder without one), each with its project. */
export function* checkScopes(files: Files, options: CheckOptions): Generator<CheckedScope, void, undefined> {
  for (const { plan: { scope, settings, listed }, ...checked } of checkPlans(files, planScopes(files, options), options)) yield { ...checked, root: scope.root, listed, settings };
}

function* checkPlans(files: Files, plans: readonly ScopePlan[], options: CheckOptions): Generator<{ readonly plan: ScopePlan; readonly project: Project; readonly findings: readonly Finding[] }, void, undefined> {
  const languages = options.languages ?? options.cache?.languages;
  for (const [index, plan] of plans.entries()) {
    const { scope, settings, sources } = plan;
    options.progress?.(scope.root, index + 1, plans.length);
    const project = openProject({
      ...scope, sources, files, catalogue: settings.catalogue, strict: settings.strict, chosen: plan.chosen(),
      ...(languages !== undefined && { languages }),
    });
    const known = new Set(project.units.map(({ path }) => path));
    yield { plan, project, findings: plan.reported({ byRules: checkProject(project, plan.rules, scope.only), broken: brokenHelpers(project.loadedUnits(), known), unread: project.unread }) };
  }
}

function byPlace(a: Finding, b: Finding): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.range.start - b.range.start;
}
