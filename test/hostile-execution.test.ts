import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { CommandIo } from "../src/cli/command-io.ts";
import { registerAdvise } from "../src/cli/advise.ts";
import { registerCheck } from "../src/cli/check.ts";
import { registerExplain } from "../src/cli/explain.ts";
import { registerFix } from "../src/cli/fix.ts";
import { registerInit } from "../src/cli/init.ts";
import { registerMigrate } from "../src/cli/migrate.ts";
import { registerSimulate } from "../src/cli/simulate.ts";
import { UsageError } from "../src/model/usage-error.ts";

const commands = { check: registerCheck, fix: registerFix, migrate: registerMigrate, advise: registerAdvise, init: registerInit, explain: registerExplain, simulate: registerSimulate };

let root: string;
let fired: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-trap-")));
  fired = join(root, "..", `${root.split("/").at(-1)}-fired`);
  mkdirSync(fired);
});
afterEach(() => {
  rmSync(root, { recursive: true });
  rmSync(fired, { recursive: true });
});

const put = (name: string, text: string, mode = 0o644): void => {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
  chmodSync(join(root, name), mode);
};
const shell = (name: string): string => `touch '${join(fired, name)}'`;
const node = (name: string): string => `require("node:fs").writeFileSync(${JSON.stringify(join(fired, name))}, "");\n`;
const esm = (name: string): string => `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(join(fired, name))}, "");\nexport default {};\n`;
const python = (name: string): string => `open(${JSON.stringify(join(fired, name))}, "w").close()\n`;
const program = (name: string): string => `#!/bin/sh\n${shell(name)}\nexit 1\n`;

/** Everything that some tool would run by itself when it comes near, and code that runs when it is loaded. */
function layTraps(language: "node" | "python"): void {
  execFileSync("git", ["init", "-q", root]);
  execFileSync("git", ["-C", root, "config", "user.email", "a@example.com"]);
  execFileSync("git", ["-C", root, "config", "user.name", "a"]);
  put("host.json", `{ "version": "2.0", "extensionBundle": { "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)" } }\n`);
  put("Order/function.json", JSON.stringify({ ...(language === "python" && { scriptFile: "__init__.py" }), bindings: [{ type: "httpTrigger", direction: "in", name: "req", authLevel: "function" }, { type: "http", direction: "out", name: language === "python" ? "$return" : "res" }] }));
  if (language === "python") put("Order/__init__.py", `import time\n\nimport azure.functions as func\n\n${python("handler")}\n\nasync def main(req: func.HttpRequest) -> func.HttpResponse:\n    await req.body()\n    time.sleep(1)\n    return func.HttpResponse("")\n`);
  else put("Order/index.js", `${node("handler")}const { readFileSync } = require("fs");\n\nmodule.exports = async function (context, req) {\n  context.res = { body: readFileSync("menu.json", "utf8") };\n};\n`);
  put("local.settings.json", JSON.stringify({ IsEncrypted: false, Values: { FUNCTIONS_WORKER_RUNTIME: language } }));

  const scripts = Object.fromEntries(["preinstall", "install", "postinstall", "prepare", "test", "build", "start", "lint"].map(name => [name, shell(`script-${name}`)]));
  put("package.json", JSON.stringify({ name: "trap", version: "1.0.0", scripts, eslintConfig: { extends: "./trap.js" }, prettier: "./trap.js", dependencies: { "@azure/functions": "^3.5.0", trap: "1.0.0" } }));
  put(".npmrc", `script-shell=${join(root, "trap.sh")}\nnode-options=--require ${join(root, "trap.js")}\n`);
  for (const name of ["trap.js", ".eslintrc.js", ".eslintrc.cjs", "jest.config.js", "babel.config.js", ".babelrc.js", "webpack.config.js", ".mocharc.cjs", "gulpfile.js"]) put(name, node(name));
  for (const name of ["eslint.config.mjs", "vitest.config.mjs", "prettier.config.mjs", "rollup.config.mjs"]) put(name, esm(name));
  put("tsconfig.json", JSON.stringify({ extends: "trap/tsconfig.js", compilerOptions: { plugins: [{ name: "trap" }, { transform: "./trap.js" }], paths: { "*": ["./node_modules/trap/*"] } } }));
  put("node_modules/trap/package.json", JSON.stringify({ name: "trap", version: "1.0.0", main: "index.js", scripts }));
  put("node_modules/trap/index.js", node("dependency"));
  put("node_modules/trap/tsconfig.js", node("tsconfig"));
  for (const name of ["sitecustomize.py", "usercustomize.py", "conftest.py", "setup.py", "noxfile.py", "function_app_test.py"]) put(name, python(name));
  put("pyproject.toml", `[build-system]\nrequires = []\nbuild-backend = "setup"\nbackend-path = ["."]\n`);
  for (const name of ["git", "node", "npm", "npx", "python3", "python", "tsc", "eslint", "ruff"]) put(`node_modules/.bin/${name}`, program(`bin-${name}`), 0o755);
  for (const name of ["git", "python3", "python", "node"]) put(name, program(`here-${name}`), 0o755);
  put(".venv/bin/python", program("venv"), 0o755);
  put(".venv/pyvenv.cfg", "");
  put("trap.sh", program("shell"), 0o755);
  execFileSync("git", ["-C", root, "add", "-A"]);
  execFileSync("git", ["-C", root, "commit", "-qm", "x", "--no-verify"]);

  // Git cannot tell by the time of this one that nothing has changed: it asks the filter.
  put("trap.js", node("trap.js"));
  put(".gitattributes", "* filter=trap diff=trap merge=trap\n");
  for (const hook of ["post-index-change", "pre-commit", "post-checkout", "fsmonitor-watchman"]) put(`.git/hooks/${hook}`, program(`hook-${hook}`), 0o755);
  const settings = { "core.fsmonitor": join(root, "trap.sh"), "filter.trap.clean": `${shell("clean")}; cat`, "filter.trap.smudge": `${shell("smudge")}; cat`, "filter.trap.required": "true", "diff.trap.command": shell("diff"), "diff.external": shell("diff"), "core.pager": shell("pager"), "core.editor": shell("editor"), "alias.status": `!${shell("alias")}` };
  for (const [name, value] of Object.entries(settings)) execFileSync("git", ["-C", root, "config", name, value]);
}

