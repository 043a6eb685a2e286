import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { parse, type ParseError } from "jsonc-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { readDurations } from "../src/advice/profile/durations.ts";
import { setProperty } from "../src/advice/settings/set-property.ts";
import { check } from "../src/check.ts";
import { registerAdvise } from "../src/cli/advise.ts";
import { registerCheck } from "../src/cli/check.ts";
import { UsageError } from "../src/model/usage-error.ts";
import { runCommand, type CommandResult } from "./support/run-command.ts";

/** Each case is a folder: `app`, `case.json`, the expected report, and under `written` the files that --write changes. */
const folder = "fixtures/advice/apps";
const cases = (await readdir(folder)).sort();
const update = process.env["UPDATE_FIXTURES"] === "1";
/** Stands in every fixture's settings where a real app has a key. */
const secret = "do-not-print-me";

let scratch = "";
let validate: ReturnType<Ajv2020["compile"]>;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "funcfix-advise-"));
  validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(await readFile("schemas/advise.schema.json", "utf8")) as object);
});
afterAll(() => rm(scratch, { recursive: true }));

async function run(at: string, extra: string): Promise<CommandResult> {
  const { args = "" } = JSON.parse(await readFile(join(at, "case.json"), "utf8")) as { args?: string };
  return runCommand(registerAdvise, ["advise", "app", ...`${args} ${extra}`.split(" ").filter(word => word !== "")], at);
}

async function expectFile(path: string, actual: string): Promise<void> {
  if (update) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, actual);
  }
  expect(actual).toBe(await readFile(path, "utf8"));
}

async function filesUnder(at: string): Promise<string[]> {
  const names = await readdir(at, { recursive: true }).catch((): string[] => []);
  const files = await Promise.all(names.map(async name => ((await stat(join(at, name))).isFile() ? [name] : [])));
  return files.flat().sort();
}

describe.each(cases)("%s", name => {
  const at = join(folder, name);

  test("the report is as expected", async () => {
    const { stdout, exitCode } = await run(at, "");
    await expectFile(join(at, "expected.txt"), stdout);
    expect(exitCode).toBe(/ {2}error {2}/.test(stdout) ? 1 : 0);
  });

  test("the JSON is as the schema says, and no form shows a secret", async () => {
    const { stdout } = await run(at, "--format json");
    expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true);
    for (const text of [stdout, (await run(at, "")).stdout, (await run(at, "--format markdown")).stdout]) expect(text).not.toContain(secret);
  });

  test("check reports the same findings, and shows no secret either", async () => {
    const { apps } = JSON.parse((await run(at, "--format json")).stdout) as { apps: { findings: { message: string }[] }[] };
    const { findings } = await check({ paths: ["app"], cwd: at, rules: ["worker-settings"] });
    expect(findings.filter(({ rule }) => rule === "worker-settings" || rule === "parse-error").map(({ message }) => message).sort()).toEqual(apps.flatMap(app => app.findings.map(({ message }) => message)).sort());
    expect((await runCommand(registerCheck, ["check", "app"], at)).stdout).not.toContain(secret);
  });

  test("--write changes what was announced and nothing else; a second time it changes nothing", async () => {
    const copy = join(scratch, name);
    await cp(at, copy, { recursive: true });
    await run(copy, "--write");
    const files = await filesUnder(join(at, "app"));
    const written: string[] = [];
    for (const file of files) {
      const text = await readFile(join(copy, "app", file), "utf8");
      if (text === (await readFile(join(at, "app", file), "utf8"))) continue;
      written.push(file);
      await expectFile(join(at, "written", file), text);
    }
    expect(written).toEqual(await filesUnder(join(at, "written")));
    expect(await filesUnder(join(copy, "app"))).toEqual(files);
    expect((await run(copy, "--write")).stderr).toBe("");
  });
});

test("setting and removing properties breaks no file, changes no other value, and setting keeps every comment", () => {
  const comment = fc.constantFrom("", " // why", " /* why */");
  const property = fc.record({ key: fc.constantFrom("a", "b", "c", "d"), value: fc.oneof(fc.integer(), fc.constant("text // no comment"), fc.constant({ x: 1 })), behind: comment, before: fc.constantFrom("", "// before\n  ") });
  const object = fc.record({ properties: fc.uniqueArray(property, { selector: one => one.key, maxLength: 4 }), trailing: fc.boolean(), mark: fc.constantFrom("", "\uFEFF") }).map(({ properties, trailing, mark }) => {
    const lines = properties.map(({ key, value, behind, before }, index) => `  ${before}"${key}": ${JSON.stringify(value)}${index < properties.length - 1 || trailing ? "," : ""}${behind}\n`);
    return { text: `${mark}{\n${lines.join("")}}\n`, value: Object.fromEntries(properties.map(({ key, value }) => [key, value])) as Record<string, unknown>, comments: properties.filter(one => one.behind !== "").length + properties.filter(one => one.before !== "").length };
  });
  const comments = (text: string): number => [...text.matchAll(/\/\/ before|\/\/ why|\/\* why/g)].length;
  const read = (text: string): unknown => {
    const errors: ParseError[] = [];
    const value: unknown = parse(text.replace("\uFEFF", ""), errors, { allowTrailingComma: true });
    expect(errors, text).toEqual([]);
    return value;
  };
  fc.assert(fc.property(object, fc.constantFrom("a", "b", "e"), fc.boolean(), ({ text, value, comments: before }, key, remove) => {
    const after = setProperty(text, [key], remove ? undefined : 7, { insertSpaces: true, tabSize: 2, eol: "\n" });
    const others = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    expect(read(after)).toEqual(remove ? others : { ...others, [key]: 7 });
    if (!remove) expect(comments(after)).toBe(before);
  }));
});

test("durations are read alike from every form they come in", async () => {
  const files = await readdir("fixtures/advice/durations");
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const read = readDurations(await readFile(join("fixtures/advice/durations", file), "utf8"), file);
    expect([...read], file).toEqual([
      ["quote", { calls: 2, durationMs: 1000, p95Ms: 1500, dependencyMs: 700, cpuMs: 30 }],
      ["report, monthly", { calls: 1, durationMs: 2000, p95Ms: 2000 }],
    ]);
  }
});

test.each([
  ["no duration", "name,cpu\nquote,3"],
  ["an unknown unit", "name,duration\nquote,3 weeks"],
  ["broken JSON", "[{"],
  ["nothing", ""],
])("refuses durations with %s", (_, text) => {
  expect(() => readDurations(text, "durations.csv")).toThrow(UsageError);
});

test.each([
  ["no-such-folder", ""],
  [".", "--plan cheap"],
  [".", "--cores none"],
  [".", "--memory 0"],
  ["python-flex-awaits/app", "--plan flex --memory 1000"],
  ["python-flex-awaits/app", "--durations missing.csv"],
  ["measured-durations", "--durations case.json"],
])("refuses advise %s %s", async (app, args) => {
  const error: unknown = await runCommand(registerAdvise, ["advise", ".", ...args.split(" ").filter(word => word !== "")], join(folder, app)).catch((reason: unknown) => reason);
  // Commander itself refuses a value that is no choice of an option.
  expect(error instanceof UsageError || (error as { code?: string }).code === "commander.invalidArgument").toBe(true);
  expect((error as Error).message.replaceAll(process.cwd(), "")).toMatchSnapshot();
});
