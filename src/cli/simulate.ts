import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";

import { Chalk } from "chalk";
import { Option, type Command } from "commander";

import { formatDuration } from "../advice/duration.ts";
import { measure } from "../advice/measure/measure.ts";
import { renderHtml } from "../advice/simulation/chart/html.ts";
import { renderGanttSvg } from "../advice/simulation/chart/svg.ts";
import { renderGantt } from "../advice/simulation/chart/terminal.ts";
import { toJson } from "../advice/simulation/json.ts";
import { parseDimension, sweep, type Description, type Dimension, type Point } from "../advice/simulation/sweep.ts";
import { describe, renderComparison, renderCsv, renderTable, settingsLabel } from "../advice/simulation/table.ts";
import { summarize, type Summary } from "../advice/simulation/summary.ts";
import type { Activity } from "../advice/simulation/trace.ts";
import { UsageError } from "../model/usage-error.ts";
import type { CommandIo } from "./command-io.ts";
import { addScenarioOptions, readDescription, type SimulateOptions } from "./simulate-options.ts";
import { positive } from "./values.ts";

interface OutputOptions {
  readonly sweep: readonly Dimension[];
  readonly format: "text" | "json" | "csv";
  readonly svg?: string;
  readonly html?: string;
  readonly measure?: true;
  readonly scale: number;
}

/** What the reports are made from. */
interface Outcome {
  readonly description: Description;
  readonly dimensions: readonly Dimension[];
  readonly points: readonly Point[];
  /** One for each point with --measure, else none. */
  readonly measured: readonly Summary[];
  readonly scale: number;
  readonly color: boolean;
}

/** Above this many requests a chart says nothing, and noting what each one does costs memory. */
const largestChart = 20_000;

const colours = { queued: "gray", held: "red", awaited: "green", computing: "yellow" } as const satisfies Record<Activity, string>;

/** Adds `funcfix simulate` to the program. */
export function registerSimulate(program: Command, io: CommandIo): void {
  const command = program.command("simulate").description("simulate workers, event loops and pools under a load, to see what a setting would do");
  addScenarioOptions(command)
    .option("--sweep <setting=values>", "try several values: threads=1,8,32 or processes=1..4; at most twice", collectDimension, [])
    .addOption(new Option("--format <format>", "form of the report").choices(["text", "json", "csv"]).default("text"))
    .option("--svg <file>", "write a Gantt chart of the (first) run")
    .option("--html <file>", "write a page with figures, latency curve and Gantt charts")
    .option("--measure", "run it on real processes of this machine too and print both")
    .option("--scale <factor>", "with --measure: multiply all times by this factor while running", positive("--scale"), 0.1)
    .option("--no-exec", "accepted everywhere: this command executes nothing of the app anyway")
    .action(async (options: SimulateOptions & OutputOptions) => {
      await run(await readDescription(options, io.cwd), options, io);
    });
}

function collectDimension(text: string, previous: readonly Dimension[]): Dimension[] {
  return [...previous, parseDimension(text)];
}

async function run(description: Description, options: OutputOptions, io: CommandIo): Promise<void> {
  const [one, two, ...more] = options.sweep;
  if (more.length > 0 || (one !== undefined && one.name === two?.name)) throw new UsageError("--sweep can be given twice at most, with two different settings.");
  const drawn = options.svg !== undefined || options.html !== undefined;
  const drawable = Math.max(description.requests, ...options.sweep.flatMap(({ name, values }) => (name === "requests" ? values : []))) <= largestChart;
  if (drawn && !drawable)
    throw new UsageError(`A chart can show at most ${largestChart} requests: leave out --svg and --html, or lower --requests.`);
  const points = sweep(description, options.sweep, { trace: drawable && (drawn || options.format === "text") });
  const first = points[0]!;
  if (options.svg !== undefined) await writeChart(resolve(io.cwd, options.svg), renderGanttSvg(first.run, `Requests over time, ${settingsLabel(first)}`));
  if (options.html !== undefined) await writeChart(resolve(io.cwd, options.html), renderHtml(description, options.sweep, points));
  const measured: Summary[] = [];
  if (options.measure === true) for (const point of points) measured.push(summarize(await measure(point.run, options.scale)));
  io.stdout(reports[options.format]({ description, dimensions: options.sweep, points, measured, scale: options.scale, color: io.color === true }));
}

async function writeChart(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`The chart could not be written: ${(error as Error).message}.`);
  }
}

const reports: Readonly<Record<OutputOptions["format"], (outcome: Outcome) => string>> = {
  text: renderText,
  csv: ({ points, measured }) => renderCsv(points, measured),
  json: ({ description, points, measured, scale }) => `${JSON.stringify(toJson(description, points, measured, scale), null, 2)}\n`,
};

function renderText({ description, dimensions, points, measured, scale, color }: Outcome): string {
  const paint = new Chalk({ level: color ? 1 : 0 });
  const parts = [describe(description, dimensions).join("\n"), renderTable(points)];
  const [only] = points;
  if (points.length === 1 && only !== undefined) {
    const { finishes } = only.summary;
    if (finishes.length > 0) parts.push(`Answers: ${finishes.map(({ at, requests }) => `${requests} at ${formatDuration(at)}`).join(", ")}.`);
    if (only.run.intervals.length > 0) parts.push(renderGantt(only.run, { paint: (activity, marks) => paint[colours[activity]](marks) }));
  }
  if (measured.length > 0)
    parts.push(`On real ${description.language === "python" ? "Python" : "Node"} processes of this machine, times scaled by ${scale} while running:\n${renderComparison(points, measured)}`);
  return `${parts.join("\n\n")}\n`;
}
