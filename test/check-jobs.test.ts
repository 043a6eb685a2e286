import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { check, type CheckOptions, type CheckResult } from "../src/check.ts";
import { checkInThreads } from "../src/checking/in-threads.ts";
import { planScopes } from "../src/checking/plan.ts";
import { startThread, threadEntry } from "../src/checking/threads.ts";
import { configurableRules } from "../src/checking/rule-ids.ts";
import { registerCheck } from "../src/cli/check.ts";
import { createConfigFinder } from "../src/config/find.ts";
import { cacheFile, openFactsCache } from "../src/project/facts-cache.ts";
import { openFiles } from "../src/project/files.ts";
import { LANGUAGES, type Languages } from "../src/project/open-project.ts";
import { runCommand } from "./support/run-command.ts";

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));

/** Apps side by side whose files need each other, so that wherever the work is cut, something crosses. */
const REPOSITORY: Readonly<Record<string, string>> = {
  "orders/host.json": `{ "version": "2.0", "extensions": { "http": { "routePrefix": 3 } } }`,
  "orders/package.json": `{ "dependencies": { "@azure/functions": "^4.0.0" } }`,
  // Registered in one file, written in another: a plain function becomes a handler.
  "orders/src/app.js": `const { app } = require("@azure/functions");\nconst { quote } = require("./zones/quote");\napp.http("quote", { handler: quote });\napp.timer("tidy", { schedule: "0 0 * * * *", handler: require("./tidy") });\n`,
  "orders/src/tidy.js": `const { readTable } = require("./zones/tables");\nmodule.exports = function tidy() {\n  return readTable("tidy");\n};\n`,
  "orders/src/zones/quote.js": `const { readTable } = require("./tables");\nfunction quote(request) {\n  return readTable(request.query.get("zone"));\n}\nmodule.exports = { quote };\n`,
  "orders/src/zones/tables.js": `const fs = require("node:fs");\nfunction readTable(name) {\n  return fs.readFileSync(name, "utf8");\n}\n// funcfix-ignore no-blocking-call -- read once, at the start\nconst readOnce = () => fs.readFileSync("once", "utf8"); // funcfix-ignore\nmodule.exports = { readTable, readOnce };\n`,
  "orders/src/zones/warm.js": `const { readOnce } = require("./tables");\nexports.warm = async () => {\n  await 0;\n  return readOnce();\n};\n`,
  "orders/src/broken.js": `export const total = async ( => {\n`,
  "orders/src/uses-broken.js": `const { total } = require("./broken");\nexports.sum = async () => total();\n`,
  "bookings/host.json": `{ "version": "2.0" }`,
  "bookings/funcfix.config.json": `{ "rules": { "no-blocking-call": "warning" }, "ignore": ["drafts/**"], "reportUnusedIgnores": true, "calls": { "python": {} } }`,
  "bookings/Reserve/function.json": `{ "scriptFile": "__init__.py", "bindings": [{ "type": "httpTrigger", "direction": "in", "name": "req" }] }`,
  "bookings/Reserve/__init__.py": `from ..shared import rooms\n\n\nasync def main(req):\n    return rooms.free(req)\n`,
  "bookings/Lost/function.json": `{ "scriptFile": "gone.py", "bindings": [{ "type": "queueTrigger", "direction": "in", "name": "msg" }] }`,
  "bookings/shared/__init__.py": "",
  "bookings/shared/rooms.py": `import requests\n\nfrom .wrong import nothing\n\n\ndef free(req):\n    nothing()\n    return requests.get("https://example.org/rooms").json()\n`,
  "bookings/shared/wrong.py": `def nothing(:\n    pass\n`,
  "bookings/drafts/later.py": `import time\n\n\nasync def later():\n    time.sleep(1)\n`,
  "bookings/shared/unused.py": `async def plain():  # funcfix-ignore no-blocking-call -- nothing here\n    return await plain()\n`,
  "tools/load.py": `import time\n\nfrom helper import pause\n\n\nasync def load():\n    await 0\n    time.sleep(1)\n    pause()\n`,
  "tools/helper.py": `import subprocess\n\n\ndef pause():\n    subprocess.run(["true"])\n\n\nasync def never():\n    return 1\n`,
};

