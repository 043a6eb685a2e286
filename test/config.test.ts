import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";

import { check, type CheckOptions } from "../src/check.ts";
import { applyBaseline, writeBaseline } from "../src/checking/baseline.ts";
import { configurableRules } from "../src/checking/rule-ids.ts";
import { createConfigFinder } from "../src/config/find.ts";
import { configProblems, KEYS } from "../src/config/validate.ts";

const APP = `import requests
import acme


async def quote():
    await work()
    requests.get("https://prices.internal")
    acme.fetch_prices()


async def idle():
    return 1
`;

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "funcfix-config-"));
  mkdirSync(join(folder, ".git"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

async function found(cwd: string, options: Partial<CheckOptions> & { readonly file?: string; readonly noExec?: boolean } = {}): Promise<string[]> {
  const { file, noExec, ...rest } = options;
  const config = createConfigFinder({ cwd, rules: configurableRules, ...(file !== undefined && { file }), ...(noExec !== undefined && { noExec }) });
  const { findings } = await check({ cwd, config, ...rest });
  return findings.map(({ rule, severity, path, call, message }) => `${severity} ${rule} ${path.slice(cwd.length + 1)} ${call ?? (rule === "unused-ignore" ? message : "")}`.trim());
}

const BOTH = ["error no-blocking-call app.py requests.get", "error no-async-without-await app.py"];

describe("every place of a configuration counts", () => {
  const off = { rules: { "no-async-without-await": "off" } };
  test.each([
    ["funcfix.config.json", JSON.stringify(off)],
    ["funcfix.config.jsonc", `{ // Why: the handlers are generated.\n "rules": { "no-async-without-await": "off", }, }`],
    ["funcfix.config.mjs", `export default ${JSON.stringify(off)};`],
    ["package.json", JSON.stringify({ name: "app", funcfix: off })],
    ["pyproject.toml", `[tool.funcfix.rules]\nno-async-without-await = "off"\n`],
  ])("%s", async (name, text) => {
    expect(await found(folderWith({ "app.py": APP, [name]: text }))).toEqual([BOTH[0]]);
  });

  test("files of other tools say nothing", async () => {
    expect(await found(folderWith({ "app.py": APP, "package.json": "{}", "pyproject.toml": "[tool.ruff\n" }))).toEqual(BOTH);
  });
});

describe("every key does what it says", () => {
  test.each<[object, readonly string[]]>([
    [{}, BOTH],
    [{ rules: { "no-blocking-call": "warning" } }, ["warning no-blocking-call app.py requests.get", BOTH[1]!]],
    [{ calls: { "acme.fetch_*": "acme.aio" } }, [BOTH[0]!, "error no-blocking-call app.py acme.fetch_prices", BOTH[1]!]],
    [{ calls: { "acme.fetch_*": { replacement: "acme.aio", severity: "warning" } } }, [BOTH[0]!, "warning no-blocking-call app.py acme.fetch_prices", BOTH[1]!]],
    [{ ignoreCalls: ["requests.get"] }, [BOTH[1]!]],
    [{ ignorePackages: ["requests"] }, [BOTH[1]!]],
    [{ ignore: ["app.py"] }, []],
  ])("%j", async (config, expected) => {
    expect(await found(folderWith({ "app.py": APP, "funcfix.config.json": JSON.stringify(config) }))).toEqual(expected);
  });

  test("reportUnusedIgnores and strict report comments that cover nothing, and misspelt ones", async () => {
    const text = "import requests\n\n\nasync def quote():\n    await work()  # funcfix-ignore no-blocking-call\n    requests.get(URL)  # funcfix-ignore no-blocking-call -- local\n    await work()  # funcfix-ignore no-blocking-cal\n";
    for (const config of [{ reportUnusedIgnores: true }, { strict: true }])
      expect(await found(folderWith({ "app.py": text, "funcfix.config.json": JSON.stringify(config) }))).toEqual([
        "warning unused-ignore app.py This `funcfix-ignore` covers nothing of `no-blocking-call`.",
        "warning unused-ignore app.py This `funcfix-ignore` names `no-blocking-cal`, and there is no such rule. Did you mean `no-blocking-call`?",
      ]);
    expect(await found(folderWith({ "app.py": text }))).toEqual([]);
  });
});

test("each app has the nearest configuration, and one at the root serves the others", async () => {
  const host = `{ "version": "2.0" }`;
  const cwd = folderWith({
    "funcfix.config.json": `{ "rules": { "no-async-without-await": "off" } }`,
    "apps/orders/host.json": host, "apps/orders/app.py": APP,
    "apps/billing/host.json": host, "apps/billing/app.py": APP, "apps/billing/package.json": `{ "funcfix": { "ignoreCalls": ["requests.*"] } }`,
  });
  expect(await found(cwd)).toEqual(["error no-async-without-await apps/billing/app.py", "error no-blocking-call apps/orders/app.py requests.get"]);
});

test("a folder inside an app is checked with the app around it, and its findings alone are reported", async () => {
  const cwd = folderWith({ "host.json": `{ "version": "2.0" }`, "orders/app.py": APP, "billing/app.py": "from orders.app import APP\n\n\nasync def bill():\n    return 1\n" });
  expect(await found(cwd, { paths: ["billing"] })).toEqual(["error no-async-without-await billing/app.py"]);
});

describe("a mistake is said with place and the right name", () => {
  test.each([
    ["funcfix.config.json", `{\n  "ignoer": []\n}`, /funcfix\.config\.json:2:3: There is no option `ignoer`\. Did you mean `ignore`\?/],
    ["funcfix.config.json", `{ "rules": { "no-blocking-calls": "off" } }`, /There is no rule `no-blocking-calls`\. Did you mean `no-blocking-call`\?/],
    ["funcfix.config.json", `{ "rules": { "no-blocking-call": "warn" } }`, /`rules\.no-blocking-call` must be one of off, info, warning, error\./],
    ["funcfix.config.json", `{ "maxWarnings": "3" }`, /`maxWarnings` must be a whole number of at least 0\./],
    ["funcfix.config.json", `{ "ignore": "dist" }`, /`ignore` must be a list of texts\./],
    ["funcfix.config.json", `{ "strict": true `, /funcfix\.config\.json:1:\d+: Close brace expected\./],
    ["funcfix.config.json", `[]`, /The configuration must be an object\./],
    ["funcfix.config.mjs", `export default await Promise.resolve({});`, /funcfix\.config\.mjs cannot be loaded/],
    ["pyproject.toml", `[tool.funcfix]\nstrikt = true\n`, /pyproject\.toml: There is no option `strikt`\. Did you mean `strict`\?/],
    ["pyproject.toml", `[tool.funcfix\n`, /pyproject\.toml:\d+:\d+: /],
  ])("%s: %s", async (name, text, message) => {
    await expect(found(folderWith({ "app.py": APP, [name]: text }))).rejects.toThrow(message);
  });

  test("a given file must be there, and code is refused with --no-exec", async () => {
    const cwd = folderWith({ "app.py": APP, "funcfix.config.mjs": "export default {};" });
    await expect(found(cwd, { file: "other.json" })).rejects.toThrow(/There is no configuration file .*other\.json\./);
    await expect(found(cwd, { noExec: true })).rejects.toThrow(/is code, which --no-exec forbids/);
  });
});

test("the published schema knows the same keys and rules, and judges alike", () => {
  const schema = JSON.parse(readFileSync(new URL("../schemas/config.schema.json", import.meta.url), "utf8")) as { properties: Record<string, { properties?: object }> };
  expect(Object.keys(schema.properties)).toEqual(Object.keys(KEYS));
  expect(Object.keys(schema.properties["rules"]!.properties!).sort()).toEqual([...configurableRules].sort());
  const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
  for (const value of [{}, { strict: 1 }, { ignore: [""] }, { maxWarnings: -1 }, { calls: { a: { kind: "disk" } } }, { calls: { a: { kind: "tape" } } }, { baseline: "" }, { rules: { "parse-error": "off" } }, { other: 1 }, null])
    expect(validate(value), JSON.stringify(value)).toBe(configProblems(value, { rules: configurableRules }).length === 0);
});

test("a baseline hides what it holds, wherever the lines move, and nothing else", async () => {
  const cwd = folderWith({ "app.py": APP });
  const baseline = join(cwd, "baseline.json");
  const before = await check({ cwd });
  writeBaseline(baseline, before.findings, before.textOf);
  writeFileSync(join(cwd, "app.py"), `# Moved.\n${APP}\n\nasync def more():\n    await work()\n    requests.get("https://more.internal")\n`);
  const after = await check({ cwd });
  const { fresh, known, gone } = applyBaseline(baseline, after.findings, after.textOf);
  expect({ fresh: fresh.map(finding => finding.function), known, gone }).toEqual({ fresh: ["more"], known: 2, gone: 0 });
  expect(() => applyBaseline(join(cwd, "none.json"), [], () => undefined)).toThrow(/Write one with --update-baseline/);
});
