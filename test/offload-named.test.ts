import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

import ts from "typescript";
import { describe, expect, test } from "vitest";

import { registerFix } from "../src/cli/fix.ts";
import { fixCases, onCopy, treeOf } from "./support/fix-cases.ts";
import { runCommand } from "./support/run-command.ts";

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
const typed = fixCases().filter(({ name, mustStay }) => !mustStay && /^typescript-offload-named-/.test(name));

test.each(typed)("the types of $name are as right as before", async ({ before, after }) => {
  expect(await onCopy(after, async copy => typeErrors(copy))).toEqual(await onCopy(before, async copy => typeErrors(copy)));
});

/** What the compiler says of the files of an app, with the real packages beside them. */
function typeErrors(root: string): string[] {
  symlinkSync(modules, join(root, "node_modules"));
  const { options, fileNames } = ts.parseJsonConfigFileContent(ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config, ts.sys, root);
  const program = ts.createProgram(fileNames, { ...options, types: ["node"], skipLibCheck: true });
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file === undefined ? "" : relative(root, file.fileName).split(sep).join("/")} ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
}

const CONFIGURED = {
  "host.json": "{}",
  "package.json": '{ "main": "src/functions/*.js", "dependencies": { "funcfix-runtime": "^0.1.0" } }',
  "funcfix.config.json": '{ "offload": ["src/primes.js#primes"] }',
  "src/primes.js": "function primes(until) {\n  const found = [];\n  for (let n = 2; n < until; n++) if (found.every(prime => n % prime !== 0)) found.push(n);\n  return found;\n}\n\nmodule.exports = { primes };\n",
  "src/functions/primes.js": 'const { app } = require("@azure/functions");\nconst { primes } = require("../primes");\n\napp.http("primes", { handler: async () => ({ jsonBody: primes(1000) }) });\n',
};

async function inApp<Result>(files: Readonly<Record<string, string>>, work: (root: string) => Promise<Result>): Promise<Result> {
  const empty = fileURLToPath(new URL("../fixtures/codemods/offload-blocking-calls/keep-javascript-module-level-reads/before/src/functions/", import.meta.url));
  return onCopy(empty, async root => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return work(root);
  });
}

describe("funcfix fix --offload", () => {
  test("moves what the configuration names, once", () => inApp(CONFIGURED, async root => {
    const first = await runCommand(registerFix, ["fix", ".", "--write"], root);
    expect(first.exitCode).toBe(0);
    const moved = treeOf(root);
    expect(moved["src/primes.worker.js"]).toContain("function primes(until)");
    const second = await runCommand(registerFix, ["fix", ".", "--write"], root);
    expect({ exitCode: second.exitCode, said: second.stdout + second.stderr }).toEqual({ exitCode: 0, said: expect.stringContaining("Would fix 0 findings in 0 files") });
    expect(treeOf(root)).toEqual(moved);
  }));

  test("is left out by --only for other files, and by --rule", () => inApp(CONFIGURED, async root => {
    const others = await runCommand(registerFix, ["fix", ".", "--only", "src/functions/primes.js"], root);
    expect(others.stdout).not.toContain("primes.worker.js");
    const rule = await runCommand(registerFix, ["fix", ".", "--rule", "no-blocking-call"], root);
    expect(rule.stdout).toBe("");
    const named = await runCommand(registerFix, ["fix", ".", "--only", "src/primes.js:primes"], root);
    expect(named.stdout).toContain("primes.worker.js");
  }));

  test.each([
    ["src/primes.js#prime", "There is no function `prime` at the level of the module"],
    ["src/prime.js#primes", "There is no file"],
    ["src/primes.js", "takes a file and a function of it"],
    ["src/primes.py#primes", "is no JavaScript or TypeScript file"],
    ["../elsewhere.js#primes", "There is no file"],
  ])("refuses %s with a sentence", (named, said) => inApp(CONFIGURED, async root => {
    const before = treeOf(root);
    await expect(runCommand(registerFix, ["fix", ".", "--write", "--no-config", "--offload", named], root)).rejects.toThrow(said);
    expect(treeOf(root)).toEqual(before);
  }));

  test("tells a bundled app to make the worker file an entry", () => inApp({ ...CONFIGURED, "esbuild.config.mjs": "" }, async root => {
    const { stdout } = await runCommand(registerFix, ["fix", ".", "--format", "json"], root);
    expect((JSON.parse(stdout) as { findings: { reason: string }[] }).findings[0]!.reason).toContain("make primes.worker.js an entry");
  }));

  test("keeps a worker file that is there", () => inApp({ ...CONFIGURED, "src/primes.worker.js": "exports.other = 1;\n" }, async root => {
    await runCommand(registerFix, ["fix", ".", "--write"], root);
    expect(readFileSync(join(root, "src/primes.worker.js"), "utf8")).toBe("exports.other = 1;\n");
    expect(readFileSync(join(root, "src/primes.primes.worker.js"), "utf8")).toContain("function primes(until)");
  }));
});
