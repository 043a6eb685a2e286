import { existsSync, statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";

import { Option, type Command } from "commander";

import type { Strategy } from "../../codemods/offload-blocking-calls/index.ts";
import type { ConfigFinder } from "../config/find.ts";
import type { FixResult } from "../fix.ts";
import type { Finding } from "../model/finding.ts";
import { UsageError } from "../model/usage-error.ts";
import type { CommandIo } from "./command-io.ts";

interface Options {
  readonly write?: true;
  readonly unsafe?: true;
  readonly allowDirty?: true;
  readonly rule?: readonly string[];
  readonly only?: readonly string[];
  readonly offload?: readonly string[];
  readonly strategy?: Strategy;
  readonly pythonVersion?: string;
  readonly format: "text" | "json";
  readonly interactive?: true;
  readonly config: string | boolean;
  readonly exec: boolean;
  readonly rollback?: true;
}

const STRATEGIES: readonly Strategy[] = ["auto", "native", "offload", "to-thread", "executor", "make-sync", "async-library"];

/** Adds `funcfix fix` to the program. */
export function registerFix(program: Command, io: CommandIo): void {
  program
    .command("fix")
    .description("Rewrite what blocks: the native async form, else a thread. Prints a unified diff; --write applies it.")
    .argument("[paths...]", "files and folders", ["."])
    .option("--write", "write the changes, all or none")
    .option("--unsafe", "make suggestions too")
    .option("--rollback", "undo the last write, or one that was torn off; nothing else is done")
    .option("--interactive", "show each change and ask for it")
    .option("--allow-dirty", "write although git has uncommitted changes")
    .option("--rule <id...>", "fix findings of these rules only")
    .option("--only <place>", "fix this file or folder only, or one function of a file, as path:function; repeatable", collected)
    .option("--offload <path#function>", "move this function to worker threads, callers and all; repeatable", collected)
    .addOption(new Option("--strategy <name>", "how blocking calls are moved off the event loop; auto without it").choices([...STRATEGIES]))
    .option("--python-version <version>", "oldest Python that the app runs on, such as 3.8")
    .option("--config <file>", "use this configuration everywhere")
    .option("--no-config", "use no configuration")
    .option("--no-exec", "refuse configurations that are code (funcfix.config.mjs)")
    .addOption(new Option("--format <name>", "how to report").choices(["text", "json"]).default("text"))
    .action((paths: string[], options: Options) => runFix(paths, options, io));
}

async function runFix(paths: readonly string[], options: Options, io: CommandIo): Promise<void> {
  if (options.pythonVersion !== undefined && !/^3\.\d+$/.test(options.pythonVersion))
    throw new UsageError(`--python-version takes a version such as 3.8, not \`${options.pythonVersion}\`.`);
  const { commonFolder, mendTornWrites, printDiff, rollBackCommand, writeAll } = await import("./write-changes.ts");
  const given = paths.map(path => resolve(io.cwd, path));
  if (options.rollback === true) return rollBackCommand(commonFolder(given), io);
  mendTornWrites(given, options.write === true, io);
  const [{ fix }, { unifiedDiff }, { fixSummary, fixJson }] = await Promise.all([import("../fix.ts"), import("../project/write/diff.ts"), import("../report/fix-summary.ts")]);
  const { namedFunction } = await import("../named-functions.ts");
  const offload = (options.offload ?? []).map(text => namedFunction(text, io.cwd, "--offload"));
  const only = options.only?.map(text => chosenPlace(text, io.cwd));
  const isWanted = (finding: Finding): boolean => only === undefined || only.some(place => (place.path === finding.path || (place.name === undefined && finding.path.startsWith(place.path + sep))) && (place.name === undefined || place.name === finding.function));
  const config = await configOf(options, io.cwd);
  const plan = (accept: (finding: Finding) => boolean): Promise<FixResult> => fix(
    { paths, cwd: io.cwd, ...(options.rule !== undefined && { rules: options.rule }), ...(config !== undefined && { config }) },
    {
      ...(options.strategy !== undefined && { strategy: options.strategy }),
      unsafe: options.unsafe === true,
      offload,
      ...(options.pythonVersion !== undefined && { pythonVersion: options.pythonVersion }),
      accept,
    },
  );
  const planned = await plan(isWanted);
  const { changes, outcomes, textOf } = options.interactive === true ? await plan(await asked(planned, plan, io.cwd)) : planned;
  const written = options.write === true && changes.length > 0;
  const diff = unifiedDiff(changes, io.cwd);
  if (written) await writeAll(changes, options.allowDirty === true, commonFolder([...given, ...changes.map(change => change.path)].map(path => (existsSync(path) && statSync(path).isDirectory() ? path : dirname(path)))));

  const summary = { outcomes, files: changes.length, written, cwd: io.cwd, textOf };
  if (options.format === "json") io.stdout(fixJson(summary, diff));
  else if (written) io.stdout(fixSummary(summary));
  else {
    printDiff(diff, io);
    io.stderr(fixSummary(summary));
  }
  const undone = outcomes.some(({ applied, finding }) => !applied && finding.severity === "error");
  io.exitCode(written || changes.length === 0 ? (undone ? 1 : 0) : 1);
}

/** The findings that the user wants repaired, each shown with the diff of its repair alone. */
async function asked(planned: FixResult, plan: (accept: (finding: Finding) => boolean) => Promise<FixResult>, cwd: string): Promise<(finding: Finding) => boolean> {
  if (process.stdin.isTTY !== true) throw new UsageError("--interactive asks on a terminal, and standard input is none.");
  const [{ askOnTerminal, chooseFixes }, { unifiedDiff }] = await Promise.all([import("./choose-fixes.ts"), import("../project/write/diff.ts")]);
  // A function that awaits because of another change is no change of its own.
  const follows = planned.outcomes.filter(({ finding, applied, safety }) => applied && safety === "safe" && finding.rule === "no-async-without-await").map(({ finding }) => finding);
  const candidates = planned.outcomes.filter(({ applied, finding }) => applied && !follows.includes(finding)).map(({ finding }) => ({
    finding,
    diff: async () => unifiedDiff((await plan(other => isSameFinding(other, finding))).changes, cwd),
  }));
  const chosen = [...(await chooseFixes(candidates, askOnTerminal)), ...follows];
  return finding => chosen.some(one => isSameFinding(one, finding));
}

/** Each plan makes its findings anew. */
function isSameFinding(a: Finding, b: Finding): boolean {
  return a.path === b.path && a.rule === b.rule && a.range.start === b.range.start && a.range.end === b.range.end;
}

async function configOf({ config, exec }: Options, cwd: string): Promise<ConfigFinder | undefined> {
  if (config === false) return undefined;
  const [{ createConfigFinder }, { configurableRules }] = await Promise.all([import("../config/find.ts"), import("../checking/rule-ids.ts")]);
  return createConfigFinder({ cwd, rules: configurableRules, noExec: !exec, ...(typeof config === "string" && { file: config }) });
}

/** A file or folder, or `path:function`; a path may hold colons itself. */
function chosenPlace(text: string, cwd: string): { readonly path: string; readonly name?: string } {
  const whole = resolve(cwd, text);
  if (existsSync(whole)) return { path: whole };
  const colon = text.lastIndexOf(":");
  const path = resolve(cwd, text.slice(0, Math.max(colon, 0)));
  if (colon <= 0 || !existsSync(path)) throw new UsageError(`There is no file or folder ${colon <= 0 ? whole : path}, which --only names.`);
  return { path, name: text.slice(colon + 1) };
}

function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
