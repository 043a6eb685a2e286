import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { rules as allRules } from "../rules/index.ts";
import { settingFindings, settingRule } from "./advice/lints/index.ts";
import { profileApp } from "./advice/profile/profile.ts";
import type { CatalogueOptions } from "./catalogue/index.ts";
import { checkProject } from "./check-project.ts";
import type { FunctionApp } from "./model/app.ts";
import type { Finding } from "./model/finding.ts";
import type { Rule } from "./model/rule.ts";
import { UsageError } from "./model/usage-error.ts";
import { openFiles, type Files } from "./project/files.ts";
import { isSource, listFiles } from "./project/list-files.ts";
import { appRootAround, openProject, type Project } from "./project/open-project.ts";

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
  readonly catalogue?: CatalogueOptions;
  /** Texts laid over the disk: what an editor holds, what stdin gives. */
  readonly overlay?: ReadonlyMap<string, string>;
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
  let read = 0;
  for (const { project, findings, sources, whole } of checkScopes(files, options)) {
    apps.push(...project.apps);
    all.push(...findings);
    if (whole && wantsSettings(options.rules)) for (const app of project.apps) all.push(...settingFindings({ app, files, profiles: profileApp(app, project) }));
    read += sources;
  }
  return { apps, findings: all.sort(byPlace), files: read, textOf: path => files.read(path) };
}

export interface CheckedScope {
  readonly root: string;
  readonly project: Project;
  readonly findings: readonly Finding[];
  /** How many source files the scope holds. */
  readonly sources: number;
  /** No single files were asked for. */
  readonly whole: boolean;
}

/** The same, scope by scope (an app, or a folder without one), each with its project. */
export function* checkScopes(files: Files, options: CheckOptions): Generator<CheckedScope, void, undefined> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const rules = chosenRules(options.rules);
  for (const scope of scopesOf(files, (options.paths ?? ["."]).map(path => resolve(cwd, path)), cwd, options.ignore ?? [])) {
    const project = openProject({ ...scope, files, ...(options.catalogue !== undefined && { catalogue: options.catalogue }) });
    const findings = checkProject(project, rules, scope.only).filter(({ severity }) => options.strict === true || severity !== "info");
    yield { root: scope.root, project, findings, sources: scope.sources.length, whole: scope.only === undefined };
  }
}

interface Scope {
  readonly root: string;
  readonly sources: readonly string[];
  readonly isApp: boolean;
  readonly only?: ReadonlySet<string>;
}

/** Groups what the user named by app: each folder with a host.json is one, and the rest of a given folder another. */
function scopesOf(files: Files, paths: readonly string[], cwd: string, ignored: readonly string[]): readonly Scope[] {
  const single = new Map<string, Set<string>>();
  const scopes: Scope[] = [];
  for (const path of paths) {
    if (!existsSync(path)) throw new UsageError(`There is no file or folder ${path}.`);
    if (statSync(path).isDirectory()) {
      scopes.push(...folderScopes(files, path, cwd, ignored));
      continue;
    }
    if (!isSource(path)) throw new UsageError(`${path} is not a JavaScript, TypeScript or Python source file.`);
    const root = appRootAround(files, dirname(path), "/") ?? dirname(path);
    single.set(root, (single.get(root) ?? new Set()).add(path));
  }
  for (const [root, only] of single) {
    const isApp = files.isFile(join(root, "host.json"));
    scopes.push({ root, sources: isApp ? listFiles(root, ignored).files : [...only], isApp, only });
  }
  return scopes;
}

function folderScopes(files: Files, folder: string, cwd: string, ignored: readonly string[]): Scope[] {
  const { files: sources, apps } = listFiles(folder, ignored);
  const around = apps.includes(folder) ? folder : appRootAround(files, folder, cwd);
  const roots = [...new Set([...apps, around ?? folder])].sort((a, b) => b.length - a.length);
  const groups = new Map<string, string[]>(roots.map(root => [root, []]));
  for (const path of sources) groups.get(roots.find(root => path.startsWith(join(root, "/"))) ?? folder)?.push(path);
  return [...groups]
    .filter(([root, group]) => group.length > 0 || apps.includes(root))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([root, group]) => ({ root, sources: group, isApp: files.isFile(join(root, "host.json")) }));
}

function chosenRules(ids: readonly string[] | undefined): readonly Rule[] {
  if (ids === undefined || ids.length === 0) return allRules;
  return ids.filter(id => id !== settingRule).map(id => {
    const rule = allRules.find(known => known.id === id);
    if (rule === undefined) throw new UsageError(`There is no rule \`${id}\`. Rules: ${[...allRules.map(known => known.id), settingRule].join(", ")}.`);
    return rule;
  });
}

/** Settings are no source files: they have their own checks under one id. */
function wantsSettings(ids: readonly string[] | undefined): boolean {
  return ids === undefined || ids.length === 0 || ids.includes(settingRule);
}

function byPlace(a: Finding, b: Finding): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.range.start - b.range.start;
}
