import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { configurableRules } from "../src/checking/rule-ids.ts";
import { createConfigFinder } from "../src/config/find.ts";
import { check } from "../src/index.ts";
import { lineStarts, positionAt } from "../src/model/text.ts";
import { appWith, BLOCKS, open, places, versions } from "./support/eslint.ts";

const STOCK = [
  "import json, requests, shop.stock, time", //       1
  "",
  "",
  "async def reserve(item, client):", //            4
  "    requests.get(item)", //                      5: network
  "    time.sleep(1)", //                           6: wait
  "    shop.stock.reserve(item)", //                7: of the team's own
  "    json.loads(item)", //                        8: cpu, info
  "    db = connect(item)",
  "    await client.send(db)",
  "",
].join("\n");

const OPTIONS: readonly (readonly [name: string, options: object, lines: readonly number[]])[] = [
  ["none", {}, [5, 6]],
  ["calls", { calls: { "shop.stock.*": "shop.stock.aio" } }, [5, 6, 7]],
  ["calls with a severity below the limit", { calls: { "shop.stock.*": { severity: "info" } } }, [5, 6]],
  ["calls with a kind that is left out", { calls: { "shop.stock.*": { kind: "database" } }, ignoreKinds: ["database"] }, [5, 6]],
  ["ignores by name", { ignores: ["sleep"] }, [5]],
  ["ignores by pattern", { ignores: ["requests.*"] }, [6]],
  ["ignores by package", { ignores: [{ from: "package", package: "requests" }] }, [6]],
  ["ignores by name of a package", { ignores: [{ from: "package", package: "requests", name: ["post"] }] }, [5, 6]],
  ["kinds", { ignoreKinds: ["network"] }, [6]],
  ["the mildest severity info", { severity: "info" }, [5, 6, 8]],
  ["errors only", { severity: "error" }, [5, 6]],
];

describe.each(Object.entries(versions))("rule options in %s", (_, Class) => {
  test.each(OPTIONS)("%s", async (_, options, lines) => {
    const results = await open(Class, appWith({ "f.py": STOCK }), { config: [{ files: ["**/*.py"], rules: { [BLOCKS]: ["error", options] } }] }).lintFiles(["f.py"]);
    expect(results[0]!.messages.map(({ line }) => line)).toEqual(lines);
  });

  test("confidence `definite` leaves out what is only likely", async () => {
    const cwd = appWith({ "app.js": 'import { readFileSync } from "node:fs";\n\nexport async function load(name, read = readFileSync) {\n  return await send(read(name));\n}\n' });
    expect(places(await open(Class, cwd).lintFiles(["app.js"]))).toEqual([`4:21 ${BLOCKS}`]);
    expect(places(await open(Class, cwd, { config: [{ rules: { [BLOCKS]: ["error", { confidence: "definite" }] } }] }).lintFiles(["app.js"]))).toEqual([]);
  });
});

const APP = {
  "function_app.py": STOCK,
  "legacy/old.py": "import requests\n\n\nasync def old(item, client):\n    requests.get(item)\n    await client.send(item)\n",
  "src/quote.js": 'import { readFileSync } from "node:fs";\nimport { priceSync } from "@acme/store";\n\nexport async function quote(id, store) {\n  const table = readFileSync("prices.json", "utf8");\n  return await store.put(id, table, priceSync(id));\n}\n',
  "src/idle.js": "export async function idle(id) {\n  return id + 1;\n}\n",
};

const CONFIGS: Readonly<Record<string, object>> = {
  calls: { calls: { "shop.stock.*": "shop.stock.aio" } },
  ignoreCalls: { ignoreCalls: ["fs.readFileSync", "time.sleep"] },
  ignorePackages: { ignorePackages: ["requests", "@acme/store"] },
  ignore: { ignore: ["legacy/", "src/*.js"] },
  "a rule that is off": { rules: { "no-async-without-await": "off" } },
  "another rule that is off": { rules: { "no-blocking-call": "off" } },
  strict: { strict: true },
};

