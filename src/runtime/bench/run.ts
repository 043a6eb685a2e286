// `npm run bench:runtime [-- rounds milliseconds]`: prints the tables of docs/runtime.md.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { pbkdf2Sync } from "node:crypto";
import { fileURLToPath } from "node:url";
import { serve } from "./http.ts";
import type { Work } from "./http.ts";
import { median, percentile, roundTrips, table, throughput } from "./measure.ts";
import type { Pool } from "./pools.ts";
import { pools } from "./pools.ts";

const rounds = Number(process.argv[2] ?? 5);
const slice = Number(process.argv[3] ?? 400);
const version = (name: string): string => (JSON.parse(readFileSync(new URL(`../../../node_modules/${name}/package.json`, import.meta.url), "utf8")) as { version: string }).version;

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]!.model}; piscina ${version("piscina")}, tinypool ${version("tinypool")}, workerpool ${version("workerpool")}, poolifier ${version("poolifier")}.\n`);

async function withPools(threads: number, use: (all: Pool[]) => Promise<void>): Promise<void> {
  const all = pools.map(open => open(threads));
  for (const pool of all) for (let index = 0; index < 200; index++) await pool.run("echo", index);
  await use(all);
  for (const pool of all) await pool.close();
}

/** Rounds interleaved, so that a busy moment of the machine hits all alike. */
async function interleaved(all: Pool[], measure: (pool: Pool) => Promise<number>): Promise<Map<Pool, number[]>> {
  const results = new Map(all.map(pool => [pool, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const pool of all) results.get(pool)!.push(await measure(pool));
  }
  return results;
}

await withPools(2, async all => {
  const p50 = await interleaved(all, async pool => median(await roundTrips(() => pool.run("echo", 1), slice)));
  const many = await interleaved(all, pool => throughput(() => pool.run("echo", 1), 64, slice));
  const base = median(p50.get(all[0]!)!);
  console.log(`Round trip, 2 threads, median of ${rounds} interleaved rounds:\n`);
  console.log(table(["", "round trip, µs", "times raw", "calls/s, 64 in flight"], all.map(pool => [pool.name, median(p50.get(pool)!), median(p50.get(pool)!) / base, median(many.get(pool)!)])), "\n");
});

await withPools(1, async all => {
  const sizes: [string, unknown][] = [["1 KB text", "x".repeat(1024)], ["1 KB Buffer", Buffer.alloc(1024)], ["1 MB text", "x".repeat(2 ** 20)], ["1 MB Buffer", Buffer.alloc(2 ** 20)], ["16 MB Buffer", Buffer.alloc(2 ** 24)]];
  const rows: (string | number)[][] = all.map(pool => [pool.name]);
  for (const [, value] of sizes) {
    const results = await interleaved(all, async pool => median(await roundTrips(() => pool.run("echo", value), slice / 2)));
    all.forEach((pool, index) => rows[index]!.push(median(results.get(pool)!)));
  }
  console.log("Payload there and back, 1 thread, µs:\n");
  console.log(table(["", ...sizes.map(([name]) => name)], rows), "\n");
});

const cold = pools.map((_, index) => Array.from({ length: rounds }, () => Number(execFileSync(process.execPath, ["--import", "tsx", fileURLToPath(new URL("cold.ts", import.meta.url)), String(index)], { encoding: "utf8" }))));
console.log("From opening a pool of one thread to the first result, ms, best of the rounds:\n");
console.log(table(["", "ms"], pools.map((open, index) => { const pool = open(1); void pool.close(); return [pool.name, Math.min(...cold[index]!)]; })), "\n");

const folder = mkdtempSync(join(tmpdir(), "funcfix-bench-"));
const file = join(folder, "megabyte");
writeFileSync(file, Buffer.alloc(2 ** 20));
// The best of a few runs: the machine may be busy.
const probe = 10_000;
const tookBest = Math.min(...Array.from({ length: 10 }, () => {
  const began = performance.now();
  pbkdf2Sync("password", "salt", probe, 32, "sha256");
  return performance.now() - began;
}));
const iterations = (probe * 20) / tookBest;

const works: [string, Work, unknown][] = [["readFileSync, 1 MB", "readOneMegabyte", file], ["pbkdf2Sync, about 20 ms", "derive", Math.round(iterations)], ["execFileSync(\"true\")", "runTrue", undefined]];
const rows: (string | number)[][] = [];
for (const [title, work, argument] of works) {
  const [ours, piscina] = [pools[1]!(2), pools[3]!(2)];
  const variants: [string, "sync" | "native" | Pool][] = [["sync", "sync"], ["native async", "native"], ["piscina", piscina], ["funcfix-runtime", ours]];
  for (const [, variant] of variants) if (typeof variant === "object") await variant.run("echo", 1);
  const results = variants.map(() => [] as Awaited<ReturnType<typeof serve>>[]);
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    for (const [index, [, variant]] of variants.entries()) results[index]!.push(await serve(variant, work, argument, slice * 5));
  }
  variants.forEach(([name], index) => {
    const of = (key: "requests" | "healthP50" | "healthP99"): number => percentile(results[index]!.map(result => result[key]), 0.5);
    rows.push([title, name, of("requests"), of("healthP50"), of("healthP99")]);
  });
  await ours.close();
  await piscina.close();
}
rmSync(folder, { recursive: true });
console.log("Http server, 2 threads, 8 clients at work, `/health` probed every 10 ms:\n");
console.log(table(["work", "handler", "requests/s", "/health p50, ms", "/health p99, ms"], rows));
