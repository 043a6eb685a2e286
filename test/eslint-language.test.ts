import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { ESLint } from "eslint";
import type { Rule } from "eslint";
import { describe, expect, test } from "vitest";

import { appWith, BLOCKS, open, places, versions } from "./support/eslint.ts";

describe.each(Object.entries(versions))("Python in %s", (_, Class) => {
  test("a syntax error is a fatal message with its place, and the other files go on", async () => {
    const cwd = appWith({ "bad.py": "x = 1\nasync def f(:\n    pass\n", "good.py": "import time\n\n\nasync def f():\n    time.sleep(1)\n    await g()\n" });
    const results = await open(Class, cwd).lintFiles(["."]);
    expect(results.map(({ fatalErrorCount }) => fatalErrorCount)).toEqual([1, 0]);
    expect(places(results)).toEqual(["2:13 Parsing error: Expected parameter name.", `5:5 ${BLOCKS}`]);
  });

  test("columns are UTF-16 units, with a byte order mark, CRLF and tabs", async () => {
    const cwd = appWith({ "f.py": "\ufeffimport time\r\n\r\nasync def f():\r\n\ts = \"ä😀\"; time.sleep(1)\r\n\tawait g()\r\n" });
    expect(places(await open(Class, cwd).lintFiles(["f.py"]))).toEqual([`4:13 ${BLOCKS}`]);
  });

  test("ESLint's comments are obeyed, and said to be unused where they are", async () => {
    const text = [
      "import time",
      "async def f():",
      "    await g()",
      "    time.sleep(1)  # eslint-disable-line funcfix/no-blocking-call -- once, at start-up",
      "    # eslint-disable-next-line funcfix/no-blocking-call",
      "    time.sleep(2)",
      "    # eslint-disable",
      "    time.sleep(3)",
      "    # eslint-enable",
      "    time.sleep(4)",
      "    x = 1  # eslint-disable-line funcfix/no-blocking-call",
      "    s = '# eslint-disable'",
      "    time.sleep(5)",
      "",
    ].join("\n");
    const cwd = appWith({ "f.py": text });
    const results = await open(Class, cwd, { config: [{ linterOptions: { reportUnusedDisableDirectives: "error" } }] }).lintFiles(["f.py"]);
    expect(places(results)).toEqual([`10:5 ${BLOCKS}`, "11:12 Unused eslint-disable directive (no problems were reported from 'funcfix/no-blocking-call').", `13:5 ${BLOCKS}`]);
  });

  test("a comment configures a rule", async () => {
    const cwd = appWith({ "f.py": "# eslint funcfix/no-blocking-call: off\nimport time\n\nasync def f():\n    time.sleep(1)\n    await g()\n", "g.py": "# eslint funcfix/no-blocking-call: [\n" });
    const results = await open(Class, cwd).lintFiles(["."]);
    expect(results[0]!.messages).toEqual([]);
    expect(results[1]!.messages[0]!.message).toContain("Failed to parse JSON");
  });

  test("selectors and nodes work for rules of others", async () => {
    const seen: string[] = [];
    const spy: Rule.RuleModule = {
      meta: { schema: [], messages: { call: "{{text}}" } },
      create: context => ({
        "AsyncFunctionDef Call[func.attr='get']"(node: Rule.Node) {
          seen.push(...context.sourceCode.getAncestors(node).map(each => (each as unknown as { nodeType: string }).nodeType));
          context.report({ node, messageId: "call", data: { text: context.sourceCode.getText(node) } });
        },
      }),
    };
    const cwd = appWith({ "f.py": "async def f(c):\n    x = 'é'; await c.get(1)\n\ndef g(c):\n    c.get(2)\n" });
    const [result] = await open(Class, cwd, { config: [{ files: ["**/*.py"], plugins: { own: { rules: { spy } } }, rules: { "own/spy": "error" } }] }).lintFiles(["f.py"]);
    expect(result!.messages).toMatchObject([{ message: "c.get(1)", line: 2, column: 20, endLine: 2, endColumn: 28 }]);
    expect(seen).toEqual(["Module", "AsyncFunctionDef", "Expr", "Await"]);
  });

  test("--fix rewrites direct calls with their imports, several at once, and touches no comment or string", async () => {
    const before = "\ufeffimport time\r\nimport requests\r\n\r\n\r\nasync def f(url):\r\n    time.sleep(1)  # time.sleep(1)\r\n    s = \"sleep(2)\"; time.sleep(2)\r\n    return requests.get(url).text\r\n";
    const after = "\ufeffimport asyncio\r\nimport requests\r\n\r\n\r\nasync def f(url):\r\n    await asyncio.sleep(1)  # time.sleep(1)\r\n    s = \"sleep(2)\"; await asyncio.sleep(2)\r\n    return (await asyncio.to_thread(requests.get, url)).text\r\n";
    const cwd = appWith({ "f.py": before });
    const [result] = await open(Class, cwd, { fix: true }).lintFiles(["f.py"]);
    expect(result!.output?.replace("\ufeff", "")).toBe(after.replace("\ufeff", ""));
    await Class.outputFixes([result!] as never);
    expect(readFileSync(join(cwd, "f.py"), "utf8")).toBe(after);
    expect(places(await open(Class, cwd).lintFiles(["f.py"]))).toEqual([]);
  });

  test("a call that a comment of ESLint's has switched off stays as it is", async () => {
    const text = "import time\n\n\nasync def f():\n    time.sleep(1)  # eslint-disable-line funcfix/no-blocking-call -- start-up\n    time.sleep(2)\n    time.sleep(3)\n";
    const [result] = await open(Class, appWith({ "f.py": text }), { fix: true }).lintFiles(["f.py"]);
    expect(result!.output).toContain("    time.sleep(1)  # eslint-disable-line");
    expect(result!.output).toContain("    await asyncio.sleep(3)");
  });

  test("what is in another function gets no fix, and its message names the command", async () => {
    const cwd = appWith({ "f.py": "import time\n\n\ndef wait():\n    time.sleep(1)\n\n\nasync def f():\n    wait()\n    await g()\n" });
    const [result] = await open(Class, cwd, { fix: true }).lintFiles(["f.py"]);
    expect(result!.output).toBeUndefined();
    expect(result!.messages.map(({ message }) => message)).toEqual(["`wait` reaches `time.sleep`, which blocks the event loop in `f`. The way there: `wait`. `funcfix fix` repairs it there."]);
  });

  test("a file that is not UTF-8 is checked, and never written back", async () => {
    const cwd = appWith({});
    const text = "# -*- coding: latin-1 -*-\nimport time\n\n\nasync def f():\n    name = 'caf\u00e9'; time.sleep(1)\n    await g(name)\n";
    writeFileSync(join(cwd, "f.py"), Buffer.from(text, "latin1"));
    const [result] = await open(Class, cwd, { fix: true }).lintFiles(["f.py"]);
    expect(places([result!])).toEqual([`6:20 ${BLOCKS}`]);
    expect(result!.output).toBeUndefined();
  });

  test("a file in UTF-16 is a fatal message, and the other files go on", async () => {
    const cwd = appWith({ "good.py": "import time\n\n\nasync def f():\n    time.sleep(1)\n    await g()\n" });
    writeFileSync(join(cwd, "bad.py"), Buffer.from("\ufeffimport time\n", "utf16le"));
    const results = await open(Class, cwd).lintFiles(["."]);
    expect(results.map(({ fatalErrorCount }) => fatalErrorCount)).toEqual([1, 0]);
    expect(results[0]!.messages[0]).toMatchObject({ line: 1, column: 1, message: expect.stringMatching(/^Parsing error: [A-Z].*\.$/) });
    expect(places(results.slice(1))).toEqual([`5:5 ${BLOCKS}`]);
  });

  test("files without async can be left unparsed", async () => {
    const cwd = appWith({ "bad.py": "def f(:\n", "f.py": "import time\n\nasync def f():\n    time.sleep(1)\n    await g()\n" });
    const results = await open(Class, cwd, { config: [{ files: ["**/*.py"], languageOptions: { skipFilesWithoutAsync: true } }] }).lintFiles(["."]);
    expect(places(results)).toEqual([`4:5 ${BLOCKS}`]);
  });

  test.each([
    ["a language that the plugin does not have", { files: ["**/*.py"], language: "funcfix/ruby" }, 'Could not find "ruby" in plugin "funcfix"'],
    ["a rule that the plugin does not have", { files: ["**/*.py"], rules: { "funcfix/no-blocking-calls": "error" } }, 'Could not find "no-blocking-calls" in plugin "funcfix"'],
    ["a language option of the wrong type", { files: ["**/*.py"], languageOptions: { skipFilesWithoutAsync: 1 } }, "`skipFilesWithoutAsync` must be true or false"],
    ["an unknown language option", { files: ["**/*.py"], languageOptions: { skipFiles: true } }, "has no option `skipFiles`"],
    ["a rule option of the wrong type", { files: ["**/*.py"], rules: { [BLOCKS]: ["error", { confidence: "high" }] } }, "no-blocking-call"],
    ["an unknown rule option", { files: ["**/*.py"], rules: { [BLOCKS]: ["error", { ignored: [] }] } }, "no-blocking-call"],
  ])("%s is refused", async (_, config, message) => {
    await expect(open(Class, appWith({ "f.py": "x = 1\n" }), { config: [config] }).lintFiles(["f.py"])).rejects.toThrow(message);
  });
});

