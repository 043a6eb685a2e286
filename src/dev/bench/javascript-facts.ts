import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { javascript } from "../../languages/javascript/index.ts";
import { parse } from "../../languages/javascript/parse.ts";
import { readFactsFromTree } from "../../languages/javascript/facts.ts";

/** Reads every JavaScript and TypeScript file below the given folders and says how fast: `npx tsx … node_modules/eslint …`. */
const counts = { files: 0, characters: 0, failed: 0, functions: 0, calls: 0, kept: 0, facts: 0 };
const milliseconds = { parse: 0, extract: 0 };
const verbose = process.env["VERBOSE"] === "1";

function visit(path: string): void {
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path)) visit(join(path, name));
  } else if (javascript.extensions.some(extension => path.endsWith(extension)) && !path.endsWith(".d.ts")) {
    read(path);
  }
}

function read(path: string): void {
  const text = readFileSync(path, "utf8");
  const start = performance.now();
  const parsed = parse(text, path);
  const middle = performance.now();
  counts.files++;
  counts.characters += text.length;
  milliseconds.parse += middle - start;
  if ("error" in parsed) {
    counts.failed++;
    if (verbose) console.log(`${path}: ${parsed.error.message} (${parsed.error.offset})`);
    return;
  }
  const facts = readFactsFromTree(parsed.program, text, parsed.comments);
  milliseconds.extract += performance.now() - middle;
  counts.functions += facts.functions.length;
  counts.calls += facts.calls.length;
  counts.kept += facts.calls.filter(call => call.kind === "read" || call.kind === "write" || call.kind === "iterate").length;
  if (facts.parseError !== undefined) {
    counts.failed++;
    console.log(`${path}: ${facts.parseError.message}`);
  }
  if (process.env["SIZE"] === "1") counts.facts += JSON.stringify(facts).length;
}

process.argv.slice(2).forEach(visit);
const megabytes = counts.characters / 1e6;
const speed = (time: number): string => `${time.toFixed(0)} ms, ${(megabytes / (time / 1000)).toFixed(1)} MB/s`;
console.log(`${counts.files} files, ${megabytes.toFixed(1)} MB, ${counts.failed} not read, ${counts.functions} functions, ${counts.calls} calls (${counts.kept} silent)`);
console.log(`parse   ${speed(milliseconds.parse)}`);
console.log(`extract ${speed(milliseconds.extract)}`);
if (counts.facts > 0) console.log(`facts   ${(counts.facts / 1e6).toFixed(1)} MB as JSON`);
