import { formatDuration } from "../../duration.ts";
import { chartStyle, escapeMarkup, round, ticks } from "./markup.ts";

export interface Series {
  readonly name: string;
  /** One value for each label of the curve, in milliseconds. */
  readonly values: readonly number[];
}

const width = 960;
const height = 320;
const left = 70;
const right = 150;
const top = 16;
const bottom = 46;

/** A line chart of durations over the values of a setting, as one SVG element. */
export function renderCurve(setting: string, labels: readonly string[], series: readonly Series[]): string {
  const highest = Math.max(...series.flatMap(one => one.values), 1);
  const x = (index: number): number => round(left + (index * (width - left - right)) / Math.max(1, labels.length - 1));
  const y = (value: number): number => round(height - bottom - (value * (height - top - bottom)) / highest);
  return [
    `<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img">`,
    `<title>${escapeMarkup(`Latency over ${setting}`)}</title>`,
    `<style>${chartStyle}</style>`,
    ...ticks(highest, 5).map(value => `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}"/><text x="${left - 8}" y="${y(value) + 4}" text-anchor="end">${formatDuration(value)}</text>`),
    ...labels.map((label, index) => `<text x="${x(index)}" y="${height - bottom + 18}" text-anchor="middle">${escapeMarkup(label)}</text>`),
    `<text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">${escapeMarkup(setting)}</text>`,
    ...series.flatMap((one, index) => line(one, index, labels, x, y)),
    "</svg>",
  ].join("\n");
}

function line({ name, values }: Series, index: number, labels: readonly string[], x: (index: number) => number, y: (value: number) => number): string[] {
  const colour = `var(--series-${index % 4})`;
  const points = values.map((value, at) => `${x(at)},${y(value)}`).join(" ");
  const legendY = top + 8 + index * 18;
  return [
    `<polyline class="line" points="${points}" stroke="${colour}"/>`,
    ...values.map((value, at) => `<circle cx="${x(at)}" cy="${y(value)}" r="4" fill="${colour}"><title>${escapeMarkup(`${name} at ${labels[at]}: ${formatDuration(value)}`)}</title></circle>`),
    `<rect x="${width - right + 20}" y="${legendY - 9}" width="12" height="12" fill="${colour}"/><text x="${width - right + 38}" y="${legendY + 1}">${escapeMarkup(name)}</text>`,
  ];
}
