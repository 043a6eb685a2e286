/**
 * `npm run bench [folder…]`: funcfix check beside its peers, each as a whole process, in turn, on the same files. Without
 * folders: the machine's Python standard library and packages of node_modules. Prints medians and ratios; decides nothing.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ROUNDS = Number(process.env["ROUNDS"] ?? 3);
const scratch = mkdtempSync(join(tmpdir(), "funcfix-bench-"));

interface Tool {
  readonly name: string;
  readonly command: (folder: string) => readonly [string, ...string[]];
}

const node = process.execPath;
const bin = (name: string, path: string): string => join(ROOT, "node_modules", name, path);
const funcfix: Tool = { name: "funcfix check", command: folder => [node, join(ROOT, "dist/src/cli.js"), "check", folder, "--format", "json"] };
const peers: Readonly<Record<"python" | "javascript", readonly Tool[]>> = {
  python: [funcfix, { name: "ruff (wasm), ASYNC2 and RUF029", command: folder => [node, join(ROOT, "test/bench/peers/ruff.mjs"), folder] }],
  javascript: [
    funcfix,
    { name: "oxlint, node/no-sync and require-await", command: folder => [join(ROOT, "node_modules/.bin/oxlint"), "-c", join(ROOT, "test/bench/peers/oxlintrc.json"), "--no-ignore", folder] },
    { name: "eslint, n/no-sync and require-await", command: folder => [node, "--max-old-space-size=6000", bin("eslint", "bin/eslint.js"), "--no-config-lookup", "--no-ignore", "-c", join(ROOT, "test/bench/peers/eslint-peers.mjs"), folder] },
  ],
};

try {
  for (const { label, folder, language } of inputs()) {
    const { files, megabytes } = measure(folder, language === "python" ? /\.py$/ : /\.[cm]?[jt]sx?$/);
    console.log(`\n${label}: ${files} files, ${megabytes.toFixed(1)} MB, ${ROUNDS} rounds`);
    const tools = peers[language];
    const times = new Map<Tool, number[]>(tools.map(tool => [tool, []]));
    for (let round = 0; round < ROUNDS; round++) for (const tool of tools) times.get(tool)!.push(run(tool, folder));
    const own = median(times.get(funcfix)!);
    for (const tool of tools) {
      const time = median(times.get(tool)!);
      console.log(`  ${tool.name.padEnd(42)} ${(time / 1000).toFixed(2).padStart(7)} s${tool === funcfix ? "" : `   funcfix / this: ${(own / time).toFixed(2)}`}`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function inputs(): readonly { label: string; folder: string; language: "python" | "javascript" }[] {
  const given = process.argv.slice(2).map(path => resolve(path));
  if (given.length > 0) return given.map(folder => ({ label: basename(folder), folder, language: measure(folder, /\.py$/).files > 0 ? "python" : "javascript" }));
  const found: { label: string; folder: string; language: "python" | "javascript" }[] = [];
  const stdlib = spawnSync("python3", ["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"], { encoding: "utf8" }).stdout?.trim();
  if (stdlib !== undefined && existsSync(stdlib)) {
    const folder = join(scratch, "stdlib");
    cpSync(stdlib, folder, { recursive: true, filter: path => !/site-packages|__pycache__|\.(?:so|a|pyc)$/.test(path) });
    found.push({ label: "Python standard library", folder, language: "python" });
  } else console.log("No python3 here: the Python part is left out.");
  const folder = join(scratch, "packages");
  for (const name of ["eslint", "jscodeshift", "@typescript-eslint", "@azure", "recast", "ast-types", "ajv", "commander", "fast-check", "vitest", "vite"])
    if (existsSync(join(ROOT, "node_modules", name))) cpSync(join(ROOT, "node_modules", name), join(folder, name), { recursive: true, filter: path => !path.slice(ROOT.length + 13).includes("node_modules") });
  found.push({ label: "npm packages", folder, language: "javascript" });
  return found;
}

function run(tool: Tool, folder: string): number {
  const [command, ...args] = tool.command(folder);
  const start = performance.now();
  const { error, status } = spawnSync(command, args, { stdio: "ignore", timeout: 600_000 });
  if (error !== undefined || status === null || status > 1) console.log(`  ${tool.name} ended with ${error?.message ?? `exit code ${status}`}.`);
  return performance.now() - start;
}

function measure(folder: string, name: RegExp): { files: number; megabytes: number } {
  const sizes = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile() && name.test(entry.name)).map(entry => statSync(join(entry.parentPath, entry.name)).size);
  return { files: sizes.length, megabytes: sizes.reduce((sum, size) => sum + size, 0) / 1e6 };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
