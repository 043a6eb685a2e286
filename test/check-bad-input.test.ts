import { chmodSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { check } from "../src/check.ts";
import { MAX_BYTES } from "../src/project/files.ts";

const BLOCKING = "import time\n\n\nasync def wait():\n    await work()\n    time.sleep(1)\n";
const HOST = `{ "version": "2.0" }`;

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly prepare?: (folder: string) => void;
  /** `rule path: message`, of all that is found beside the blocking call of good.py. */
  readonly found: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  "broken Python": { files: { "broken.py": "async def broken(:\n" }, found: ["parse-error broken.py: The file cannot be parsed"] },
  "broken TypeScript": { files: { "broken.ts": "export async function ( {\n" }, found: ["parse-error broken.ts: The file cannot be parsed"] },
  "a broken helper of a sound file": {
    files: { "main.py": "import helper\n\n\nasync def main():\n    await work()\n    helper.load()\n", "helper.py": "def load(:\n" },
    found: ["parse-error helper.py: The file cannot be parsed"],
  },
  "empty files": { files: { "empty.py": "", "empty.js": "", "blank.ts": "\n\n" }, found: [] },
  "a byte order mark alone": { files: { "mark.py": "\uFEFF", "mark.js": "\uFEFF" }, found: [] },
  "a file that is too large": { files: { "bundle.js": `async function f() {}\n//${"x".repeat(MAX_BYTES)}` }, found: ["file-skipped bundle.js: The file was not checked: it has 4.0 MB, and files over 4 MB are not read."] },
  "a minified file": { files: { "app.js": `${"async function a(){await b();}".repeat(20_000)}` }, found: [] },
  "binary data in a source file": { files: { "data.js": "async \u0000\u0001\uFFFD" }, found: ["parse-error data.js: The file cannot be parsed"] },
  "a folder with the name of a file": { files: { "module.py/inner.py": "x = 1\n" }, found: [] },
  "host.json that is a folder": { files: { "host.json/readme.txt": "" }, found: [] },
  "a link that turns in a circle": { files: {}, prepare: folder => symlinkSync(folder, join(folder, "circle")), found: [] },
  "a link to nothing": { files: {}, prepare: folder => symlinkSync(join(folder, "gone.py"), join(folder, "link.py")), found: [] },
  "function.json that is not JSON": { files: { "host.json": HOST, "Quote/function.json": "{ bindings: " }, found: ["app-problem Quote/function.json: function.json is not valid JSON"] },
  "function.json without bindings": { files: { "host.json": HOST, "Quote/function.json": "{}" }, found: ["app-problem Quote/function.json: function.json has no `bindings`"] },
  "function.json with comments, trailing commas and a mark": {
    files: { "host.json": HOST, "Quote/function.json": `\uFEFF{ // trigger\n "bindings": [{ "type": "httpTrigger", "direction": "in", "name": "req", },], }`, "Quote/__init__.py": "def main(req):\n    return req\n" },
    found: [],
  },
  "scriptFile that does not exist": {
    files: { "host.json": HOST, "Quote/function.json": `{ "scriptFile": "gone.py", "bindings": [{ "type": "httpTrigger", "name": "req" }] }` },
    found: ["app-problem Quote/function.json: `scriptFile` does not exist: gone.py."],
  },
  "scriptFile outside of the app": {
    files: { "host.json": HOST, "Quote/function.json": `{ "scriptFile": "../../../etc/passwd.py", "bindings": [{ "type": "httpTrigger", "name": "req" }] }` },
    found: ["app-problem Quote/function.json: `scriptFile` leaves the app"],
  },
  "host.json that is not JSON": { files: { "host.json": "{ version: " }, found: ["parse-error host.json: host.json could not be read as JSON"] },
};

function folderOf({ files, prepare }: Case): string {
  const folder = mkdtempSync(join(tmpdir(), "funcfix-bad-"));
  for (const [name, text] of Object.entries({ "good.py": BLOCKING, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  prepare?.(folder);
  return folder;
}

describe("the rest goes on beside", () => {
  test.each(Object.entries(cases))("%s", async (_, given) => {
    const folder = folderOf(given);
    const { findings } = await check({ cwd: folder });
    const shown = findings.map(({ rule, path, message }) => `${rule} ${path.slice(folder.length + 1)}: ${message}`);
    expect(shown).toContain("no-blocking-call good.py: `time.sleep` blocks the event loop in `wait`.");
    const rest = shown.filter(line => !line.startsWith("no-blocking-call good.py"));
    expect(rest).toHaveLength(given.found.length);
    given.found.forEach((start, index) => expect(rest[index]).toContain(start));
    for (const { rule, severity } of findings) expect(severity).toBe(rule === "no-blocking-call" ? "error" : "warning");
  });

  test.skipIf(process.getuid?.() === 0)("a file that must not be read", async () => {
    const folder = folderOf({ files: { "secret.py": BLOCKING }, found: [] });
    chmodSync(join(folder, "secret.py"), 0);
    const { findings } = await check({ cwd: folder });
    expect(findings.map(({ rule }) => rule)).toEqual(["no-blocking-call", "file-skipped"]);
  });
});

test("nothing is written", async () => {
  const folder = folderOf(cases["broken Python"]!);
  await check({ cwd: folder });
  expect(readFileSync(join(folder, "good.py"), "utf8")).toBe(BLOCKING);
});
