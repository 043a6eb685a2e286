import { existsSync, readFileSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";

import { adviseApp } from "./advice/advise.ts";
import { settingFindings } from "./advice/lints/index.ts";
import { readDurations } from "./advice/profile/durations.ts";
import { profileApp } from "./advice/profile/profile.ts";
import type { AdviceReport, Shown } from "./advice/report/input.ts";
import { readConfiguration } from "./advice/settings/configuration.ts";
import type { Hosting } from "./advice/situation.ts";
import { planWrite } from "./advice/write.ts";
import type { Change } from "./model/change.ts";
import { lineStarts, positionAt } from "./model/text.ts";
import { UsageError } from "./model/usage-error.ts";
import { openFiles, type Files } from "./project/files.ts";
import { listFiles } from "./project/list-files.ts";
import { openProject } from "./project/open-project.ts";

export interface AdviseOptions extends Hosting {
  /** Folder of the app, or one that holds apps; absolute or relative to `cwd`. */
  readonly app?: string;
  readonly cwd?: string;
  /** File with measured durations. */
  readonly durations?: string;
}

export interface AdviseResult {
  readonly reports: readonly AdviceReport[];
  /** What writing the advice would change. Planning never writes. */
  readonly changes: readonly Change[];
}

/** Profiles the functions of each app and advises on its settings. Throws {@link UsageError}. */
export function advise(options: AdviseOptions = {}): AdviseResult {
  const cwd = resolve(options.cwd ?? process.cwd());
  const folder = resolve(cwd, options.app ?? ".");
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UsageError(`There is no folder ${folder}.`);
  const durations = options.durations === undefined ? undefined : readDurations(readText(resolve(cwd, options.durations)), options.durations);
  const files = openFiles();
  const { files: sources, apps } = listFiles(folder);
  const roots = apps.length > 0 ? apps : [folder];
  const changes: Change[] = [];
  const reports = roots.flatMap((root): AdviceReport[] => {
    const inner = roots.filter(other => other !== root && other.startsWith(`${root}${sep}`));
    const own = sources.filter(path => path.startsWith(`${root}${sep}`) && !inner.some(other => path.startsWith(`${other}${sep}`)));
    const project = openProject({ root, sources: own, isApp: apps.includes(root), files });
    return project.apps.map(app => {
      const profiles = profileApp(app, project, durations);
      const configuration = readConfiguration(root, files);
      const language = languageOf(app.language, configuration.settings.find(({ name }) => name === "FUNCTIONS_WORKER_RUNTIME")?.value);
      const advised = language === null ? { advice: [], conflicts: [], cores: options.cores ?? 1, coresAssumed: options.cores === undefined } : adviseApp(configuration, language, profiles, options);
      const plan = planWrite(configuration, advised.advice);
      changes.push(...plan.changes);
      const notes = [...(language === null ? ["The language of the app is not known or not one: no advice is given."] : []), ...plan.notes];
      return { ...advised, app, profiles, notes, plan: options.plan ?? null, findings: settingFindings({ app, files, profiles, configuration }), show: shown(files, cwd) };
    });
  });
  if (reports.length === 0) throw new UsageError(`There is no function app in ${folder}: no host.json and no function was found.`);
  return { reports, changes };
}

function languageOf(language: string, runtime: string | null | undefined): "python" | "javascript" | null {
  if (language === "python" || language === "javascript") return language;
  if (language === "mixed") return null;
  return runtime === "python" ? "python" : runtime === "node" ? "javascript" : null;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UsageError(`The file ${path} could not be read.`);
  }
}

function shown(files: Files, cwd: string): Shown {
  const starts = new Map<string, readonly number[]>();
  return {
    path: path => relative(cwd, path).split(sep).join("/") || ".",
    position(path, offset) {
      let known = starts.get(path);
      if (known === undefined) starts.set(path, (known = lineStarts(files.read(path) ?? "")));
      return positionAt(known, offset);
    },
  };
}
