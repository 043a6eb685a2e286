import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";

import { registerInit } from "../src/cli/init.ts";
import { UsageError } from "../src/model/usage-error.ts";
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

type Files = Readonly<Record<string, string>>;

/** What a repository may have of each kind; every combination of the first three is tried. */
const SOURCES: Readonly<Record<string, Files>> = {
  Python: { "function_app.py": "x = 1\n", "requirements.txt": "azure-functions\n" },
  JavaScript: { "src/a.js": "export const a = 1;\n", "package.json": '{ "devDependencies": {} }' },
  "TypeScript 5 and Python": { "src/a.ts": "export const a = 1;\n", "jobs/job.py": "x = 1\n", "package.json": '{ "devDependencies": { "typescript": "~5.9.2" } }' },
  "TypeScript 7": { "src/a.ts": "export const a = 1;\n", "package.json": '{ "devDependencies": { "typescript": "^7.0.0" } }' },
  "a monorepo": { "package.json": '{ "workspaces": ["apps/*"] }', "apps/orders/host.json": "{}", "apps/orders/package.json": "{}", "apps/orders/src/a.mts": "export const a = 1;\n", "apps/stock/function_app.py": "x = 1\n" },
};
const LINTERS: Readonly<Record<string, Files>> = {
  "no ESLint": {},
  "eslint.config.ts": { "eslint.config.ts": "export default [];\r\n" },
  "eslint.config.mts": { "eslint.config.mts": "export default [];\n" },
  "eslint.config.cjs": { "eslint.config.cjs": "module.exports = [];\n" },
  ".eslintrc.json": { ".eslintrc.json": '{ "root": true } // ours\n' },
  ".eslintrc.cjs": { ".eslintrc.cjs": "module.exports = { root: true };\n" },
  oxlint: { ".oxlintrc.json": '{ "rules": {} }\n' },
};
const HOOKS: Readonly<Record<string, Files>> = {
  "no hook": {},
  "pre-commit": { ".pre-commit-config.yaml": "# ours: keep the order\r\nrepos:\r\n  - repo: https://github.com/pre-commit/pre-commit-hooks\r\n    rev: v5.0.0 # pinned\r\n    hooks: [{ id: check-yaml }]\r\n" },
  lefthook: { "lefthook.yaml": "pre-commit:\n  commands: {}\n" },
  husky: { ".husky/pre-commit": "npm test\n", ".husky/_/husky.sh": "" },
};
const LOCKS: readonly Files[] = [{}, { "package-lock.json": "{}" }, { "pnpm-lock.yaml": "" }, { "yarn.lock": "# yarn lockfile v1\n" }, { "yarn.lock": "__metadata:\n  version: 8\n" }, { "bun.lock": "{}" }];
const CI: readonly Files[] = [{}, { ".github/workflows/ci.yml": "on: push\n" }, { ".gitlab-ci.yml": "test: {}\n", "azure-pipelines.yml": "steps: []\n" }];

const combinations = Object.entries(SOURCES).flatMap(([source, a]) => Object.entries(LINTERS).flatMap(([linter, b]) => Object.entries(HOOKS).map(([hook, c]) => ({ name: `${source}, ${linter}, ${hook}`, files: { ...a, ...b, ...c } }))));

test.each(combinations.map(({ name, files }, index) => [name, { ...files, ...LOCKS[index % LOCKS.length], ...CI[index % CI.length], ".git/": "" }] as const))("init leaves what is there and does nothing twice: %s", async (_, files) => {
  const folder = folderWith(files);
  const before = tree(folder);
  await init(folder, "--yes");
  const after = tree(folder);
  expect(after).toMatchObject(before);
  for (const [path, text] of Object.entries(after).filter(([path]) => !(path in before))) expect(isWellFormed(path, text), `${path}:\n${text}`).toBe(true);
  const { stdout } = await init(folder, "--yes");
  expect(tree(folder)).toEqual(after);
  expect(stdout).not.toContain("New file");
});

