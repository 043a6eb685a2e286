import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { Command } from "commander";
import { describe, expect, test } from "vitest";

import { registerMigrate } from "../src/cli/migrate.ts";
import { UsageError } from "../src/model/usage-error.ts";
import { nodeCases } from "./support/node-migration/cases.ts";
import { readTree } from "./support/node-migration/trees.ts";

interface Ended {
  readonly code: number;
  readonly said: string;
  readonly before: Record<string, string>;
  readonly after: Record<string, string>;
}

/** The command with `--write` on a copy of an app; a usage error is exit code 2, as the program makes it. */
async function migrate(fill: (root: string) => void, ...flags: string[]): Promise<Ended> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-bad-")));
  try {
    fill(root);
    const before = readTree(root);
    let [code, said] = [-1, ""];
    const program = new Command().exitOverride();
    registerMigrate(program, { stdout: text => { said += text; }, stderr: text => { said += text; }, exitCode: value => { code = value; }, cwd: root });
    try {
      await program.parseAsync(["node", "funcfix", "migrate", ".", "--write", "--allow-dirty", "--no-exec", ...flags]);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      [code, said] = [2, error.message];
    }
    return { code, said: said.replaceAll(root, "<app>"), before, after: readTree(root) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

describe.each(nodeCases().filter(({ name }) => name.startsWith("keep-")))("$name", ({ name, before }) => {
  test("nothing is written, and the exit code says so", async () => {
    const ended = await migrate(root => cpSync(before, root, { recursive: true }));
    expect(ended.after).toEqual(ended.before);
    expect(ended.code).toBe(name === "keep-v4-app" ? 0 : 2);
  });
});

const FUNCTION = JSON.stringify({ bindings: [{ type: "queueTrigger", direction: "in", name: "item", queueName: "items", connection: "Storage" }] });
const app = (folder: string, script = "index.js", text = "module.exports = async (context, item) => { context.log(item); };\n"): Record<string, string> => ({
  [`${folder}host.json`]: "{}",
  [`${folder}Job/function.json`]: FUNCTION,
  [`${folder}Job/${script}`]: text,
});

const BAD: readonly (readonly [title: string, files: Record<string, string>, says: string])[] = [
  ["two apps below the folder", { ...app("api/"), ...app("apps/jobs/") }, "There are apps in api, apps/jobs: name one of them."],
  ["functions of two languages", { ...app(""), "Other/function.json": FUNCTION, "Other/__init__.py": "def main(item):\n    pass\n" }, "holds both JavaScript and Python functions"],
  ["a package.json that is no JSON", { ...app(""), "package.json": "{ name: }" }, "package.json is not valid JSON"],
  ["a tsconfig.json that is no JSON", { ...app("", "index.ts"), "tsconfig.json": "{ compilerOptions" }, "tsconfig.json cannot be read"],
  ["a function without bindings", { ...app(""), "Empty/function.json": "{}" }, "has no `bindings`"],
  ["a script that is not there", { ...app(""), "Gone/function.json": FUNCTION }, "The function has no script"],
];

describe("an app that cannot be migrated", () => {
  test.each(BAD)("%s", async (_, files, says) => {
    const ended = await migrate(root => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    });
    expect(ended.said).toContain(says);
    expect(ended.code).toBe(2);
    expect(ended.after).toEqual(ended.before);
  });

  test("an app inside another one is left to itself", async () => {
    const ended = await migrate(root => {
      for (const [path, text] of Object.entries({ ...app(""), "inner/host.json": "{}", "inner/src/functions/a.js": 'const { app } = require("@azure/functions");\napp.http("a", { handler: async () => ({}) });\n' })) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    });
    expect(ended.code).toBe(0);
    expect(Object.keys(ended.after)).toEqual(["Job/index.js", "host.json", "inner/host.json", "inner/src/functions/a.js", "package.json"]);
  });

  test("a layout that the language does not have", async () => {
    const ended = await migrate(root => cpSync(nodeCases().find(({ name }) => name === "scripts")!.before, root, { recursive: true }), "--layout", "single");
    expect(ended.said).toContain("--layout of this app must be functions, not single.");
    expect(ended.after).toEqual(ended.before);
  });
});

test("the fixtures of bad input are there", () => {
  const names = nodeCases().map(({ name }) => name);
  for (const wanted of ["keep-broken-function-json", "keep-half-migrated", "keep-missing-script", "keep-typescript-that-does-not-parse", "keep-v4-app"]) expect(names).toContain(wanted);
});
