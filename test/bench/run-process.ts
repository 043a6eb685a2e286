import { spawnSync } from "node:child_process";

/** What one run of a process took. */
export interface Run {
  /** Milliseconds by the clock, and of processor time (user and system, all threads). */
  readonly wall: number;
  readonly cpu: number;
  /** Largest resident memory in MB. */
  readonly memory: number;
}

const MARK = "\nfuncfix-bench:";

/** Loaded into each process: tells on stderr, at its end, what it used. */
const teller = `data:text/javascript,${encodeURIComponent(`import { writeSync } from "node:fs";
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(2, ${JSON.stringify(MARK)} + (userCPUTime + systemCPUTime) / 1e3 + " " + maxRSS / 1024);
});`)}`;

/** Runs a Node script as a process of its own. Exit codes above 1 are said: such a figure means nothing. */
export function runScript(args: readonly string[], cwd?: string): Run {
  const start = performance.now();
  const { error, status, stderr } = spawnSync(process.execPath, ["--import", teller, ...args], { cwd, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8", maxBuffer: 1 << 28, timeout: 900_000 });
  const wall = performance.now() - start;
  if (error !== undefined || status === null || status > 1) console.log(`  ${args[0]} ended with ${error?.message ?? `exit code ${status}: ${stderr.slice(0, 300)}`}.`);
  const [cpu = Number.NaN, memory = Number.NaN] = stderr.slice(stderr.lastIndexOf(MARK) + MARK.length).split(" ").map(Number);
  return { wall, cpu, memory };
}