/** As far as the format goes: the configuration of ESLint is run in eslint-command.test.ts. */
function isWellFormed(path: string, text: string): boolean {
  if (path.endsWith(".json")) return typeof JSON.parse(text) === "object";
  if (/\.ya?ml$/.test(path)) return typeof parseYaml(text) === "object";
  return path === "eslint.config.mjs" && text.includes("defineConfig(");
}

test.each([
  ["pnpm", { "pnpm-lock.yaml": "" }, ["corepack enable", "pnpm install --frozen-lockfile", "pnpm exec funcfix check"]],
  ["yarn 1", { "yarn.lock": "# yarn lockfile v1\n" }, ["yarn install --frozen-lockfile", "yarn funcfix check"]],
  ["yarn 4", { "yarn.lock": "__metadata:\n" }, ["corepack enable", "yarn install --immutable", "yarn funcfix check"]],
  ["bun", { "bun.lock": "" }, ["bun install --frozen-lockfile", "bunx funcfix check"]],
  ["npm", { "package-lock.json": "" }, ["npm ci", "npx funcfix check"]],
  ["npm without a lock file", {}, ["npm install", "npx funcfix check"]],
  ["the field packageManager", { "package.json": '{ "packageManager": "pnpm@9.1.0" }' }, ["corepack enable", "pnpm install", "pnpm exec funcfix check"]],
])("the workflow installs with %s", async (_, files, commands) => {
  const folder = folderWith({ "a.js": "export const a = 1;\n", "package.json": "{}", ".github/workflows/ci.yml": "on: push\n", ".git/": "", ...files });
  await init(folder, "--yes");
  const { jobs } = parseYaml(readFileSync(join(folder, ".github/workflows/funcfix.yml"), "utf8")) as { jobs: { check: { steps: { run?: string }[] } } };
  expect(jobs.check.steps.flatMap(({ run }) => run ?? [])).toEqual(commands);
});

test("an app inside a repository gets no second ESLint configuration, and hooks stay at the root", async () => {
  const root = folderWith({ ".git/": "", "package.json": "{}", "eslint.config.js": "module.exports = [];\n", "apps/orders/host.json": "{}", "apps/orders/package.json": "{}", "apps/orders/a.js": "export const a = 1;\n" });
  const before = tree(root);
  const { stdout } = await init(join(root, "apps/orders"), "--yes");
  expect(tree(root)).toEqual(before);
  expect(stdout).toContain("To add by hand to ../../eslint.config.js");
  expect(stdout).toContain('const funcfix = require("funcfix/eslint").default;');
  expect(stdout).toContain("`funcfix init ../..`");
});

test.each([
  [".eslintrc.json", { ".eslintrc.json": "{}" }, "npx @eslint/migrate-config .eslintrc.json"],
  ["`eslintConfig` in package.json", { "package.json": '{ "eslintConfig": {} }' }, "Move its `eslintConfig` to an eslint.config.mjs"],
])("a legacy configuration is not switched off by a new one: %s", async (_, files, advice) => {
  const folder = folderWith({ "a.js": "export const a = 1;\n", "package.json": "{}", ...files });
  const { stdout } = await init(folder, "--yes");
  expect(Object.keys(tree(folder))).not.toContain("eslint.config.mjs");
  expect(stdout).toContain(advice);
});

test("TypeScript 7, which typescript-eslint does not read, gets oxlint", async () => {
  const { stdout } = await init(folderWith({ ...SOURCES["TypeScript 7"] }), "--yes");
  expect(stdout).toContain("New file .oxlintrc.json");
  expect(stdout).toContain("`npm install --save-dev funcfix oxlint`");
});

test("a folder in the place of a file is left alone", async () => {
  const folder = folderWith({ "a.js": "export const a = 1;\n", "package.json": "{}", ".git/": "", ".pre-commit-config.yaml/": "", "eslint.config.mjs/": "" });
  const before = tree(folder);
  await init(folder, "--yes").catch(error => expect(error).toBeInstanceOf(UsageError));
  expect(tree(folder)).toEqual(before);
});
