import { UsageError } from "../model/usage-error.ts";

const units = { us: 0.001, ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 } as const;

/** Reads `8s`, `300ms`, `1.5 s`, `2m` into milliseconds. Throws {@link UsageError} without a unit, or for what is no duration. */
export function parseDuration(text: string, what = "The duration"): number {
  const match = /^(-?(?:\d+\.?\d*|\.\d+))\s*([a-zµ]*)$/i.exec(text.trim());
  if (match === null) throw new UsageError(`${what} must be a number with a unit, for example 8s or 300ms, not \`${text}\`.`);
  const unit = match[2]!.toLowerCase().replace("µs", "us");
  if (unit === "") throw new UsageError(`${what} \`${text}\` has no unit: write ${match[1]}s or ${match[1]}ms.`);
  if (!(unit in units)) throw new UsageError(`${what} \`${text}\` has an unknown unit: use us, ms, s, m or h.`);
  const ms = Number(match[1]) * units[unit as keyof typeof units];
  if (ms < 0) throw new UsageError(`${what} \`${text}\` must not be negative.`);
  return ms;
}

/** Milliseconds for people, three significant digits or more: `8 s`, `16.03 s`, `300 ms`, `2.5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${trimmed(ms, ms < 10 ? 2 : 1)} ms`;
  if (ms < 120_000) return `${trimmed(ms / 1000, 2)} s`;
  return ms < 7_200_000 ? `${trimmed(ms / 60_000, 1)} min` : `${trimmed(ms / 3_600_000, 1)} h`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
