import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";

import { check } from "../src/check.ts";
import { configuredBaseline } from "../src/config/baseline-path.ts";
import { javascript } from "../src/languages/javascript/index.ts";
import { python } from "../src/languages/python/index.ts";
import { globMatcher } from "../src/model/glob.ts";
import { markdownBlock, markdownCell, markdownCode, markdownText } from "../src/model/markdown.ts";
import { printableLine, printableReport } from "../src/model/printable.ts";
import { listFiles } from "../src/project/list-files.ts";
import { createWorkspaces } from "../src/project/modules/workspaces.ts";
import { openFiles } from "../src/project/files.ts";
import { appTargets } from "./support/hostile/app-targets.ts";
import { readCorpus } from "./support/hostile/corpus.ts";
import { isHarmlessMarkdown, isHarmlessText } from "./support/hostile/oracles.ts";
import { randomFrom } from "./support/hostile/random.ts";
import { textTargets } from "./support/hostile/text-targets.ts";

const scratch = mkdtempSync(join(tmpdir(), "funcfix-hostile-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(scratch, "app-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

// The same inputs in every run; `npx tsx test/bench/hostile.ts` gives as many others as one likes.
describe("mutated real files", () => {
  const corpus = readCorpus();

  test.each(Object.entries(textTargets))("%s", async (_, target) => {
    for (let seed = 1; seed <= 500; seed++) await target(randomFrom(seed), corpus, scratch);
  });

  test.each(Object.entries(appTargets).filter(([name]) => name !== "migration of a Node app"))("%s", async (name, target) => {
    for (let seed = 1; seed <= (name.startsWith("fix") ? 6 : 12); seed++) await target(randomFrom(seed), corpus, scratch);
  });
});

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom("\n", "::", "##[", "`", "|", "\\", "<b>", "[a](b)", "@x", "\u001B[8m", "\u202E", " ", "\uD800", "~~~", "http://x") }));

test("any text is harmless as a line, a report, and in Markdown", () => {
  fc.assert(fc.property(anyText, text => {
    isHarmlessText(printableLine(text));
    expect(printableLine(text)).not.toContain("\n");
    isHarmlessText(printableReport(text));
    isHarmlessMarkdown(`${markdownText(text)}\n\n${markdownCode(text)}\n\n${markdownBlock("json", text)}\n\n| ${markdownCell(text)} | end |\n`);
  }), { numRuns: 500 });
});

describe("files that are made to take for ever", () => {
  const names = { "a.js": javascript, "a.ts": javascript, "a.tsx": javascript, "a.py": python };
  const texts: Readonly<Record<string, string>> = {
    "100,000 open brackets": "[".repeat(100_000),
    "100,000 nested calls": `${"f(".repeat(100_000)}1${")".repeat(100_000)}`,
    "100,000 nested objects": `${"{a:".repeat(100_000)}1${"}".repeat(100_000)}`,
    "100,000 signs": `x = ${"-".repeat(100_000)}1`,
    "100,000 members": `x = a${".b".repeat(100_000)}`,
    "100,000 additions": `x = 1${" + 1".repeat(100_000)}`,
    "one line of a megabyte": `x = "${"y".repeat(1_000_000)}"`,
    "a table of 50,000 texts": `x = [${"\"text\",".repeat(50_000)}]`,
    "200,000 bytes of zero": "\u0000".repeat(200_000),
    "lone surrogates": "x = '\uD800\uDC00\uDC00\uD800'\n\uDFFF = 1\n",
    "100,000 open texts": "\"\n'\n`\n".repeat(33_000),
    "100,000 decorators": `${"@a\n".repeat(100_000)}class C: pass`,
    "20,000 levels of indentation": Array.from({ length: 400 }, (_, depth) => `${" ".repeat(depth)}if a:\n`).join(""),
    "names of the prototype": "__proto__ = constructor\nconstructor.prototype.toString()\nhasOwnProperty()\n",
  };

  test.each(Object.keys(texts))("%s", name => {
    for (const [path, language] of Object.entries(names)) {
      const before = process.cpuUsage();
      language.mayHoldRoots(texts[name]!);
      const { functions } = language.readFacts(texts[name]!, path);
      expect(functions[0]?.name).toBe("<module>");
      const { user } = process.cpuUsage(before);
      // A loaded machine does not count: this is the process's own time. Each takes well below a second.
      expect(user, `${path}, microseconds`).toBeLessThan(20_000_000);
    }
  });

  test("patterns of stars", () => {
    const long = "a".repeat(3_000);
    expect(globMatcher(`${"*a".repeat(50)}b`, ".")(long)).toBe(false);
    expect(globMatcher(`${"**a".repeat(50)}`, ".")(long)).toBe(true);
    expect(globMatcher("ours.*.get", ".")("ours.db.get")).toBe(true);
    expect(globMatcher("ours.*.get", ".")("ours.db.inner.get")).toBe(false);
    expect(globMatcher("ours.**.get", ".")("ours.db.inner.get")).toBe(true);
  });

  test("patterns of stars in .gitignore, at the bottom of a deep folder", () => {
    const deep = Array.from({ length: 60 }, () => "a").join("/");
    const folder = folderOf({ ".gitignore": `${"**/a/".repeat(20)}b\n*${"a*".repeat(60)}b\nout/\n`, [`${deep}/${"a".repeat(200)}.py`]: "x = 1\n", "out/b.py": "x = 1\n" });
    mkdirSync(join(folder, ".git"));
    expect(listFiles(folder).files).toHaveLength(1);
  });

  test("workspaces of stars over links that turn in circles", () => {
    const folder = folderOf({ "package.json": JSON.stringify({ workspaces: ["*/".repeat(30), "*/*/*/*", `*${"a*".repeat(80)}b/*`] }), ["a".repeat(200)]: "" });
    for (const name of ["one", "two", "three"]) symlinkSync(folder, join(folder, name));
    expect(createWorkspaces(openFiles()).folderOf(join(folder, "a.js"), "shop")).toBeUndefined();
  });
});