describe.each(Object.entries(versions))("repairs of JavaScript in %s", (_, Class) => {
  const before = 'import fs from "node:fs";\nimport { execSync } from "node:child_process";\n\nexport async function load(name) {\n  const text = fs.readFileSync(name, "utf8"); // fs.readFileSync\n  const log = execSync("git log");\n  return text + fs.readFileSync(`${name}.md`, "utf8") + log;\n}\n';

  test("--fix takes the native form, with its import, several at once", async () => {
    const cwd = appWith({ "a.js": before });
    const [result] = await open(Class, cwd, { fix: true }).lintFiles(["a.js"]);
    expect(result!.output).toBe('import { readFile } from "node:fs/promises";\nimport { execSync } from "node:child_process";\n\nexport async function load(name) {\n  const text = await readFile(name, "utf8"); // fs.readFileSync\n  const log = execSync("git log");\n  return text + await readFile(`${name}.md`, "utf8") + log;\n}\n');
  });

  test("what needs the executor is a suggestion that names it", async () => {
    const [result] = await open(Class, appWith({ "a.js": before, "package.json": "{}" })).lintFiles(["a.js"]);
    const suggestions = result!.messages.flatMap(({ suggestions: offered }) => offered ?? []);
    expect(suggestions.map(({ desc }) => desc)).toEqual([expect.stringContaining("funcfix-runtime")]);
    expect(suggestions[0]!.fix.text).toContain('import { workerModule } from "funcfix-runtime";');
  });
});

