import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { performance } from "node:perf_hooks";

import { rules } from "../../rules/index.ts";
import { check } from "../check.ts";
import { applyBaseline, writeBaseline } from "../checking/baseline.ts";
import { fileRules } from "../checking/file-findings.ts";
import { configurableRules } from "../checking/rule-ids.ts";
import { touchedBy } from "../checking/since.ts";
import type { Config } from "../config/config.ts";
import { configuredBaseline } from "../config/baseline-path.ts";
import { createConfigFinder, type ConfigFinder } from "../config/find.ts";
import type { Finding } from "../model/finding.ts";
import { UsageError } from "../model/usage-error.ts";
import { cacheFile, cacheFolder, openFactsCache, type FactsCache } from "../project/facts-cache.ts";
import { LANGUAGES } from "../project/open-project.ts";
import { printable } from "../model/printable.ts";
import { reporters, type Format } from "../report/reporters.ts";
import type { ReportInput, RuleText } from "../report/report.ts";
import type { CommandIo } from "./command-io.ts";

export interface CheckFlags {
  readonly format: Format;
  readonly outputFile?: string;
  readonly rule?: readonly string[];
  readonly ignore?: readonly string[];
  readonly strict?: true;
  readonly quiet?: true;
  readonly maxWarnings?: number;
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly since?: string;
  readonly reportUnusedIgnores?: true;
  readonly stats?: true;
  readonly whyNot?: string;
  readonly stdinFilename?: string;
  readonly cache: boolean;
  readonly cacheLocation?: string;
  readonly jobs?: number | "auto";
  /** False: none. True: searched. */
  readonly config?: string | boolean;
  readonly exec: boolean;
}

export async function runCheck(paths: readonly string[], flags: CheckFlags, io: CommandIo): Promise<void> {
  const start = performance.now();
  const config = configFinder(flags, io.cwd);
  const own = config?.(io.cwd);
  const baseline = baselinePath(flags, own, io.cwd);
  const stdin = flags.stdinFilename === undefined ? undefined : resolve(io.cwd, flags.stdinFilename);
  const options = {
    paths: stdin === undefined ? paths : [stdin],
    cwd: io.cwd,
    ...(stdin !== undefined && { overlay: new Map([[stdin, readFileSync(0, "utf8")]]) }),
    ...(flags.rule !== undefined && { rules: flags.rule }),
    ...(flags.ignore !== undefined && { ignore: flags.ignore }),
    ...(flags.strict !== undefined && { strict: true }),
    ...(flags.reportUnusedIgnores !== undefined && { reportUnusedIgnores: true }),
    ...(config !== undefined && { config }),
  };
  if (flags.since !== undefined && flags.updateBaseline === true) throw new UsageError("--update-baseline writes all findings: leave --since out.");
  const changed = flags.since === undefined ? undefined : await (await import("../project/write/git.ts")).changedSince(io.cwd, flags.since);
  if (flags.whyNot !== undefined) {
    const { whyNotAt } = await import("../checking/why-not.ts");
    io.stdout(`${whyNotAt(flags.whyNot, options).map(printable).join("\n")}\n`);
    return;
  }
  const bar = progressLine(flags);
  const cache = factsCache(flags, io.cwd, options.paths);
  const result = await check({ ...options, progress: bar.show, jobs: flags.jobs ?? 1, threadFailed: () => io.stderr("A thread of the check failed, for want of memory perhaps; its files are checked without it.\n"), ...(cache !== undefined && { cache }) });
  cache?.save();
  bar.clear();
  await tellTornWrites([...options.paths.map(path => resolve(io.cwd, path)), ...result.apps.map(({ root }) => root)], io);

  if (baseline !== undefined && flags.updateBaseline === true) {
    writeBaseline(baseline, result.findings, result.textOf);
    io.stderr(`Wrote ${result.findings.length} ${result.findings.length === 1 ? "finding" : "findings"} to the baseline ${baseline}.\n`);
    return;
  }
  const touched = changed === undefined ? result.findings : touchedBy(changed, result.findings);
  const findings = baseline === undefined ? touched : freshOnes(baseline, touched, changed !== undefined, result.textOf, io);
  const shown = flags.quiet === true ? findings.filter(({ severity }) => severity === "error") : findings;
  const fixes = flags.format === "sarif" ? await (await import("../finding-fixes.ts")).fixesOf(options, shown) : undefined;
  await report({ ...result, findings: shown, ...(fixes !== undefined && { fixes }), cwd: io.cwd, milliseconds: performance.now() - start, rules: ruleTexts(), version: version() }, flags, io);

  const errors = findings.some(({ severity }) => severity === "error");
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const limit = flags.maxWarnings ?? own?.config.maxWarnings;
  if (limit !== undefined && warnings > limit && !errors) io.stderr(`There are ${warnings} warnings, more than the ${limit} that are allowed.\n`);
  if (errors || (limit !== undefined && warnings > limit)) io.exitCode(1);
}

