/** Text for HTML and SVG, safe in attributes too. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** The largest `count` round steps over 0..`end`: 0, 2000, 4000, … */
export function ticks(end: number, count: number): number[] {
  if (!(end > 0)) return [0];
  const raw = end / count;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = magnitude * [1, 2, 5, 10].find(factor => factor * magnitude >= raw)!;
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, index) => index * step);
}

/** Coordinates with two decimals at most, to keep files small. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Colours of all charts, for light and dark surroundings. */
export const chartStyle = `
.chart { --ink: #1f2933; --faint: #d5dbe1; --queued: #cbd2d9; --held: #d1495b; --awaited: #66a182; --computing: #edae49; --series-0: #00798c; --series-1: #d1495b; --series-2: #a1640a; --series-3: #6d4c91; font: 12px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { .chart { --ink: #e4e7eb; --faint: #3e4c59; --queued: #52606d; --series-0: #4fc3d9; --series-2: #edae49; --series-3: #b99bdc; } }
.chart text { fill: var(--ink); }
.chart .grid { stroke: var(--faint); }
.chart .line { fill: none; stroke-width: 2; }`;
