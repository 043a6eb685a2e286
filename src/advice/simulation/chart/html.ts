import type { Description, Dimension, Point } from "../sweep.ts";
import { columns, describe, settingsLabel } from "../table.ts";
import { renderCurve, type Series } from "./curve.ts";
import { escapeMarkup } from "./markup.ts";
import { renderGanttSvg } from "./svg.ts";

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid #8886; }
th:first-child, td:first-child { text-align: left; }
tr[aria-selected=true] { font-weight: 600; background: #00798c22; }
button { font: inherit; color: inherit; border: 0; background: none; padding: 0; text-decoration: underline; cursor: pointer; }`;

/** Shows the chart of the row that is chosen; without scripts all charts are shown. */
const script = `
const figures = [...document.querySelectorAll("figure[data-point]")];
const rows = [...document.querySelectorAll("tr[data-point]")];
function choose(point) {
  for (const figure of figures) figure.hidden = figure.dataset.point !== point;
  for (const row of rows) row.setAttribute("aria-selected", String(row.dataset.point === point));
}
for (const row of rows) row.querySelector("button").addEventListener("click", () => choose(row.dataset.point));
choose(location.hash.slice(1) || "0");`;

/** One page that needs nothing else: what was simulated, the figures, the latency curve and a Gantt chart for each point. */
export function renderHtml(description: Description, dimensions: readonly Dimension[], points: readonly Point[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>funcfix simulate</title>
<style>${style}</style>
<h1>Simulated workers</h1>
${describe(description, dimensions).map(line => `<p>${escapeMarkup(line)}</p>`).join("\n")}
${table(points)}
${curve(dimensions, points)}
<h2>Requests over time</h2>
${points.map((point, index) => `<figure data-point="${index}"><figcaption>${escapeMarkup(settingsLabel(point))}</figcaption>\n${renderGanttSvg(point.run, `Requests over time, ${settingsLabel(point)}`)}\n</figure>`).join("\n")}
<script>${script}</script>
</html>
`;
}

function table(points: readonly Point[]): string {
  const head = ["setting", ...columns.map(column => column.title)].map(title => `<th scope="col">${title}</th>`).join("");
  const body = points.map((point, index) => {
    const cells = columns.map(column => `<td>${escapeMarkup(column.format(column.value(point.summary)))}</td>`).join("");
    return `<tr data-point="${index}"><td><button type="button">${escapeMarkup(settingsLabel(point))}</button></td>${cells}</tr>`;
  });
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>`;
}

/** Over one setting: p50, p95 and the makespan. Over two: p95, one line for each value of the second. */
function curve([first, second]: readonly Dimension[], points: readonly Point[]): string {
  if (first === undefined || first.values.length < 2) return "";
  const series: Series[] = second === undefined
    ? (["p50", "p95", "makespan"] as const).map(name => ({ name, values: points.map(point => point.summary[name]) }))
    : second.values.map(value => ({
        name: `p95, ${second.name} ${value}`,
        values: points.filter(point => point.settings[second.name] === value).map(point => point.summary.p95),
      }));
  return `<h2>Latency over ${escapeMarkup(first.name)}</h2>\n${renderCurve(first.name, first.values.map(String), series)}`;
}
