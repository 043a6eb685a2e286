import { performance } from "node:perf_hooks";

import { Option, type Command } from "commander";

import { UsageError } from "../model/usage-error.ts";
import type { CommandIo } from "./command-io.ts";

interface Options {
  readonly format: "text" | "json";
  readonly rule?: readonly string[];
  readonly ignore?: readonly string[];
  readonly strict?: true;
  readonly maxWarnings?: number;
}

export function registerCheck(program: Command, io: CommandIo): void {
  program
    .command("check")
    .description("Find blocking calls in async code and handlers, and async functions that never await.")
    .argument("[paths...]", "files and folders", ["."])
    .addOption(new Option("--format <name>", "how to report").choices(["text", "json"]).default("text"))
    .option("--rule <id...>", "check these rules only")
    .option("--ignore <pattern...>", "leave files out (.gitignore syntax)")
    .option("--strict", "report findings of severity info too")
    .option("--max-warnings <number>", "exit with 1 when there are more warnings", wholeNumber)
    .action(async (paths: string[], options: Options) => {
      const { check } = await import("../check.ts");
      const start = performance.now();
      const result = await check({
        paths,
        cwd: io.cwd,
        ...(options.rule !== undefined && { rules: options.rule }),
        ...(options.ignore !== undefined && { ignore: options.ignore }),
        ...(options.strict !== undefined && { strict: true }),
      });
      const input = { ...result, cwd: io.cwd, milliseconds: performance.now() - start };
      io.stdout(options.format === "json" ? (await import("../report/json.ts")).reportJson(input) : (await import("../report/text.ts")).reportText(input, { color: io.color === true }));
      const errors = result.findings.some(({ severity }) => severity === "error");
      const warnings = result.findings.filter(({ severity }) => severity === "warning").length;
      if (errors || (options.maxWarnings !== undefined && warnings > options.maxWarnings)) io.exitCode(1);
    });
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`--max-warnings takes a whole number, not \`${text}\`.`);
  return Number(text);
}
