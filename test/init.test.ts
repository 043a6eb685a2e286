import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { registerInit } from "../src/cli/init.ts";
import { runCommand } from "./support/run-command.ts";

const made: string[] = [];
afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true })));

/** A name that ends in `/` is a folder. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "funcfix-init-"));
  made.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(name.endsWith("/") ? join(folder, name) : dirname(join(folder, name)), { recursive: true });
    if (!name.endsWith("/")) writeFileSync(join(folder, name), text);
  }
  return folder;
}

function tree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map(path => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}

const init = (folder: string, ...options: string[]) => runCommand(registerInit, ["init", folder, ...options]);

const APPS = {
  python: { "function_app.py": "x = 1\n", ".git/": "" },
  javascript: { "src/a.js": "export const a = 1;\n", "package.json": "{}", "pnpm-lock.yaml": "", ".git/": "" },
  typescript: { "src/a.ts": "export const a = 1;\n", "package.json": "{}", ".git/": "", ".github/workflows/ci.yml": "on: push\n" },
  "with its own files": { "src/a.js": "export const a = 1;\n", "package.json": "{}", "eslint.config.js": "export default [];\n", "lefthook.yml": "pre-push: {}\n", ".gitlab-ci.yml": "test: {}\n", "azure-pipelines.yml": "steps: []\n", ".git/": "" },
};

const WRITES: Readonly<Record<keyof typeof APPS, readonly string[]>> = {
  python: [".pre-commit-config.yaml"],
  javascript: [".pre-commit-config.yaml", "eslint.config.mjs"],
  typescript: [".github/workflows/funcfix.yml", ".pre-commit-config.yaml", "eslint.config.mjs"],
  "with its own files": [],
};

describe.each(Object.keys(APPS) as (keyof typeof APPS)[])("init in an app: %s", name => {
  test("shows what it would write and writes nothing without an answer", async () => {
    const folder = folderWith(APPS[name]);
    const before = tree(folder);
    const { stdout } = await init(folder);
    for (const path of WRITES[name]) expect(stdout).toContain(`New file ${path}`);
    expect(tree(folder)).toEqual(before);
  });

  test("--yes writes new files only, and a second time nothing", async () => {
    const folder = folderWith(APPS[name]);
    const before = tree(folder);
    await init(folder, "--yes");
    const after = tree(folder);
    expect(Object.keys(after).filter(path => !(path in before)).sort()).toEqual(WRITES[name]);
    expect(after).toMatchObject(before);
    await init(folder, "--yes");
    expect(tree(folder)).toEqual(after);
  });
});

test("what the user must add to his own files is shown", async () => {
  const { stdout } = await init(folderWith(APPS["with its own files"]));
  for (const path of ["eslint.config.js", "lefthook.yml", ".gitlab-ci.yml", "azure-pipelines.yml"]) expect(stdout).toContain(`To add by hand to ${path}, which is yours`);
});

test("commands are those of the package manager", async () => {
  expect((await init(folderWith(APPS.javascript))).stdout).toContain("`pnpm add --save-dev funcfix eslint`");
  expect((await init(folderWith(APPS.typescript))).stdout).toContain("`npm install --save-dev funcfix eslint typescript-eslint`");
});

test("a folder that is set up says so, and one without sources is refused", async () => {
  const folder = folderWith(APPS.python);
  await init(folder, "--yes");
  expect((await init(folder)).stdout).toBe("Everything is set up already.\n");
  await expect(init(folderWith({}))).rejects.toThrow("holds no JavaScript, TypeScript or Python source file");
});
