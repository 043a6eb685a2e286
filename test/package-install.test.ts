import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const execute = promisify(execFile);
const require = createRequire(import.meta.url);
const base = mkdtempSync(join(tmpdir(), "funcfix-install-"));
const tarball = join(base, "funcfix.tgz");
/** npm and the registry answer when they answer. */
const TIMEOUT_MS = 300_000;

const APP = {
  "host.json": "{}",
  "app.js": 'import { readFileSync } from "node:fs";\n\nexport async function load(name) {\n  return await send(readFileSync(name));\n}\n',
  "function_app.py": "import time\n\n\nasync def order(item, client):\n    time.sleep(1)\n    await client.send(item)\n",
  "eslint.config.js": 'import { defineConfig } from "eslint/config";\nimport funcfix from "funcfix/eslint";\n\nexport default defineConfig(funcfix.configs.recommended);\n',
};

beforeAll(async () => {
  if (!isBuilt()) await run("node", [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", join(ROOT, "tsconfig.build.json")], ROOT);
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", base], ROOT);
  copyFileSync(join(base, stdout.trim().split("\n").at(-1)!), tarball);
}, TIMEOUT_MS);
afterAll(() => rmSync(base, { recursive: true, force: true }));

// A peer conflict ends npm with ERESOLVE, in a dry run too. The oldest and the newest TypeScript are installed below.
test.each([["5.9", "9.38"], ["6.0", "10"]])("npm finds no conflict beside TypeScript %s and ESLint %s", async (typescript, eslint) => {
  const folder = project(`dry-${typescript}-${eslint}`, {});
  const { code, output } = await npmInstall(folder, [`typescript@${typescript}`, `eslint@${eslint}`], "--dry-run", "--package-lock-only");
  expect({ code, output }).toEqual({ code: 0, output: expect.not.stringMatching(/ERESOLVE|EBADENGINE.*funcfix/) });
}, TIMEOUT_MS);

test.each([
  { eslint: "9", typescript: "5.4", compilers: ["typescript54", "typescript60"] },
  { eslint: "10", typescript: "7", compilers: ["typescript", "typescript60"] },
])("installed beside ESLint $eslint and TypeScript $typescript it runs, and its types hold", async ({ eslint, typescript, compilers }) => {
  const folder = project(`eslint-${eslint}`, APP);
  const installed = await npmInstall(folder, [`typescript@${typescript}`, `eslint@${eslint}`]);
  expect(installed).toMatchObject({ code: 0 });

  const lint = await run("node", ["node_modules/eslint/bin/eslint.js", "--format", "json", "app.js", "function_app.py"], folder);
  const results = JSON.parse(lint.stdout) as { messages: { ruleId: string; line: number; column: number }[] }[];
  expect(results.map(({ messages }) => messages.map(({ ruleId, line, column }) => `${line}:${column} ${ruleId}`))).toEqual([["4:21 funcfix/no-blocking-call"], ["5:5 funcfix/no-blocking-call"]]);

  copyFileSync(join(ROOT, "test/types/eslint.config.ts"), join(folder, "eslint.types.mts"));
  const flags = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "eslint.types.mts"];
  const own = { name: `its own TypeScript ${typescript}`, tsc: join(folder, "node_modules/typescript/bin/tsc") };
  for (const { name, tsc } of [own, ...compilers.map(alias => ({ name: alias, tsc: require.resolve(`${alias}/lib/tsc.js`) }))]) {
    const { code, output } = await run("node", [tsc, ...flags], folder);
    expect({ code, output }, name).toEqual({ code: 0, output: "" });
  }
}, TIMEOUT_MS);

function project(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(base, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries({ "package.json": '{ "private": true, "type": "module" }', ...files })) writeFileSync(join(folder, file), text);
  return folder;
}

async function npmInstall(folder: string, packages: readonly string[], ...flags: string[]): Promise<{ code: number; output: string }> {
  return run("npm", ["install", "--save-dev", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", ...flags, tarball, ...packages], folder);
}

async function run(command: string, args: readonly string[], cwd: string): Promise<{ code: number; stdout: string; output: string }> {
  try {
    const { stdout, stderr } = await execute(command, args, { cwd, maxBuffer: 2 ** 26 });
    return { code: 0, stdout, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, output: stdout + stderr };
  }
}

/** Whether the build is newer than the sources. */
function isBuilt(): boolean {
  const built = join(ROOT, "dist/src/eslint.js");
  if (!existsSync(built)) return false;
  const newest = ["src", "rules", "codemods"].flatMap(folder => readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).filter(file => !file.startsWith("runtime")).map(file => statSync(join(ROOT, folder, file)).mtimeMs));
  return newest.reduce((a, b) => Math.max(a, b)) < statSync(built).mtimeMs;
}
