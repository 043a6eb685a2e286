import { formatDuration } from "../../duration.ts";
import type { Run } from "../simulate.ts";
import type { Activity } from "../trace.ts";
import { chartStyle, escapeMarkup, round, ticks } from "./markup.ts";
import { activityNames, chartRows, type Row } from "./rows.ts";

const width = 960;
const left = 110;
const right = 24;
const top = 34;
const limit = 200;

/** A Gantt chart as one SVG element that stands on its own. Needs a run with its trace. */
export function renderGanttSvg(run: Run, title: string): string {
  const rows = chartRows(run, limit);
  const end = Math.max(...run.intervals.map(interval => interval.end), 0) || 1;
  const height = rows.length > 60 ? 6 : 14;
  const bottom = top + rows.length * height;
  const scale = (width - left - right) / end;
  return [
    `<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 46}" width="${width}" role="img">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${chartStyle}</style>`,
    legend(),
    ...axis(end, scale, bottom),
    ...rows.flatMap((row, index) => bars(row, rows[index - 1], top + index * height, height, scale)),
    ...note(run.scenario.arrivals.times.length - rows.length, bottom),
    "</svg>",
  ].join("\n");
}

function legend(): string {
  let x = left;
  const items = Object.entries(activityNames).map(([activity, name]) => {
    const item = `<rect x="${x}" y="8" width="12" height="12" fill="var(--${activity})"/><text x="${x + 17}" y="18">${name}</text>`;
    x += 40 + name.length * 6;
    return item;
  });
  return `<g>${items.join("")}</g>`;
}

function axis(end: number, scale: number, bottom: number): string[] {
  return ticks(end, 8).map(at => {
    const x = round(left + at * scale);
    return `<line class="grid" x1="${x}" x2="${x}" y1="${top - 4}" y2="${bottom + 4}"/><text x="${x}" y="${bottom + 18}" text-anchor="middle">${formatDuration(at)}</text>`;
  });
}

function bars(row: Row, before: Row | undefined, y: number, height: number, scale: number): string[] {
  const firstOfProcess = before?.process !== row.process;
  return [
    ...(firstOfProcess && before !== undefined ? [`<line class="grid" x1="0" x2="${width - right}" y1="${y}" y2="${y}"/>`] : []),
    ...(firstOfProcess ? [`<text x="8" y="${y + 10}">process ${row.process + 1}</text>`] : []),
    ...(height > 10 ? [`<text x="${left - 8}" y="${y + 10}" text-anchor="end">${row.request + 1}</text>`] : []),
    ...row.intervals.map(({ activity, start, end }) => {
      const x = round(left + start * scale);
      return `<rect data-activity="${activity}" x="${x}" y="${y + 1}" width="${round((end - start) * scale)}" height="${height - 2}" fill="var(--${activity})"><title>${escapeMarkup(label(row, activity, start, end))}</title></rect>`;
    }),
  ];
}

function label(row: Row, activity: Activity, start: number, end: number): string {
  return `Request ${row.request + 1} (${row.handler}) ${activityNames[activity]}, ${formatDuration(start)} to ${formatDuration(end)}.`;
}

function note(left: number, bottom: number): string[] {
  return left > 0 ? [`<text x="8" y="${bottom + 36}">${left} more requests are not drawn.</text>`] : [];
}
