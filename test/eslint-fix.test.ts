import { readFileSync } from "node:fs";
import { relative } from "node:path";

import tsParser from "@typescript-eslint/parser";
import { ESLint } from "eslint";
import { ESLint as ESLint9 } from "eslint9";
import { describe, expect, test } from "vitest";

import { check } from "../src/index.ts";
import { appWith, open } from "./support/eslint.ts";
import { fixCases, fixFolder, onCopy, treeOf } from "./support/fix-cases.ts";
import { brokenFiles } from "./support/parses.ts";

const config = [
  { files: ["**/*.{js,mjs,cjs,jsx}"], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
  { files: ["**/*.cjs"], languageOptions: { sourceType: "commonjs" } },
  { files: ["**/*.{ts,mts,cts,tsx}"], languageOptions: { parser: tsParser } },
  { linterOptions: { reportUnusedDisableDirectives: "off" as const } },
];

/** `--fix`, to its end: ESLint itself gives up after ten passes of a file. */
async function fixWith(Class: typeof ESLint | typeof ESLint9, folder: string): Promise<void> {
  for (let round = 0; round < 5; round++) {
    const results = await open(Class, folder, { fix: true, config }).lintFiles(["."]);
    if (!results.some(({ output }) => output !== undefined)) return;
    await Class.outputFixes(results as never);
  }
  throw new Error("There is always more to fix.");
}

/** What `fix` makes safely of a folder. */
const commandOn = (folder: string): Promise<Tree> => onCopy(folder, async copy => {
  await fixFolder(copy, { strategy: "auto", unsafe: false });
  return inOneOrder(treeOf(copy));
});

type Tree = Readonly<Record<string, string>>;

/** Names come into an import in the order of the fixes. */
function inOneOrder(tree: Tree): Tree {
  const sorted = (text: string): string => text.replace(/\{ ([\w$, ]+) \}(?= = require| from )/g, (_, names: string) => `{ ${names.split(", ").sort().join(", ")} }`);
  return Object.fromEntries(Object.entries(tree).map(([path, text]) => [path, sorted(text)]));
}

async function findingsIn(folder: string): Promise<number> {
  return (await check({ paths: [folder], cwd: folder })).findings.filter(({ rule }) => rule.startsWith("no-")).length;
}

describe.each(fixCases())("eslint --fix of $name", ({ before }) => {
  test("makes a part of what the command makes, and nothing beside it", async () => {
    await onCopy(before, async copy => {
      await fixWith(ESLint, copy);
      const fixed = treeOf(copy);
      if (JSON.stringify(fixed) === JSON.stringify(treeOf(before))) return;
      expect(brokenFiles(fixed)).toEqual({});
      expect(await onCopy(before, async other => (await fixWith(ESLint9, other), treeOf(other)))).toEqual(fixed);
      expect(await findingsIn(copy)).toBeLessThan(await findingsIn(before));
      // Had it done anything else, the command could not come to the same from there.
      expect(await commandOn(copy)).toEqual(await commandOn(before));
    });
  });

  test("no suggestion breaks the file", async () => {
    const results = await open(ESLint, before, { config }).lintFiles(["."]);
    const suggested = results.flatMap(({ filePath, messages, source }) => messages.flatMap(({ suggestions = [] }) => suggestions.map(({ fix }) => {
      const [from, to] = fix.range;
      const text = source ?? readFileSync(filePath, "utf8");
      const bom = text.startsWith("\uFEFF") ? 1 : 0;
      return [`${filePath}:${from}`, text.slice(0, from + bom) + fix.text + text.slice(to + bom)] as const;
    })));
    for (const [place, text] of suggested) expect(brokenFiles({ [place.replace(/:\d+$/, "")]: text }), place).toEqual({});
  });
});

test("a function that awaits once its blocking call is repaired is not offered to lose its `async`", async () => {
  const folder = appWith({
    "src/rates.js": "import { readFileSync } from \"node:fs\";\nimport { app } from \"@azure/functions\";\n\napp.http(\"rates\", { handler: async () => ({ body: readFileSync(\"rates.json\", \"utf8\") }) });\n",
    "src/today.js": "import { app } from \"@azure/functions\";\n\napp.http(\"today\", { handler: async () => ({ body: new Date().toISOString() }) });\n",
    "function_app.py": "import time\n\nimport azure.functions as func\n\napp = func.FunctionApp()\n\n\n@app.route(route=\"pause\")\nasync def pause(req: func.HttpRequest) -> str:\n    time.sleep(1)\n    return \"done\"\n\n\n@app.route(route=\"total\")\nasync def total(req: func.HttpRequest) -> str:\n    return str(sum([1, 2]))\n",
  });
  const offers = (await open(ESLint, folder, { config }).lintFiles(["."])).flatMap(({ filePath, messages }) =>
    messages.filter(({ ruleId }) => ruleId === "funcfix/no-async-without-await").map(({ line, suggestions = [] }) => `${relative(folder, filePath)}:${line} ${suggestions.length}`));
  expect(offers.sort()).toEqual(["function_app.py:15 1", "function_app.py:9 0", "src/rates.js:4 0", "src/today.js:3 1"]);
});
