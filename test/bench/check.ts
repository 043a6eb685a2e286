/**
 * `npm run bench [folder…]`: funcfix check beside its peers, each as a whole process, in turn, on the same files. Without
 * folders: the machine's Python standard library, packages of node_modules, and apps made for the purpose. Prints
 * medians of wall time, processor time and memory, and ratios; decides nothing. ROUNDS sets how often (3).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { functionApp, megabytes, npmPackages, reachable, sourcesOf, standardLibrary, type Kind } from "./inputs.ts";
import { runScript, type Run } from "./run-process.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ROUNDS = Number(process.env["ROUNDS"] ?? 3);
const scratch = mkdtempSync(join(tmpdir(), "funcfix-bench-"));

interface Tool {
  readonly name: string;
  readonly args: (folder: string) => readonly string[];
  /** eslint looks at nothing outside the folder it runs in. */
  readonly inside?: true;
}

interface Scenario {
  readonly label: string;
  readonly kind: Kind;
  readonly folder: () => string | undefined;
  readonly tools: readonly Tool[];
}

const peer = (name: string): string => join(ROOT, "test/bench/peers", name);
const cli = join(ROOT, "dist/src/cli.js");
const funcfix: Tool = { name: "funcfix check", args: folder => [cli, "check", folder, "--no-cache", "--format", "json"] };
const cold: Tool = { name: "funcfix check, first run with a cache", args: folder => [cli, "check", folder, "--cache-location", `${folder}.${process.pid}.${round}.cache`, "--format", "json"] };
const warm: Tool = { ...cold, name: "funcfix check, warm cache" };
const list: Tool = { name: "list and read the files", args: folder => [peer("list.mjs"), folder] };
const nothing: Tool = { name: "node that does nothing", args: () => ["-e", "0"] };
const ruff: Tool = { name: "ruff (wasm), ASYNC2 and RUF029", args: folder => [peer("ruff.mjs"), folder] };
const oxlint: Tool = { name: "oxlint, node/no-sync and require-await", args: folder => [join(ROOT, "node_modules/oxlint/bin/oxlint"), "-c", peer("oxlintrc.json"), "--no-ignore", folder] };
const eslint: Tool = { name: "eslint, n/no-sync and require-await", args: folder => ["--max-old-space-size=6000", join(ROOT, "node_modules/eslint/bin/eslint.js"), "--no-config-lookup", "--no-ignore", "-c", peer("eslint-peers.mjs"), folder], inside: true };

const python = [funcfix, cold, warm, ruff];
const javascript = [funcfix, cold, warm, oxlint, eslint];
const given = process.argv.slice(2).map((path): Scenario => {
  const kind = sourcesOf(resolve(path), "python").length > 0 ? "python" : "javascript";
  return { label: basename(path), kind, folder: () => resolve(path), tools: kind === "python" ? python : javascript };
});
const own: readonly Scenario[] = [
  { label: "App of 50 files", kind: "javascript", folder: () => functionApp(join(scratch, "small"), 25, 50), tools: [funcfix, nothing] },
  { label: "App of 10,000 files with 50 handlers", kind: "javascript", folder: () => functionApp(join(scratch, "large"), 50, 10_000), tools: [funcfix, list] },
  { label: "Python standard library with its tests", kind: "python", folder: () => standardLibrary(scratch), tools: python },
  { label: "npm packages", kind: "javascript", folder: () => npmPackages(scratch, ROOT), tools: javascript },
  { label: "100 MB of Python, every file reachable", kind: "python", folder: () => reachableFrom(standardLibrary(scratch), "python"), tools: [funcfix] },
  { label: "100 MB of JavaScript and TypeScript, every file reachable", kind: "javascript", folder: () => reachableFrom(npmPackages(scratch, ROOT), "javascript"), tools: [funcfix] },
];
let round = 0;

try {
  for (const { label, kind, folder, tools } of given.length > 0 ? given : own) {
    const path = folder();
    if (path === undefined) {
      console.log(`\n${label}: left out, as there is no python3 here.`);
      continue;
    }
    const files = sourcesOf(path, kind);
    console.log(`\n${label}: ${files.length} files, ${megabytes(files).toFixed(1)} MB; ${ROUNDS} rounds, load ${loadavg()[0]!.toFixed(1)}`);
    const runs = new Map<Tool, Run[]>(tools.map(tool => [tool, []]));
    for (round = 0; round < ROUNDS; round++) for (const tool of tools) runs.get(tool)!.push(runScript(tool.args(path), tool.inside && path));
    for (const tool of tools) report(tool, runs.get(tool)!, runs.get(funcfix)!);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function reachableFrom(folder: string | undefined, kind: Kind): string | undefined {
  return folder === undefined ? undefined : reachable(scratch, folder, kind, 100);
}

function report({ name }: Tool, runs: readonly Run[], base: readonly Run[]): void {
  const of = (all: readonly Run[], key: keyof Run): number => [...all.map(run => run[key])].sort((a, b) => a - b)[Math.floor(all.length / 2)]!;
  const seconds = (key: "wall" | "cpu"): string => `${(of(runs, key) / 1000).toFixed(2).padStart(7)} s ${key}`;
  const ratio = runs === base ? "" : `   funcfix / this: ${(of(base, "wall") / of(runs, "wall")).toFixed(2)} wall, ${(of(base, "cpu") / of(runs, "cpu")).toFixed(2)} cpu`;
  console.log(`  ${name.padEnd(40)} ${seconds("wall")} ${seconds("cpu")} ${of(runs, "memory").toFixed(0).padStart(5)} MB${ratio}`);
}