function repository(): string {
  const root = mkdtempSync(join(tmpdir(), "funcfix-jobs-"));
  for (const [name, text] of Object.entries(REPOSITORY)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const plain = ({ apps, findings, files }: CheckResult) => ({ apps, findings, files });
const threadFailed = (): never => {
  throw new Error("A thread failed.");
};
const configured = (cwd: string): CheckOptions => ({ cwd, config: createConfigFinder({ cwd, rules: configurableRules, noExec: true }) });

describe("check with threads finds what it finds without", () => {
  test.each<[string, () => CheckOptions, number]>([
    ["the apps", () => ({ cwd: join(fixtures, "apps"), strict: true }), 20],
    ["every rule's cases", () => ({ cwd: join(fixtures, "rules"), strict: true, reportUnusedIgnores: true }), 100],
    ["apps that need their parts", () => configured(repository()), 8],
    ["one of their files", () => ({ ...configured(repository()), paths: ["orders/src/zones/quote.js", "tools"] }), 3],
    ["an editor's text", () => {
      const cwd = repository();
      return { cwd, overlay: new Map([[join(cwd, "orders/src/zones/tables.js"), `exports.readTable = name => name;\nexports.readOnce = () => require("node:fs").readFileSync("once");\n`]]) };
    }, 3],
  ])("%s", async (_, options, atLeast) => {
    const asked = options();
    const alone = plain(await check(asked));
    expect(alone.findings.length).toBeGreaterThanOrEqual(atLeast);
    for (const jobs of atLeast < 100 ? [2, 3] : [3]) expect(plain(await check({ ...asked, jobs, threadFailed }))).toEqual(alone);
  });

  test.each([
    ["json", []],
    ["text", ["--stats", "--strict"]],
    ["sarif", ["--report-unused-ignores"]],
    ["text", ["--since", "HEAD"]],
    ["text", ["--baseline", "known.json"]],
  ])("as %s, %j", async (format, flags) => {
    const cwd = repository();
    const git = (...args: readonly string[]): Buffer => execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], { cwd });
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "Old code");
    await runCommand(registerCheck, ["check", "bookings", "--no-config", "--baseline", "known.json", "--update-baseline"], cwd);
    writeFileSync(join(cwd, "tools/helper.py"), `${REPOSITORY["tools/helper.py"]!}\n# Later.\n`);
    const run = async (jobs: string) => {
      const { exitCode, stdout, stderr } = await runCommand(registerCheck, ["check", "--format", format, ...flags, "--jobs", jobs, "--no-cache"], cwd);
      return { exitCode, stderr, stdout: stdout.replace(/"milliseconds": ?[\d.]+/, "") };
    };
    const alone = await run("1");
    expect(alone.stdout).toContain("subprocess.run");
    for (const jobs of ["2", "3"]) expect(await run(jobs)).toEqual(alone);
  });

  test("and what it keeps for the next run is the same", async () => {
    const cwd = join(fixtures, "apps");
    const file = cacheFile(mkdtempSync(join(tmpdir(), "funcfix-jobs-")), cwd, ["."]);
    const cache = openFactsCache(file, LANGUAGES);
    const cold = plain(await check({ cwd, jobs: 3, cache, threadFailed }));
    cache.save();
    const reads: string[] = [];
    const counting = (language: Languages["python"]): Languages["python"] => ({ ...language, readFacts: (text, path) => (reads.push(path), language.readFacts(text, path)) });
    const again = openFactsCache(file, { javascript: counting(LANGUAGES.javascript), python: counting(LANGUAGES.python) });
    expect(plain(await check({ cwd, cache: again }))).toEqual(cold);
    expect(reads).toEqual([]);
    const warm = openFactsCache(file, LANGUAGES);
    expect(plain(await check({ cwd, jobs: 2, cache: warm, threadFailed }))).toEqual(cold);
    expect(warm.used().fresh.size).toBe(0);
  });
});

describe("a thread that fails", () => {
  test.each([
    ["cannot be started", `this is no JavaScript`],
    ["is gone at once", `process.exit(3);`],
    ["throws when it has answered once", `import { parentPort, workerData } from "node:worker_threads";\nparentPort.once("message", () => { throw new Error("Out of memory"); });\nparentPort.postMessage(workerData.parts.map(() => ({ definitions: [], entries: new Map() })));\n`],
  ])("that %s: its part is done all the same", async (_, program) => {
    const folder = mkdtempSync(join(tmpdir(), "funcfix-thread-"));
    writeFileSync(join(folder, "entry.mjs"), program);
    let failed = 0;
    const options: CheckOptions = { cwd: join(repository(), "tools"), threadFailed: () => void failed++ };
    const files = openFiles();
    const results = await checkInThreads(2, planScopes(files, options), files, options, join(folder, "entry.mjs"));
    const alone = await check(options);
    expect(alone.findings.length).toBeGreaterThan(2);
    expect(failed).toBe(1);
    expect(results.flatMap(({ findings }) => findings)).toEqual(expect.arrayContaining([...alone.findings]));
    expect(results.flatMap(({ findings }) => findings)).toHaveLength(alone.findings.length);
  });
});

test.each(["0", "-1", "1.5", "many", "65"])("--jobs %s is no number of threads", async given => {
  await expect(runCommand(registerCheck, ["check", `--jobs=${given}`], tmpdir())).rejects.toThrow("from 1 to 64");
});

test("a thread does its parts itself", async () => {
  const folder = repository();
  const part = { root: join(folder, "tools"), isApp: false, roots: [join(folder, "tools/load.py")], entries: new Map(), catalogue: {}, strict: false, rules: ["no-blocking-call"] };
  const thread = startThread({ overlay: undefined, cacheFile: undefined, parts: [part] }, threadEntry()!);
  try {
    expect(await thread.opened).toEqual([{ definitions: [], entries: new Map() }]);
    const app = { root: part.root, language: "unknown", model: "none", functions: [], problems: [] } as const;
    const answer = await thread.check([{ app, further: [], settings: false, ignoresIn: undefined }]);
    expect(answer?.results[0]?.byRules.map(({ call }) => call)).toEqual(["time.sleep", "subprocess.run"]);
  } finally {
    thread.end();
  }
});
