import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";

import chalk from "chalk";
import { Option, type Command } from "commander";

import { formatDuration } from "../advice/duration.ts";
import { renderHtml } from "../advice/simulation/chart/html.ts";
import { renderGanttSvg } from "../advice/simulation/chart/svg.ts";
import { renderGantt } from "../advice/simulation/chart/terminal.ts";
import { toJson } from "../advice/simulation/json.ts";
import { parseDimension, sweep, type Description, type Dimension, type Point } from "../advice/simulation/sweep.ts";
import { describe, renderCsv, renderTable, settingsLabel } from "../advice/simulation/table.ts";
import type { Activity } from "../advice/simulation/trace.ts";
import { UsageError } from "../model/usage-error.ts";
import type { CommandIo } from "./command-io.ts";
import { addScenarioOptions, readDescription, type SimulateOptions } from "./simulate-options.ts";

interface OutputOptions {
  readonly sweep: readonly Dimension[];
  readonly format: "text" | "json" | "csv";
  readonly svg?: string;
  readonly html?: string;
}

/** Above this many requests a chart says nothing, and noting what each one does costs memory. */
const largestChart = 20_000;

const paints: Readonly<Record<Activity, (text: string) => string>> = {
  queued: chalk.gray, held: chalk.red, awaited: chalk.green, computing: chalk.yellow,
};

/** Adds `funcfix simulate` to the program. */
export function registerSimulate(program: Command, io: CommandIo): void {
  const command = program.command("simulate").description("simulate workers, event loops and pools under a load, to see what a setting would do");
  addScenarioOptions(command)
    .option("--sweep <setting=values>", "try several values: threads=1,8,32 or processes=1..4; at most twice", collectDimension, [])
    .addOption(new Option("--format <format>", "form of the report").choices(["text", "json", "csv"]).default("text"))
    .option("--svg <file>", "write a Gantt chart of the (first) run")
    .option("--html <file>", "write a page with figures, latency curve and Gantt charts")
    .action(async (options: SimulateOptions & OutputOptions) => {
      await run(readDescription(options), options, io);
    });
}

function collectDimension(text: string, previous: readonly Dimension[]): Dimension[] {
  return [...previous, parseDimension(text)];
}

async function run(description: Description, options: OutputOptions, io: CommandIo): Promise<void> {
  if (options.sweep.length > 2) throw new UsageError("--sweep can be given twice at most.");
  const drawn = options.svg !== undefined || options.html !== undefined;
  const drawable = description.requests <= largestChart;
  if (drawn && !drawable)
    throw new UsageError(`A chart can show at most ${largestChart} requests: leave out --svg and --html, or lower --requests.`);
  const points = sweep(description, options.sweep, { trace: drawable && (drawn || options.format === "text") });
  const first = points[0]!;
  if (options.svg !== undefined) await writeFile(resolve(io.cwd, options.svg), renderGanttSvg(first.run, `Requests over time, ${settingsLabel(first)}`));
  if (options.html !== undefined) await writeFile(resolve(io.cwd, options.html), renderHtml(description, options.sweep, points));
  io.stdout(reports[options.format](description, points));
}

const reports: Readonly<Record<OutputOptions["format"], (description: Description, points: readonly Point[]) => string>> = {
  text: renderText,
  csv: (_, points) => renderCsv(points),
  json: (description, points) => `${JSON.stringify(toJson(description, points), null, 2)}\n`,
};

function renderText(description: Description, points: readonly Point[]): string {
  const parts = [describe(description).join("\n"), renderTable(points)];
  const [only] = points;
  if (points.length === 1 && only !== undefined) {
    const { finishes } = only.summary;
    if (finishes.length > 0) parts.push(`Answers: ${finishes.map(({ at, requests }) => `${requests} at ${formatDuration(at)}`).join(", ")}.`);
    if (only.run.intervals.length > 0) parts.push(renderGantt(only.run, { paint: (activity, marks) => paints[activity](marks) }));
  }
  return `${parts.join("\n\n")}\n`;
}
