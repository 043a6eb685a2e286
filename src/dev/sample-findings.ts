/**
 * Prints the sample of findings that docs/accuracy.md judges: `npx tsx src/dev/sample-findings.ts <count per language> <most per repository> <folder…>`.
 * Each folder is a repository. The order is that of the SHA-256 of `repository/path:line:column`, so that nobody picks.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";

import { check } from "../index.ts";
import { createLocator } from "../report/report.ts";

interface Sampled {
  readonly repository: string;
  readonly place: string;
  readonly hash: string;
  readonly python: boolean;
  readonly text: string;
}

const [count, most, ...folders] = process.argv.slice(2);
if (folders.length === 0) {
  console.error("Say how many per language, how many per repository at most, and the folders.");
  process.exit(2);
}

async function findingsOf(folder: string): Promise<Sampled[]> {
  const root = resolve(folder);
  const { findings, textOf } = await check({ paths: [root], rules: ["no-blocking-call", "no-async-without-await"] });
  const locator = createLocator(textOf);
  return findings.map(finding => {
    const { line, column } = locator.at(finding.path, finding.range.start);
    const place = `${join(basename(root), relative(root, finding.path))}:${line}`;
    const steps = finding.trail.map(step => `  ${step.path}:${locator.at(step.path, step.range.start).line} in ${step.name}\n${lineOf(step.path, locator.at(step.path, step.range.start).line)}`);
    return {
      repository: basename(root),
      place,
      hash: createHash("sha256").update(`${place}:${column}`).digest("hex"),
      python: finding.path.endsWith(".py"),
      text: [`${place} ${finding.rule} ${finding.confidence} ${finding.message}`, ...steps].join("\n"),
    };
  });
}

function lineOf(path: string, line: number): string {
  return `    ${readFileSync(path, "utf8").split("\n")[line - 1]?.trim().slice(0, 160) ?? ""}`;
}

function sample(all: readonly Sampled[]): Sampled[] {
  const taken = new Map<string, number>();
  const chosen: Sampled[] = [];
  for (const one of [...all].sort((a, b) => (a.hash < b.hash ? -1 : 1))) {
    const already = taken.get(one.repository) ?? 0;
    if (already >= Number(most) || chosen.length >= Number(count)) continue;
    taken.set(one.repository, already + 1);
    chosen.push(one);
  }
  return chosen;
}

const found: Sampled[] = [];
for (const folder of folders) found.push(...(await findingsOf(folder)));
for (const python of [true, false]) {
  const own = found.filter(one => one.python === python);
  console.log(`# ${python ? "Python" : "JavaScript and TypeScript"}: ${own.length} findings`);
  for (const { text } of sample(own)) console.log(`\n${text}`);
}
