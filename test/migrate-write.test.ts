import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { registerMigrate } from "../src/cli/migrate.ts";
import { UsageError } from "../src/model/usage-error.ts";
import { applyChanges } from "../src/project/write/apply.ts";
import { unifiedDiff } from "../src/project/write/diff.ts";
import { runCommandLine } from "./support/node-migration/command-line.ts";
import { readTree } from "./support/node-migration/trees.ts";

const app = fileURLToPath(new URL("../fixtures/codemods/node-v3-to-v4/scripts/", import.meta.url));
let root: string;
beforeEach(() => { root = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-write-"))); });
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (name: string, text: string): string => {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
};

describe("changes go in all or none", () => {
  test("edits keep line ends, byte order mark and mode; emptied folders go", async () => {
    const path = put("a.js", "\uFEFFone\r\ntwo\r\n");
    chmodSync(path, 0o755);
    mkdirSync(join(root, "old"));
    const removed = put("old/function.json", "{}");
    await applyChanges([
      { kind: "edit", path, before: "\uFEFFone\r\ntwo\r\n", edits: [{ start: 1, end: 4, text: "1" }] },
      { kind: "create", path: join(root, "new/deep/b.js"), text: "b\n" },
      { kind: "remove", path: removed, before: "{}" },
    ], root);
    expect(readTree(root)).toEqual({ "a.js": "\uFEFF1\r\ntwo\r\n", "new/deep/b.js": "b\n" });
    expect(existsSync(join(root, "old"))).toBe(false);
  });

  test.each([
    ["a file that changed since", () => ({ kind: "edit", path: put("b.js", "now"), before: "then", edits: [] }) as const],
    ["a file that is there already", () => ({ kind: "create", path: put("b.js", "b"), text: "c" }) as const],
    ["a file outside the app", () => ({ kind: "create", path: join(root, "..", "b.js"), text: "c" }) as const],
    ["a path through a link out of the app", () => {
      symlinkSync(tmpdir(), join(root, "link"));
      return { kind: "create", path: join(root, "link", "b.js"), text: "c" } as const;
    }],
    ["a read-only file", () => {
      chmodSync(put("b.js", "b"), 0o444);
      return { kind: "edit", path: join(root, "b.js"), before: "b", edits: [{ start: 0, end: 1, text: "c" }] } as const;
    }],
  ])("%s is refused before anything is written", async (_, second) => {
    const path = put("a.js", "a");
    await expect(applyChanges([{ kind: "edit", path, before: "a", edits: [{ start: 0, end: 1, text: "x" }] }, second()], root)).rejects.toThrow(UsageError);
    expect(readFileSync(path, "utf8")).toBe("a");
  });
});

test("git applies the diff: new, changed, removed and empty files, strange names, no line end", async () => {
  await runCommandLine("git", ["init", "-q", root]);
  const kept = put("a.js", "one\ntwo");
  const gone = put("gone \u00e9.json", "{}\n");
  const empty = put("empty.txt", "");
  const diff = unifiedDiff([
    { kind: "edit", path: kept, before: "one\ntwo", edits: [{ start: 0, end: 3, text: "1" }] },
    { kind: "remove", path: gone, before: "{}\n" },
    { kind: "remove", path: empty, before: "" },
    { kind: "create", path: join(root, "new.js"), text: "new\n" },
  ], root);
  const { code, stderr } = await runCommandLine("git", ["apply", "-"], { cwd: root, input: diff });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  rmSync(join(root, ".git"), { recursive: true });
  expect(readTree(root)).toEqual({ "a.js": "1\ntwo", "new.js": "new\n" });
});

describe("funcfix migrate", () => {
  const run = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    const said = { code: -1, stdout: "", stderr: "" };
    const program = new Command().exitOverride();
    registerMigrate(program, { stdout: text => { said.stdout += text; }, stderr: text => { said.stderr += text; }, exitCode: code => { said.code = code; }, cwd: root });
    await program.parseAsync(["node", "funcfix", "migrate", ...args]);
    return said;
  };
  beforeEach(() => cpSync(join(app, "before"), root, { recursive: true }));

  test("prints a diff that git applies to the same result as --write, and then has nothing to do", async () => {
    const planned = await run(".", "--no-exec");
    expect(planned.code).toBe(1);
    await runCommandLine("git", ["init", "-q", root]);
    const applied = await runCommandLine("git", ["apply", "-"], { cwd: root, input: planned.stdout });
    expect(applied.stderr).toBe("");
    rmSync(join(root, ".git"), { recursive: true });
    expect(readTree(root)).toEqual(readTree(join(app, "after")));
    expect((await run(".")).code).toBe(0);
  });

  test("writes with --write, refuses a dirty tree, and certifies", async () => {
    await runCommandLine("git", ["init", "-q", root]);
    await expect(run(".", "--write", "--no-exec")).rejects.toThrow("uncommitted changes");
    const written = await run(".", "--write", "--allow-dirty", "--no-exec", "--format", "json", "--certificate", "certificate.json");
    expect(written.code).toBe(0);
    const report = JSON.parse(written.stdout);
    expect(report.summary).toMatchObject({ functions: 13, wrapped: 0 });
    expect(report.verification).toMatchObject({ passed: true });
    expect(JSON.parse(readFileSync(join(root, "certificate.json"), "utf8"))).toEqual(report);
    expect(readFileSync(join(root, "certificate.md"), "utf8")).toContain("Bindings before and after");
  });
});
