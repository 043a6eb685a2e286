import { resolve } from "node:path";

import { Option, type Command } from "commander";

import type { Strategy } from "../../codemods/offload-blocking-calls/index.ts";
import type { Finding } from "../model/finding.ts";
import { UsageError } from "../model/usage-error.ts";
import type { CommandIo } from "./command-io.ts";

interface Options {
  readonly write?: true;
  readonly unsafe?: true;
  readonly allowDirty?: true;
  readonly rule?: readonly string[];
  readonly only?: readonly string[];
  readonly strategy: Strategy;
  readonly pythonVersion?: string;
  readonly format: "text" | "json";
}

const STRATEGIES: readonly Strategy[] = ["auto", "native", "offload", "to-thread", "executor", "make-sync"];

/** Adds `funcfix fix` to the program. */
export function registerFix(program: Command, io: CommandIo): void {
  program
    .command("fix")
    .description("Rewrite what blocks: the native async form, else a thread. Prints a unified diff; --write applies it.")
    .argument("[paths...]", "files and folders", ["."])
    .option("--write", "write the changes, all or none")
    .option("--unsafe", "make suggestions too")
    .option("--allow-dirty", "write although git has uncommitted changes")
    .option("--rule <id...>", "fix findings of these rules only")
    .option("--only <path[:function]...>", "fix these files, or these functions of them, only")
    .addOption(new Option("--strategy <name>", "how blocking calls are moved off the event loop").choices([...STRATEGIES]).default("auto"))
    .option("--python-version <version>", "oldest Python that the app runs on, such as 3.8")
    .addOption(new Option("--format <name>", "how to report").choices(["text", "json"]).default("text"))
    .action((paths: string[], options: Options) => runFix(paths, options, io));
}

async function runFix(paths: readonly string[], options: Options, io: CommandIo): Promise<void> {
  if (options.pythonVersion !== undefined && !/^3\.\d+$/.test(options.pythonVersion))
    throw new UsageError(`--python-version takes a version such as 3.8, not \`${options.pythonVersion}\`.`);
  const [{ fix }, { unifiedDiff }, { fixSummary, fixJson }] = await Promise.all([import("../fix.ts"), import("../project/write/diff.ts"), import("../report/fix-summary.ts")]);
  const only = options.only?.map(text => chosenPlace(text, io.cwd));
  const { changes, outcomes, textOf } = await fix(
    { paths, cwd: io.cwd, ...(options.rule !== undefined && { rules: options.rule }) },
    {
      strategy: options.strategy,
      unsafe: options.unsafe === true,
      ...(options.pythonVersion !== undefined && { pythonVersion: options.pythonVersion }),
      ...(only !== undefined && { accept: (finding: Finding) => only.some(place => place.path === finding.path && (place.name === undefined || place.name === finding.function)) }),
    },
  );
  const written = options.write === true && changes.length > 0;
  const diff = unifiedDiff(changes, io.cwd);
  if (written) {
    const { writeAll } = await import("./write-changes.ts");
    await writeAll(changes, options.allowDirty === true);
  }

  const summary = { outcomes, files: changes.length, written, cwd: io.cwd, textOf };
  if (options.format === "json") io.stdout(fixJson(summary, diff));
  else if (written) io.stdout(fixSummary(summary));
  else {
    io.stdout(diff);
    io.stderr(fixSummary(summary));
  }
  const undone = outcomes.some(({ applied, finding }) => !applied && finding.severity === "error");
  io.exitCode(written || changes.length === 0 ? (undone ? 1 : 0) : 1);
}

function chosenPlace(text: string, cwd: string): { readonly path: string; readonly name?: string } {
  const colon = text.lastIndexOf(":");
  if (colon <= 1) return { path: resolve(cwd, text) };
  return { path: resolve(cwd, text.slice(0, colon)), name: text.slice(colon + 1) };
}