describe("a repository that wants to be followed out of itself", () => {
  const HANDLER = `import { load } from "./helper.js";\nimport { app } from "@azure/functions";\n\napp.http("Order", { handler: async () => ({ body: load() }) });\n`;

  test("a link out of the repository, and links that turn in circles", async () => {
    const outside = folderOf({ "secret.js": `import { execSync } from "node:child_process";\nexport async function work() {\n  await 1;\n  execSync("x");\n}\n` });
    const folder = folderOf({ "host.json": "{}", "index.js": HANDLER });
    symlinkSync(outside, join(folder, "outside"));
    symlinkSync(folder, join(folder, "again"));
    symlinkSync(join(folder, "loop"), join(folder, "loop"));
    symlinkSync(join(outside, "secret.js"), join(folder, "linked.js"));
    const { findings } = await check({ cwd: folder });
    expect(findings.map(({ path }) => path)).toEqual(findings.map(() => join(folder, "index.js")));
  });

  test("settings of TypeScript and of packages that turn in circles", async () => {
    const folder = folderOf({
      "host.json": "{}", "index.js": HANDLER, "tsconfig.json": `{ "extends": "./tsconfig.json", "references": [{ "path": "." }], "compilerOptions": { "paths": { "*": ["./*"] } } }`,
      "package.json": `{ "name": "shop", "main": ".", "imports": { "#a": "#a" }, "exports": { ".": "./index.js", "./*": "./*/" }, "workspaces": ["."] }`,
      "circle.js": `import "#a"; import "shop"; import "shop/x"; import "./circle.js"; import "."; export * from "./circle.js"; export async function f() { await f(); }\n`,
      "one.py": "from two import *\nfrom .one import *\nasync def f():\n    await f()\n", "two.py": "from one import *\nimport two.two.two\n",
    });
    expect((await check({ cwd: folder })).files).toBe(4);
  });

  test("keys of the prototype in every JSON file", async () => {
    const evil = `{ "__proto__": { "polluted": true, "bindings": [] }, "constructor": { "prototype": { "polluted": true } }, "bindings": [{ "__proto__": { "type": "httpTrigger" }, "type": "constructor", "name": "__proto__", "direction": "toString" }] }`;
    const folder = folderOf({
      "host.json": evil, "local.settings.json": evil, "package.json": evil, "tsconfig.json": evil, "__proto__/function.json": evil, "constructor/function.json": evil,
      "__proto__/index.js": "module.exports = async () => {};\n", "constructor/index.js": "exports.__proto__ = exports.constructor = async () => {};\n",
    });
    await check({ cwd: folder });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("a configured baseline out of the repository, also through a link", () => {
    const folder = folderOf({ "funcfix.config.json": "{}", "app/.git/HEAD": "", "app/inner/funcfix.config.json": "{}" });
    const inner = join(folder, "app/inner/funcfix.config.json");
    symlinkSync(folder, join(folder, "app/inner/link"));
    expect(configuredBaseline(inner, "../known.json")).toBe(join(folder, "app/known.json"));
    for (const path of ["../../known.json", "link/known.json", "/etc/known.json"]) expect(() => configuredBaseline(inner, path)).toThrow("leads out of");
    expect(() => configuredBaseline(join(folder, "funcfix.config.json"), "../known.json")).toThrow("leads out of");
  });

  test("a file of invalid bytes", async () => {
    const folder = folderOf({ "host.json": "{}", "a.py": Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28]), "b.js": Buffer.from([0xc0, 0xaf, 0xed, 0xa0, 0x80]) });
    expect((await check({ cwd: folder })).findings.every(({ rule }) => rule === "parse-error")).toBe(true);
  });
});

test("5,000 files", async () => {
  const folder = mkdtempSync(join(scratch, "many-"));
  for (let file = 0; file < 5_000; file++) {
    if (file % 100 === 0) mkdirSync(join(folder, `part${file / 100}`));
    writeFileSync(join(folder, `part${Math.floor(file / 100)}/module${file}.py`), "import time\n\n\ndef work():\n    time.sleep(1)\n");
  }
  expect((await check({ cwd: folder })).files).toBe(5_000);
  expect(readFileSync(join(folder, "part0/module0.py"), "utf8")).toContain("time.sleep");
});