/** The ways to write a configuration down. */
const FORMS: readonly ((config: object) => readonly [file: string, text: string])[] = [
  config => ["funcfix.config.json", JSON.stringify(config)],
  config => ["funcfix.config.mjs", `export default ${JSON.stringify(config)};\n`],
  config => ["package.json", JSON.stringify({ funcfix: config })],
  config => ["pyproject.toml", toml(config)],
];

describe.each(Object.entries(versions))("the configuration of funcfix in %s", (_, Class) => {
  test.each(Object.entries(CONFIGS))("%s: what check gives, and other than without it", async (_, config) => {
    const plain = await fromCheck(appWith(APP));
    for (const form of FORMS) {
      const [file, text] = form(config);
      const cwd = appWith({ ...APP, [file]: text });
      const expected = await fromCheck(cwd);
      expect(expected, file).not.toEqual(plain);
      expect((await fromEslint(Class, cwd)), file).toEqual(expected);
    }
  });

  test("options of the rule come over it", async () => {
    const cwd = appWith({ "f.py": STOCK, "funcfix.config.json": JSON.stringify({ strict: true, ignoreCalls: ["time.sleep"] }) });
    const lines = async (options: object) => (await open(Class, cwd, { config: [{ files: ["**/*.py"], rules: { [BLOCKS]: ["error", options] } }] }).lintFiles(["f.py"]))[0]!.messages.map(({ line }) => line);
    expect(await lines({})).toEqual([5, 8]);
    expect(await lines({ severity: "warning", calls: { "shop.**": "x" } })).toEqual([5, 7]);
  });

  test("a change of it is seen in the same process", async () => {
    const cwd = appWith({ "f.py": STOCK });
    const eslint = open(Class, cwd);
    const lines = async () => (await eslint.lintFiles(["f.py"]))[0]!.messages.map(({ line }) => line);
    expect(await lines()).toEqual([5, 6]);
    writeFileSync(join(cwd, "funcfix.config.json"), '{ "ignoreCalls": ["time.sleep"] }');
    expect(await lines()).toEqual([5]);
    writeFileSync(join(cwd, "funcfix.config.json"), '{ "ignoreCalls": ["requests.get", "time.sleep"] }');
    expect(await lines()).toEqual([]);
  });

  test("a mistake in it ends the run and names the place", async () => {
    const cwd = appWith({ "f.py": STOCK, "funcfix.config.json": '{\n  "ignoer": []\n}\n' });
    await expect(open(Class, cwd).lintFiles(["f.py"])).rejects.toThrow(`${join(cwd, "funcfix.config.json")}:2:3: There is no option \`ignoer\`. Did you mean \`ignore\`?`);
  });
});

async function fromCheck(cwd: string): Promise<string[]> {
  const { findings, textOf } = await check({ cwd, config: createConfigFinder({ cwd, rules: configurableRules }) });
  return findings.filter(({ path }) => /\.(?:js|py)$/.test(path)).map(({ path, range, rule }) => {
    const { line, column } = positionAt(lineStarts(textOf(path)!), range.start);
    return `${path} ${line}:${column} funcfix/${rule}`;
  }).sort();
}

async function fromEslint(Class: (typeof versions)[keyof typeof versions], cwd: string): Promise<string[]> {
  const results = await open(Class, cwd, { config: [{ ignores: ["*.mjs"] }] }).lintFiles(["."]);
  return results.flatMap(result => places([result]).map(place => `${result.filePath} ${place}`)).sort();
}

/** The few shapes of the table above as TOML. */
function toml(config: object): string {
  const lines = Object.entries(config).filter(([, value]) => typeof value !== "object" || Array.isArray(value)).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const tables = Object.entries(config).filter(([, value]) => typeof value === "object" && !Array.isArray(value));
  return ["[tool.funcfix]", ...lines, ...tables.flatMap(([name, table]) => [`[tool.funcfix.${name}]`, ...Object.entries(table as object).map(([key, value]) => `${JSON.stringify(key)} = ${JSON.stringify(value)}`)]), ""].join("\n");
}
