/**
 * `npx tsx test/bench/hostile.ts <target> [inputs] [first seed] [folder of more real files ...]`: gives mutated inputs to a
 * part of funcfix. Prints each input that made it fail or take longer than 2 s of CPU, by its seed, and at the end how many
 * there were; exits with 1 if any failed. The seed under way stands in a file, for an input that hangs.
 */
import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { appTargets } from "../support/hostile/app-targets.ts";
import { readCorpus } from "../support/hostile/corpus.ts";
import { randomFrom } from "../support/hostile/random.ts";
import { textTargets } from "../support/hostile/text-targets.ts";

const [name = "", inputs = "10000", first = "1", ...folders] = process.argv.slice(2);
const targets = { ...textTargets, ...appTargets };
const target = targets[name];
if (target === undefined) throw new Error(`Targets: ${Object.keys(targets).join(", ")}.`);

const scratch = mkdtempSync(join(tmpdir(), "funcfix-hostile-"));
const underWay = openSync(join(tmpdir(), `funcfix-hostile-${name.replaceAll(" ", "-")}.seed`), "w");
const corpus = readCorpus(...folders);
let failed = 0;
let slowest = { seed: 0, seconds: 0 };
const start = process.cpuUsage();
for (let seed = Number(first); seed < Number(first) + Number(inputs); seed++) {
  writeSync(underWay, `${seed}\n`, 0);
  const before = process.cpuUsage();
  try {
    await target(randomFrom(seed), corpus, scratch);
  } catch (error) {
    failed++;
    process.stdout.write(`${name} ${seed}: ${error instanceof Error ? (error.stack ?? error.message).slice(0, 1500) : String(error)}\n`);
  }
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (seconds > slowest.seconds) slowest = { seed, seconds };
  if (seconds > 2) process.stdout.write(`${name} ${seed}: took ${seconds.toFixed(1)} s\n`);
}
const { user, system } = process.cpuUsage(start);
process.stdout.write(`${name}: ${inputs} inputs, ${failed} failed, slowest ${slowest.seconds.toFixed(2)} s (seed ${slowest.seed}), ${((user + system) / 1e6).toFixed(0)} s of CPU, ${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most\n`);
rmSync(scratch, { recursive: true });
process.exitCode = failed === 0 ? 0 : 1;
