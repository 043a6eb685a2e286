import { resolve } from "node:path";

import { Option, type Command } from "commander";

import { adviceJson } from "../advice/report/json.ts";
import type { AdviceReport } from "../advice/report/input.ts";
import { renderAdviceMarkdown } from "../advice/report/markdown.ts";
import { renderAdviceText } from "../advice/report/text.ts";
import { plans, type Plan } from "../advice/situation.ts";
import { advise } from "../advise.ts";
import { jsonText } from "../model/printable.ts";
import type { CommandIo } from "./command-io.ts";
import { count, positive } from "./values.ts";
import { mendTornWrites, writeAll } from "./write-changes.ts";

interface AdviseFlags {
  readonly plan?: Plan;
  readonly cores?: number;
  readonly memory?: number;
  readonly durations?: string;
  readonly format: "text" | "json" | "markdown";
  readonly write?: true;
  readonly allowDirty?: true;
}

const renderers: Readonly<Record<AdviseFlags["format"], (reports: readonly AdviceReport[]) => string>> = {
  text: reports => reports.map(renderAdviceText).join("\n"),
  markdown: reports => reports.map(renderAdviceMarkdown).join("\n"),
  json: reports => jsonText(adviceJson(reports)),
};

/** Adds `funcfix advise` to the program. */
export function registerAdvise(program: Command, io: CommandIo): void {
  program
    .command("advise")
    .description("tell what each function is bound by, and which worker and thread settings follow")
    .argument("[app]", "folder of the app, the one with host.json", ".")
    .addOption(new Option("--plan <plan>", "hosting plan").choices(plans))
    .option("--cores <count>", "cores of an instance", positive("--cores"))
    .option("--memory <MB>", "memory of an instance; on Flex Consumption 512, 2048 or 4096", count("--memory"))
    .option("--durations <file>", "measured times: an export of Application Insights, CSV or JSON")
    .addOption(new Option("--format <format>", "form of the report").choices(["text", "json", "markdown"]).default("text"))
    .option("--write", "write the settings into local.settings.json and host.json")
    .option("--allow-dirty", "write although git has uncommitted changes in the app")
    .option("--no-exec", "accepted everywhere: this command executes nothing of the app anyway")
    .action(async (app: string, flags: AdviseFlags) => {
      const root = resolve(io.cwd, app);
      mendTornWrites([root], flags.write === true, io);
      const { reports, changes } = advise({
        app, cwd: io.cwd,
        ...(flags.plan !== undefined && { plan: flags.plan }),
        ...(flags.cores !== undefined && { cores: flags.cores }),
        ...(flags.memory !== undefined && { memoryMb: flags.memory }),
        ...(flags.durations !== undefined && { durations: flags.durations }),
      });
      if (flags.write === true && changes.length > 0) {
        await writeAll(changes, flags.allowDirty === true, root);
        io.stderr(`Written: ${changes.map(change => change.path).join(", ")}.\n`);
      }
      io.stdout(renderers[flags.format](reports));
      io.exitCode(reports.some(({ findings }) => findings.some(finding => finding.severity === "error")) ? 1 : 0);
    });
}