describe("the project around the linted file", () => {
  const helper = (body: string): string => `import fs from "node:fs";\n\nexport function load() {\n  return ${body};\n}\n`;
  const caller = 'import { load } from "./load.js";\n\nexport async function quote() {\n  const data = load();\n  return await send(data);\n}\n';

  test("a change of a helper is seen when its caller is linted again in the same process", async () => {
    const cwd = appWith({ "quote.js": caller, "load.js": helper("42") });
    const eslint = open(ESLint, cwd);
    expect(places(await eslint.lintFiles(["quote.js"]))).toEqual([]);
    writeFileSync(join(cwd, "load.js"), helper('fs.readFileSync("prices.json")'));
    expect(places(await eslint.lintFiles(["quote.js"]))).toEqual([`4:16 ${BLOCKS}`]);
    rmSync(join(cwd, "load.js"));
    expect(places(await eslint.lintFiles(["quote.js"]))).toEqual([]);
    writeFileSync(join(cwd, "load.ts"), helper('fs.readFileSync("prices.json")'));
    expect(places(await eslint.lintFiles(["quote.js"]))).toEqual([`4:16 ${BLOCKS}`]);
  });

  test("the text that an editor holds counts, not the file on disk", async () => {
    const cwd = appWith({ "quote.js": caller, "load.js": helper('fs.readFileSync("prices.json")') });
    const eslint = open(ESLint, cwd);
    expect(places(await eslint.lintFiles(["quote.js"]))).toEqual([`4:16 ${BLOCKS}`]);
    const filePath = join(cwd, "quote.js");
    expect(places(await eslint.lintText(caller.replace("= load()", "= 1"), { filePath }))).toEqual([]);
    expect(places(await eslint.lintText(`\n${caller}`, { filePath }))).toEqual([`5:16 ${BLOCKS}`]);
  });

  test("a file that is not on disk yet is linted too, and so is text without a file", async () => {
    const eslint = open(ESLint, appWith({ "load.js": helper('fs.readFileSync("prices.json")') }));
    expect(places(await eslint.lintText(caller, { filePath: "new.js" }))).toEqual([`4:16 ${BLOCKS}`]);
    expect(places(await eslint.lintText('import fs from "node:fs";\nexport async function f() {\n  await fs.readFileSync("a");\n}\n'))).toEqual([`3:9 ${BLOCKS}`]);
  });

  test("a handler that another file registers is found", async () => {
    const cwd = appWith({ "app.js": 'import { app } from "@azure/functions";\nimport { quote } from "./quote.js";\napp.http("quote", { handler: quote });\n', "quote.js": 'import fs from "node:fs";\nexport function quote() {\n  return fs.readFileSync("a");\n}\n' });
    expect(places(await open(ESLint, cwd).lintFiles(["quote.js"]))).toEqual([`3:10 ${BLOCKS}`]);
  });

  test("the plugin loads neither ts-morph nor TypeScript", async () => {
    const entry = "src/eslint.ts";
    const { metafile } = await build({ absWorkingDir: fileURLToPath(new URL("../", import.meta.url)), entryPoints: [entry], bundle: true, packages: "external", platform: "node", format: "esm", metafile: true, write: false });
    const files = new Set([entry]);
    const packages = new Set<string>();
    for (const file of files)
      for (const { path, kind, external } of metafile.inputs[file]!.imports) if (kind === "import-statement") (external === true ? packages : files).add(path);
    expect(packages).toContain("oxc-parser");
    expect([...packages].filter(name => /^(?:ts-morph|typescript|eslint)$/.test(name))).toEqual([]);
  });
});
