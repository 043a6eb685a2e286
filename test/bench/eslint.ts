/**
 * `npm run bench:eslint`: the plugin in ESLint, whole processes in turn on the same files beside their peers, and one file of
 * a large app again and again as an editor asks. Prints medians and ratios; decides nothing. `ROUNDS` sets the rounds.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ROUNDS = Number(process.env["ROUNDS"] ?? 3);
const scratch = mkdtempSync(join(tmpdir(), "funcfix-bench-"));
const plugin = join(ROOT, "dist/src/eslint.js");

interface Tool {
  readonly name: string;
  readonly command: readonly string[];
}

const eslint = (name: string, config: string): Tool => {
  const path = join(scratch, `eslint-${name.replace(/\W+/g, "-")}.mjs`);
  writeFileSync(path, config);
  return { name, command: [join(ROOT, "node_modules/eslint/bin/eslint.js"), "--no-ignore", "-c", path, "."] };
};
const withPlugin = (configs: string): string => `import funcfix from ${JSON.stringify(plugin)};\nexport default ${configs};\n`;
const skipping = '{ files: ["**/*.py"], languageOptions: { skipFilesWithoutAsync: true } }';

try {
  const stdlib = copyOfStandardLibrary();
  if (stdlib === undefined) console.log("No python3 here: the Python part is left out.");
  else compare("Python standard library with its tests", stdlib, [
    eslint("funcfix", withPlugin("funcfix.configs.python")),
    eslint("funcfix, skipFilesWithoutAsync", withPlugin(`[...funcfix.configs.python, ${skipping}]`)),
    eslint("ESLint with the language and no rule, skipFilesWithoutAsync", withPlugin(`[{ files: ["**/*.py"], plugins: { funcfix }, language: "funcfix/python" }, ${skipping}]`)),
    { name: "ruff (wasm), ASYNC2 and RUF029", command: [join(ROOT, "test/bench/peers/ruff.mjs"), stdlib] },
  ]);
  const small = writeApp("app50", 50);
  compare("JavaScript app of 50 files", small, [
    eslint("funcfix", withPlugin("funcfix.configs.recommended")),
    eslint("eslint-plugin-n, no-sync and require-await", `import n from ${JSON.stringify(join(ROOT, "node_modules/eslint-plugin-n/lib/index.js"))};\nexport default [{ files: ["**/*.js"], plugins: { n }, rules: { "n/no-sync": "error", "require-await": "error" } }];\n`),
    eslint("ESLint alone", 'export default [{ files: ["**/*.js"] }];\n'),
  ]);
  console.log("\nOne file of an app of 1,000 files, in one process, each time with another text");
  const { stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "test/bench/peers/editor.mjs"), writeApp("app1000", 1_000), plugin], { encoding: "utf8" });
  console.log(stdout.trimEnd() || stderr);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function compare(label: string, folder: string, tools: readonly Tool[]): void {
  console.log(`\n${label}, ${ROUNDS} rounds: wall, CPU (user and system)`);
  const runs = new Map<Tool, { wall: number; cpu: number }[]>(tools.map(tool => [tool, []]));
  for (let round = 0; round < ROUNDS; round++) for (const tool of tools) runs.get(tool)!.push(run(tool, folder));
  const medians = tools.map(tool => ({ tool, wall: median(runs.get(tool)!.map(({ wall }) => wall)), cpu: median(runs.get(tool)!.map(({ cpu }) => cpu)) }));
  for (const { tool, wall, cpu } of medians) {
    const ratio = tool === tools[0] ? "" : `   funcfix / this: ${(medians[0]!.cpu / cpu).toFixed(2)}`;
    console.log(`  ${tool.name.padEnd(60)} ${wall.toFixed(2).padStart(6)} s ${cpu.toFixed(2).padStart(6)} s${ratio}`);
  }
}

/** Seconds of the whole process. */
function run({ name, command }: Tool, cwd: string): { wall: number; cpu: number } {
  const [start, before] = [performance.now(), cpuOfChildren()];
  const { status } = spawnSync(process.execPath, [...command], { cwd, stdio: "ignore", timeout: 600_000 });
  if (status === null || status > 1) console.log(`  ${name} ended with exit code ${status}.`);
  return { wall: (performance.now() - start) / 1000, cpu: cpuOfChildren() - before };
}

/** Of all children that have ended, in seconds; Linux alone tells it. */
function cpuOfChildren(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(" ");
  return (Number(fields[15]) + Number(fields[16])) / 100;
}

function copyOfStandardLibrary(): string | undefined {
  const found = spawnSync("python3", ["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"], { encoding: "utf8" }).stdout?.trim();
  if (found === undefined || found === "") return undefined;
  const folder = join(scratch, "stdlib");
  cpSync(found, folder, { recursive: true, filter: path => !/site-packages|__pycache__|\.(?:so|a|pyc)$/.test(path) });
  return folder;
}

/** An app of functions, each with a helper in a file of its own; one helper in five blocks. */
function writeApp(name: string, files: number): string {
  const folder = join(scratch, name);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("host.json", "{}");
  write("package.json", '{ "type": "module", "dependencies": { "@azure/functions": "^4.0.0" } }');
  for (let at = 0; at < files / 2; at++) {
    write(`src/functions/order${at}.js`, [
      'import { app } from "@azure/functions";',
      `import { priceOf } from "../lib/prices${at}.js";`,
      "",
      `app.http("order${at}", {`,
      '  methods: ["POST"],',
      "  handler: async (request, context) => {",
      "    const order = await request.json();",
      "    const total = order.lines.reduce((sum, line) => sum + priceOf(line.sku) * line.count, 0);",
      "    context.log(`order ${order.id} costs ${total}`);",
      "    return { jsonBody: { total } };",
      "  },",
      "});",
      "",
    ].join("\n"));
    write(`src/lib/prices${at}.js`, [
      'import { readFileSync } from "node:fs";',
      ...(at === 0 ? [] : [`import { priceOf as fallback } from "./prices${Math.floor(at / 2)}.js";`]),
      "",
      "let table;",
      "",
      "export function priceOf(sku) {",
      `  table ??= ${at % 5 === 4 ? 'JSON.parse(readFileSync("prices.json", "utf8"))' : "{}"};`,
      `  return table[sku] ?? ${at === 0 ? "0" : "fallback(sku)"};`,
      "}",
      "",
      "export class Basket {",
      "  #lines = [];",
      "",
      "  add(sku, count) {",
      "    this.#lines.push({ sku, count });",
      "    return this;",
      "  }",
      "",
      "  async save(store) {",
      "    for (const line of this.#lines) await store.put(line.sku, line);",
      "  }",
      "}",
      "",
    ].join("\n"));
  }
  return folder;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
