/** The README's apps under load, as they are and as `funcfix fix` makes them: how long a cheap endpoint waits beside a blocking one. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { measure, type Load, type Measured } from "./demo-fix/load.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CLIENTS = 8;
const ROUNDS = 3;
const MILLISECONDS = 3000;
const BLOCKED = 0.02;
const WAIT = { DEMO_WAIT: String(BLOCKED) };
const STAND_INS = join(ROOT, "src/dev/demo-fix/stand-ins");

interface Demo {
  readonly title: string;
  readonly app: string;
  readonly busy: string;
  readonly cheap: string;
  readonly endpoints: Pick<Load, "busy" | "cheap">;
  prepare(app: string): void;
  start(app: string): ChildProcess;
}

const DEMOS: readonly Demo[] = [
  {
    title: "Node", app: "restaurant-node", busy: "CookOrder, which runs `lp`", cheap: "GetOrder", endpoints: { busy: "/cook", cheap: "/orders" },
    prepare: app => cpSync(join(ROOT, "src/runtime"), join(app, "node_modules/funcfix-runtime"), { recursive: true, filter: path => !path.includes("/test") && !path.includes("/bench") }),
    start: app => spawn(process.execPath, [join(ROOT, "src/dev/demo-fix/node-host.mjs")], { cwd: app, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, PATH: `${STAND_INS}:${process.env["PATH"] ?? ""}`, ...WAIT } }),
  },
  {
    title: "Python", app: "restaurant-python", busy: "LoyaltyPoints, which asks the CRM", cheap: "TableStatus", endpoints: { busy: "/visit", cheap: "/tables" },
    prepare: () => {},
    start: app => spawn("python3", ["-B", join(ROOT, "src/dev/demo-fix/python_host.py"), app], { cwd: app, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, PYTHONPATH: [STAND_INS, app, join(ROOT, "test/support/azure-functions-stand-in")].join(":"), ...WAIT } }),
  },
];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "funcfix-demo-"));
  try {
    process.stdout.write(`${CLIENTS} clients ask for the blocking endpoint for ${ROUNDS} x ${MILLISECONDS / 1000} s (it waits ${BLOCKED * 1000} ms for something else); the cheap one is asked every 10 ms.\nNode ${process.versions.node}, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(0)}; medians of ${ROUNDS} rounds that take turns.\n\n`);
    process.stdout.write("| app | blocking endpoint | cheap endpoint | | blocking, calls/s | cheap, median ms | cheap, p99 ms | cheap, worst ms |\n|---|---|---|---|---|---|---|---|\n");
    for (const demo of DEMOS) await show(demo, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function show(demo: Demo, folder: string): Promise<void> {
  const [before, after] = ["before", "after"].map(name => join(folder, `${demo.app}-${name}`)) as [string, string];
  for (const app of [before, after]) cpSync(join(ROOT, "fixtures/apps", demo.app), app, { recursive: true });
  fixApp(after);
  const rounds = new Map<string, Measured[]>([[before, []], [after, []]]);
  for (const app of [before, after]) demo.prepare(app);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [app, measured] of rounds) {
      const host = demo.start(app);
      try {
        measured.push(await measure({ port: await portOf(host), ...demo.endpoints, clients: CLIENTS, milliseconds: MILLISECONDS }));
      } finally {
        host.kill();
      }
    }
  }
  for (const [app, measured] of rounds) {
    const middle = (of: (one: Measured) => number): number => measured.map(of).sort((a, b) => a - b)[Math.floor(measured.length / 2)]!;
    const numbers = [middle(one => one.busyPerSecond).toFixed(0), ...[middle(one => one.cheapMedian), middle(one => one.cheapP99), middle(one => one.cheapWorst)].map(value => value.toFixed(1))];
    process.stdout.write(`| ${demo.title} | ${demo.busy} | ${demo.cheap} | ${app === before ? "before" : "after"} | ${numbers.join(" | ")} |\n`);
  }
}

/** The command as users run it, on a copy. */
function fixApp(app: string): void {
  try {
    execFileSync(process.execPath, [join(ROOT, "dist/src/cli.js"), "fix", app, "--unsafe", "--write"], { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    // What is left to a person makes the exit code 1.
    if ((error as { status?: number }).status !== 1) throw error;
  }
}

function portOf(host: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    host.stdout!.once("data", (data: Buffer) => resolve(Number(data.toString())));
    host.once("exit", code => reject(new Error(`The demo's host ended with ${code}.`)));
  });
}

await main();