/** What was found in files that are partly old and partly new is worth little. */
async function tellTornWrites(paths: readonly string[], io: CommandIo): Promise<void> {
  const [{ interruptedWrite }, { tornMessage }] = await Promise.all([import("../project/write/recover.ts"), import("./write-changes.ts")]);
  for (const base of new Set(paths.flatMap(path => interruptedWrite(path) ?? []))) io.stderr(`${tornMessage(base)}\n`);
}

function configFinder({ config, exec }: CheckFlags, cwd: string): ConfigFinder | undefined {
  if (config === false) return undefined;
  return createConfigFinder({ cwd, rules: configurableRules, noExec: !exec, ...(typeof config === "string" && { file: config }) });
}

function factsCache({ cache, cacheLocation }: CheckFlags, cwd: string, paths: readonly string[]): FactsCache | undefined {
  const folder = cacheLocation === undefined ? cacheFolder(cwd) : resolve(cwd, cacheLocation);
  return !cache || folder === undefined ? undefined : openFactsCache(cacheFile(folder, cwd, paths), LANGUAGES);
}

function baselinePath({ baseline, updateBaseline }: CheckFlags, own: { readonly path: string; readonly config: Config } | undefined, cwd: string): string | undefined {
  if (baseline !== undefined) return resolve(cwd, baseline);
  if (own?.config.baseline !== undefined) return configuredBaseline(own.path, own.config.baseline);
  if (updateBaseline === true) throw new UsageError("--update-baseline needs --baseline FILE, or `baseline` in the configuration.");
  return undefined;
}

/** `partial`: not all findings were asked for, so that those of the baseline which are missing need not be gone. */
function freshOnes(path: string, findings: readonly Finding[], partial: boolean, textOf: ReportInput["textOf"], io: CommandIo): readonly Finding[] {
  const { fresh, known, gone } = applyBaseline(path, findings, textOf);
  if (known > 0) io.stderr(`${known === 1 ? "1 known finding is" : `${known} known findings are`} in the baseline and not shown.\n`);
  if (gone > 0 && !partial) io.stderr(`${gone === 1 ? "1 finding of the baseline is" : `${gone} findings of the baseline are`} gone: --update-baseline takes out what is gone.\n`);
  return fresh;
}

async function report(input: ReportInput, flags: CheckFlags, io: CommandIo): Promise<void> {
  const write = await reporters[flags.format]();
  const toFile = flags.outputFile !== undefined;
  const text = write(input, { color: io.color === true && !toFile });
  const stats = flags.stats === true ? (await import("../report/stats.ts")).reportStats(input.findings, input.apps, input.cwd) : "";
  if (!toFile) io.stdout(text);
  else writeReport(resolve(io.cwd, flags.outputFile!), text);
  // A format for machines must stay readable for them.
  if (stats !== "") (flags.format === "text" && !toFile ? io.stdout : io.stderr)(`\n${stats}`);
}

function writeReport(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`The report ${path} cannot be written: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

function ruleTexts(): readonly RuleText[] {
  return [...rules, ...Object.entries(fileRules).map(([id, texts]) => ({ id, ...texts }))];
}

function version(): string {
  return (createRequire(import.meta.url)("funcfix/package.json") as { version: string }).version;
}

/** On a terminal only, and gone before the report. */
function progressLine({ outputFile }: CheckFlags) {
  const shows = process.stderr.isTTY === true && (process.stdout.isTTY === true || outputFile !== undefined);
  return {
    show(root: string, number: number, of: number): void {
      if (shows && of > 1) process.stderr.write(`\r\u001B[2KChecking ${number} of ${of}: ${root}`);
    },
    clear(): void {
      if (shows) process.stderr.write("\r\u001B[2K");
    },
  };
}
