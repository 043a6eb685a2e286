import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { registerInit } from "../src/cli/init.ts";
import { appWith } from "./support/eslint.ts";
import { runCommand } from "./support/run-command.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** The plugin in one file, its packages beside it: ESLint's workers and command load it as a file. */
const plugin = join(ROOT, "dist/test/eslint-plugin-for-commands.mjs");
beforeAll(() => build({ entryPoints: [join(ROOT, "src/eslint.ts")], outfile: plugin, bundle: true, packages: "external", platform: "node", format: "esm" }).then(() => undefined));
afterAll(() => rmSync(plugin));

const HELPER = "import time\n\n\ndef reserve(item):\n    time.sleep(item)\n";
const APP = {
  "function_app.py": "import time\n\nfrom shared.stock import reserve\n\n\nasync def order(item, client):\n    time.sleep(1)\n    reserve(item)\n    await client.send(item)\n",
  "shared/stock.py": HELPER,
  "src/load.js": 'import { readFileSync } from "node:fs";\n\nexport async function load(name) {\n  return await send(readFileSync(name));\n}\n',
  "src/broken.py": "async def f(:\n    pass\n",
  "eslint.config.mjs": `import funcfix from "${plugin}";\n\nexport default funcfix.configs.recommended;\n`,
};
const FOUND = ["function_app.py 7:5", "function_app.py 8:5", "src/broken.py 1:13 Parsing error: Expected parameter name.", "src/load.js 4:21"];

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs ESLint's command; stdin gets the text. */
function eslint(name: string, cwd: string, args: readonly string[], text = ""): Promise<Run> {
  return new Promise(resolve => {
    const child = execFile(process.execPath, [join(ROOT, "node_modules", name, "bin/eslint.js"), ...args], { cwd, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }));
    child.stdin!.end(text);
  });
}

/** `file line:column`, and the message where no rule speaks. */
function found({ stdout }: Run, cwd: string): string[] {
  const results = JSON.parse(stdout) as { filePath: string; messages: { ruleId: string | null; line: number; column: number; message: string }[] }[];
  return results.flatMap(({ filePath, messages }) => messages.map(({ ruleId, line, column, message }) => `${filePath.slice(cwd.length + 1)} ${line}:${column}${ruleId === null ? ` ${message}` : ""}`)).sort();
}

describe.each([["ESLint 10", "eslint"], ["ESLint 9", "eslint9"]])("the command of %s", (_, name) => {
  test("--cache gives the same again, and follows the file", async () => {
    const cwd = appWith(APP);
    const run = () => eslint(name, cwd, ["--cache", "--cache-strategy", "content", "-f", "json", "."]);
    expect(found(await run(), cwd)).toEqual(FOUND);
    expect(existsSync(join(cwd, ".eslintcache"))).toBe(true);
    expect(found(await run(), cwd)).toEqual(FOUND);
    writeFileSync(join(cwd, "src/load.js"), APP["src/load.js"].replace("await send(readFileSync(name))", "await send(name)"));
    expect(found(await run(), cwd)).toEqual(FOUND.slice(0, -1));
  });

  test("--cache is per file: a changed helper shows when its caller is linted again", async () => {
    const cwd = appWith(APP);
    const run = (...flags: string[]) => eslint(name, cwd, ["--cache", "--cache-strategy", "content", "-f", "json", ...flags, "function_app.py", "shared"]);
    expect(found(await run(), cwd)).toEqual(FOUND.slice(0, 2));
    writeFileSync(join(cwd, "shared/stock.py"), HELPER.replace("time.sleep(item)", "return item"));
    expect(found(await run(), cwd), "documented").toEqual(FOUND.slice(0, 2));
    writeFileSync(join(cwd, "function_app.py"), `${APP["function_app.py"]}\n`);
    expect(found(await run(), cwd)).toEqual(FOUND.slice(0, 1));
  });

  test("--concurrency gives the same as one thread", async () => {
    const cwd = appWith(APP);
    for (const file of ["a.py", "b.py", "c/d.py"]) {
      mkdirSync(dirname(join(cwd, file)), { recursive: true });
      writeFileSync(join(cwd, file), APP["function_app.py"]);
    }
    const one = await eslint(name, cwd, ["-f", "json", "."]);
    const two = await eslint(name, cwd, ["--concurrency", "2", "-f", "json", "."]);
    expect(found(two, cwd)).toEqual(found(one, cwd));
    expect(found(two, cwd)).toEqual(expect.arrayContaining([...FOUND, "c/d.py 7:5", "c/d.py 8:5"]));
  });

  test("--stdin --stdin-filename lints a text in the place of the file, with the app around it", async () => {
    const cwd = appWith(APP);
    const text = "from shared.stock import reserve\n\n\nasync def order(item, client):\n    await client.send(reserve(item))\n";
    const run = await eslint(name, cwd, ["--stdin", "--stdin-filename", "function_app.py", "-f", "json"], text);
    expect(run.code).toBe(1);
    expect(found(run, cwd)).toEqual(["function_app.py 5:23"]);
    expect(found(await eslint(name, cwd, ["--stdin", "--stdin-filename", "shared/new.py", "-f", "json"], "async def f(:\n"), cwd)).toEqual(["shared/new.py 1:13 Parsing error: Expected parameter name."]);
  });

  test("--fix and --fix-dry-run for Python", async () => {
    const cwd = appWith(APP);
    const dry = await eslint(name, cwd, ["--fix-dry-run", "-f", "json", "function_app.py"]);
    const fixed = APP["function_app.py"].replace("import time", "import asyncio").replace("    time.sleep(1)", "    await asyncio.sleep(1)");
    expect((JSON.parse(dry.stdout) as { output: string }[])[0]!.output).toBe(fixed);
    expect(readFileSync(join(cwd, "function_app.py"), "utf8")).toBe(APP["function_app.py"]);
    const run = await eslint(name, cwd, ["--fix", "-f", "json", "function_app.py"]);
    expect(found(run, cwd)).toEqual(["function_app.py 8:5"]);
    expect(readFileSync(join(cwd, "function_app.py"), "utf8")).toBe(fixed);
  });

  test("a fatal error of one file ends with exit code 2 where that is asked", async () => {
    const run = await eslint(name, appWith(APP), ["--exit-on-fatal-error", "src"]);
    expect(run).toMatchObject({ code: 2, stdout: expect.stringMatching(/broken\.py\n\s+1:13\s+error\s+Parsing error: Expected parameter name/) });
  });
});

test("what init writes is a configuration that ESLint runs, for JavaScript, TypeScript and Python", async () => {
  const cwd = appWith({
    ...Object.fromEntries(Object.entries(APP).filter(([name]) => name !== "eslint.config.mjs")),
    "package.json": '{ "devDependencies": { "typescript": "5.9" } }',
    "src/load.ts": APP["src/load.js"].replace("name)", "name: string)"),
    ".venv/lib/site-packages/a.py": APP["function_app.py"],
    "node_modules/funcfix/package.json": JSON.stringify({ name: "funcfix", exports: { "./eslint": "./eslint.mjs" } }),
    "node_modules/funcfix/eslint.mjs": `export { default } from ${JSON.stringify(plugin)};\n`,
  });
  for (const name of ["eslint", "typescript-eslint"]) symlinkSync(join(ROOT, "node_modules", name), join(cwd, "node_modules", name));
  await runCommand(registerInit, ["init", cwd, "--yes"]);
  const run = await eslint("eslint", cwd, ["-f", "json", "."]);
  expect(run.stderr).toBe("");
  expect(found(run, cwd)).toEqual([...FOUND, "src/load.ts 4:21"]);
});
