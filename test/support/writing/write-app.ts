import { existsSync, readFileSync, writeFileSync } from "node:fs";

import type { Change } from "../../../src/model/change.ts";
import { UsageError } from "../../../src/model/usage-error.ts";
import { applyChanges } from "../../../src/project/write/apply.ts";
import { realDisk } from "../../../src/project/write/disk.ts";
import { countingSteps } from "./stopping-disk.ts";

/** A program: `<folder> <plan.json> <signal> <step>` writes the plan, and at that step sends itself the signal or waits to be let go. */
const [folder, plan, signal, step] = process.argv.slice(2) as [string, string, NodeJS.Signals | "WAIT", string];
const changes = JSON.parse(readFileSync(plan, "utf8")) as Change[];
const disk = countingSteps(realDisk, now => {
  if (now !== Number(step)) return;
  if (signal !== "WAIT") return void process.kill(process.pid, signal);
  writeFileSync(`${plan}.waits`, "");
  while (!existsSync(`${plan}.go`)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
});

try {
  await applyChanges(changes, folder, { disk, keep: true });
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(error.message);
  process.exitCode = error.exitCode;
}