async function run(...args: readonly string[]): Promise<string> {
  let said = "";
  const io: CommandIo = { stdout: text => { said += text; }, stderr: text => { said += text; }, exitCode: () => {}, cwd: root };
  const program = new Command().exitOverride().configureOutput({ writeErr: io.stderr, writeOut: io.stdout });
  for (const register of Object.values(commands)) register(program, io);
  await program.parseAsync(["node", "funcfix", ...args]).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    said += error.message;
  });
  return said;
}

describe.each(["node", "python"] as const)("a trapped app of %s", language => {
  beforeEach(() => layTraps(language));

  test("has live traps", () => {
    execFileSync("git", ["-C", root, "status", "--porcelain"], { stdio: "ignore" });
    expect(readdirSync(fired)).toEqual(["clean", "hook-post-index-change", "shell"]);
  });

  test("is read, repaired, advised and migrated without executing anything of it", async () => {
    expect(await run("check")).toContain("no-blocking-call");
    expect(await run("fix", "--unsafe")).toContain("diff --git");
    expect(await run("advise")).toContain("Order");
    expect(await run("init")).not.toBe("");
    expect(await run("simulate")).not.toBe("");
    expect(await run("explain", "no-blocking-call")).toContain("no-blocking-call");
    expect(await run("fix", "--write")).toContain("uncommitted changes");
    expect(await run("migrate", "--no-exec")).toContain("diff --git");
    expect(await run("migrate", "--no-exec", "--write", "--allow-dirty")).toMatch(/Verification passed.*static/s);
    expect(await run("migrate", "--rollback")).toContain("put back");
    expect(await run("fix", "--write", "--unsafe", "--allow-dirty")).toContain("Fixed");
    expect(await run("advise", "--write", "--allow-dirty")).toContain("Order");
    expect(readdirSync(fired)).toEqual([]);
  });

  test("with --no-exec, no command executes a configuration that is code; without it, check does", async () => {
    put("funcfix.config.mjs", esm("configuration"));
    for (const name of Object.keys(commands)) expect(await run(name, ...(name === "explain" ? ["no-blocking-call"] : []), "--no-exec")).not.toContain("unknown option");
    expect(readdirSync(fired)).toEqual([]);
    await run("check");
    expect(readdirSync(fired)).toEqual(["configuration"]);
  });
});
