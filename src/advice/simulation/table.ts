import { formatDuration } from "../duration.ts";
import type { ArrivalPattern } from "./arrivals.ts";
import { defaultWorkers, type Handler, type Segment } from "./scenario.ts";
import type { Summary } from "./summary.ts";
import type { Description, Dimension, Point } from "./sweep.ts";

interface Column {
  readonly name: keyof Summary;
  readonly title: string;
  value(summary: Summary): number;
  format(value: number): string;
}

function duration(name: "makespan" | "mean" | "p50" | "p95" | "p99"): Column {
  return { name, title: name, value: summary => summary[name], format: formatDuration };
}

/** The figures of a run, in the order they are shown. */
export const columns: readonly Column[] = [
  duration("makespan"), duration("mean"), duration("p50"), duration("p95"), duration("p99"),
  { name: "throughput", title: "throughput", value: summary => summary.throughput, format: value => `${Number(value.toPrecision(3))}/s` },
  { name: "coreUse", title: "cores used", value: summary => summary.coreUse, format: value => `${Math.round(value * 100)} %` },
];

/** `threads 8, processes 2`; `as given` without a sweep. */
export function settingsLabel({ settings }: Pick<Point, "settings">): string {
  return Object.entries(settings).map(([name, value]) => `${name} ${value}`).join(", ") || "as given";
}

/** Sentences that say what is simulated. */
export function describe(description: Description, dimensions: readonly Dimension[] = []): string[] {
  const workers = defaultWorkers(description.language, description.workers);
  const count = (value: number, one: string, many = `${one}s`): string => `${value} ${value === 1 ? one : many}`;
  const pools = description.language === "python"
    ? `${count(workers.threads, "thread")} for plain def, a default executor of ${workers.executorThreads}`
    : `a libuv pool of ${workers.poolThreads}, ${count(workers.executorThreads, "executor thread")}`;
  const instances = `${count(workers.instances, "instance")} of ${count(workers.cores, "core")}`;
  const limit = Number.isFinite(workers.concurrency) ? `; at most ${workers.concurrency} at a time in an instance` : "";
  const starts = workers.staggerMs > 0 ? `; a process starts every ${formatDuration(workers.staggerMs)}` : "";
  return [
    `${description.language === "python" ? "Python" : "Node"}: ${instances}, ${count(workers.processes, "process", "processes")} each with ${pools}${limit}${starts}.`,
    ...description.handlers.map(handler => `${handlerLabel(handler)}: ${handler.segments.map(segmentLabel).join(", then ")}.`),
    `${count(description.requests, "request")} ${arrivalsLabel(description.arrivals)}.`,
    ...(dimensions.length === 0 ? [] : [`Instead, one after the other: ${dimensions.map(({ name, values }) => `${name} ${values.join(", ")}`).join("; ")}.`]),
  ];

  function handlerLabel({ name, lane }: Handler): string {
    const form = description.language === "node" ? "on the event loop" : lane === "thread" ? "def" : "async def";
    return `${name} (${form})`;
  }
}

function segmentLabel({ kind, ms, on }: Segment): string {
  return `${formatDuration(ms)} of ${kind === "io" ? "waiting" : "computing"} (${on})`;
}

function arrivalsLabel(pattern: ArrivalPattern): string {
  if (pattern.kind === "at-once") return "at once";
  if (pattern.kind === "rate") return `at ${pattern.perSecond} a second`;
  return `in bursts of ${pattern.size} every ${formatDuration(pattern.everyMs)}`;
}

/** The points of a sweep as a table for a terminal. */
export function renderTable(points: readonly Point[]): string {
  const rows = [
    ["", ...columns.map(column => column.title)],
    ...points.map(point => [settingsLabel(point), ...columns.map(column => column.format(column.value(point.summary)))]),
  ];
  return alignColumns(rows);
}

/** Predicted and measured figures of the points, one below the other, with the difference in percent. */
export function renderComparison(points: readonly Point[], measured: readonly Summary[]): string {
  const shown = columns.filter(column => column.name !== "coreUse");
  return alignColumns([
    ["", ...shown.map(column => column.title)],
    ...points.flatMap(({ settings, summary }, index) => [
      [`${settingsLabel({ settings })}: predicted`, ...shown.map(column => column.format(column.value(summary)))],
      ["  measured", ...shown.map(column => column.format(column.value(measured[index]!)))],
      ["  difference", ...shown.map(column => percent(column.value(measured[index]!) / column.value(summary) - 1))],
    ]),
  ]);
}

function percent(part: number): string {
  return `${part < 0 ? "-" : "+"}${Math.abs(part * 100).toFixed(1)} %`;
}

/** Pads cells: the first column to the left, the others to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, index) => Math.max(...rows.map(row => row[index]!.length)));
  return rows
    .map(row => row.map((cell, index) => (index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!))).join("  ").trimEnd())
    .join("\n");
}

/** The points as CSV: one line each, times in milliseconds; measured figures in further columns. */
export function renderCsv(points: readonly Point[], measured: readonly Summary[] = []): string {
  const settings = Object.keys(points[0]?.settings ?? {});
  const names = columns.map(column => (column.format === formatDuration ? `${column.name}_ms` : column.name));
  const shownMeasured = measured.length > 0 ? columns.filter(column => column.name !== "coreUse") : [];
  const head = [...settings, "requests", ...names, ...shownMeasured.map(column => `measured_${names[columns.indexOf(column)]}`)];
  const lines = points.map((point, index) => [
    ...Object.values(point.settings),
    point.summary.requests,
    ...columns.map(column => Number(column.value(point.summary).toFixed(6))),
    ...shownMeasured.map(column => Number(column.value(measured[index]!).toFixed(3))),
  ]);
  return [head, ...lines].map(line => line.join(",")).join("\n") + "\n";
}
