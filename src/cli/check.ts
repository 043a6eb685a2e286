import { Option, type Command } from "commander";

import { reporters, type Format } from "../report/reporters.ts";
import { UsageError } from "../model/usage-error.ts";
import type { CommandIo } from "./command-io.ts";
import type { CheckFlags } from "./run-check.ts";

export function registerCheck(program: Command, io: CommandIo): void {
  program
    .command("check")
    .description("Find blocking calls in async code and handlers, and async functions that never await.")
    .argument("[paths...]", "files and folders", ["."])
    .addOption(new Option("--format <name>", "how to report").choices(Object.keys(reporters) as Format[]).default("text"))
    .option("--output-file <file>", "write the report to a file in place of the terminal")
    .option("--rule <id...>", "check these rules only")
    .option("--ignore <pattern...>", "leave files out (.gitignore syntax)")
    .option("--strict", "report findings of severity info, and unused funcfix-ignore comments")
    .option("--quiet", "report errors only")
    .option("--max-warnings <number>", "exit with 1 when there are more warnings", wholeNumber)
    .option("--baseline <file>", "leave out the findings that the file holds")
    .option("--update-baseline", "write all findings to the file of --baseline")
    .option("--since <revision>", "only findings that files changed since then, in git, can have brought")
    .option("--report-unused-ignores", "report funcfix-ignore comments that cover nothing")
    .option("--stats", "count the blocking calls by call, library and app")
    .option("--why-not <path:line>", "say why nothing is reported there")
    .option("--stdin-filename <path>", "check the text from standard input as if it stood in this file")
    .option("--no-cache", "keep no facts between runs")
    .option("--cache-location <folder>", "keep facts here (default: node_modules/.cache/funcfix, where there is a node_modules)")
    .option("--jobs <number>", "share the work among so many threads, or auto (default: 1)", threads)
    .option("--config <file>", "use this configuration everywhere")
    .option("--no-config", "use no configuration")
    .option("--no-exec", "refuse configurations that are code (funcfix.config.mjs)")
    .action(async (paths: string[], flags: CheckFlags) => (await import("./run-check.ts")).runCheck(paths, flags, io));
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`--max-warnings takes a whole number, not \`${text}\`.`);
  return Number(text);
}

function threads(text: string): number | "auto" {
  if (text === "auto") return text;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_THREADS) throw new UsageError(`--jobs takes \`auto\` or a whole number from 1 to ${MOST_THREADS}, not \`${text}\`.`);
  return count;
}

/** Each has a heap of its own. */
const MOST_THREADS = 64;
