import { formatDuration } from "../../duration.ts";
import type { Run } from "../simulate.ts";
import { activityNames, chartRows } from "./rows.ts";
import type { Activity, Interval } from "../trace.ts";

/** One character for each activity; told apart without colour. */
export const activityMarks: Readonly<Record<Activity, string>> = { queued: "·", held: "█", awaited: "─", computing: "▓" };

export interface GanttOptions {
  readonly width?: number;
  readonly rows?: number;
  /** Colours a stretch of marks. */
  readonly paint?: (activity: Activity, marks: string) => string;
}

/** A Gantt chart for a terminal: a line for each request, grouped by worker process. Needs a run with its trace. */
export function renderGantt(run: Run, { width = 60, rows: limit = 50, paint = (_, marks) => marks }: GanttOptions = {}): string {
  const rows = chartRows(run, limit);
  const end = Math.max(...run.intervals.map(interval => interval.end), 0) || 1;
  const label = String(run.scenario.arrivals.times.length).length;
  const lines: string[] = [];
  let process = -1;
  for (const row of rows) {
    if (row.process !== process) lines.push(`process ${row.process + 1}`);
    process = row.process;
    lines.push(`  ${String(row.request + 1).padStart(label)} ${bar(row.intervals, width / end, paint)}`);
  }
  const left = run.scenario.arrivals.times.length - rows.length;
  if (left > 0) lines.push(`  … and ${left} more requests, not drawn`);
  const scale = formatDuration(end);
  lines.push(`  ${" ".repeat(label)} 0${scale.padStart(width - 1)}`);
  const used = new Set(rows.flatMap(row => row.intervals.map(interval => interval.activity)));
  for (const [activity, mark] of Object.entries(activityMarks) as [Activity, string][])
    if (used.has(activity)) lines.push(`  ${paint(activity, mark)} ${activityNames[activity]}`);
  return lines.join("\n");
}

function bar(intervals: readonly Interval[], scale: number, paint: NonNullable<GanttOptions["paint"]>): string {
  let line = "";
  let column = 0;
  for (const { activity, start, end } of intervals) {
    const from = Math.max(column, Math.round(start * scale));
    const to = Math.max(from, Math.round(end * scale));
    line += " ".repeat(from - column) + paint(activity, activityMarks[activity].repeat(to - from));
    column = to;
  }
  return line.trimEnd();
}
