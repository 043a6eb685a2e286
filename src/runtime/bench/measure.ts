export function percentile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Microseconds of each call, one after the other, for a time. */
export async function roundTrips(call: () => Promise<unknown>, milliseconds: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + milliseconds;
  for (let now = performance.now(); now < end;) {
    await call();
    const then = performance.now();
    times.push((then - now) * 1000);
    now = then;
  }
  return times;
}

/** Calls a second with so many under way. */
export async function throughput(call: () => Promise<unknown>, inFlight: number, milliseconds: number): Promise<number> {
  const begin = performance.now();
  const end = begin + milliseconds;
  let done = 0;
  await Promise.all(Array.from({ length: inFlight }, async () => {
    while (performance.now() < end) {
      await call();
      done++;
    }
  }));
  return (done / (performance.now() - begin)) * 1000;
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.map(cell => (typeof cell === "number" ? format(cell) : cell)).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const format = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(value >= 10 ? 1 : 2));
