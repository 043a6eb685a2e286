import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Command } from "commander";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { registerCheck } from "../src/cli/check.ts";
import type { CommandIo } from "../src/cli/command-io.ts";
import { registerFix } from "../src/cli/fix.ts";
import { UsageError } from "../src/model/usage-error.ts";
import { applyChanges } from "../src/project/write/apply.ts";
import { realDisk } from "../src/project/write/disk.ts";
import { interruptedWrite, recover, rollBack } from "../src/project/write/recover.ts";
import { journalsIn, removeSampleApps, sampleApp, snapshot, type SampleApp } from "./support/writing/sample-app.ts";
import { countingSteps, deadFrom, failingAt } from "./support/writing/stopping-disk.ts";

const scratch = mkdtempSync(join(tmpdir(), "funcfix-faults-plan-"));
process.env["XDG_STATE_HOME"] = scratch;
afterEach(removeSampleApps);
afterAll(() => rmSync(scratch, { recursive: true }));

/** The app as it is before and after all its changes, and how many steps the write takes. */
async function bothEnds(git: boolean, functions: number) {
  const app = sampleApp(functions, { git });
  const old = snapshot(app.root);
  let steps = 0;
  await applyChanges(app.changes, app.root, { keep: true, disk: countingSteps(realDisk, step => { steps = step; }) });
  return { old, new: snapshot(app.root), steps };
}

async function attempt(app: SampleApp, disk = realDisk): Promise<unknown> {
  return applyChanges(app.changes, app.root, { keep: true, disk }).catch((error: unknown) => error);
}

describe.each([["in a repository", true], ["without git", false]])("%s", (_, git) => {
  test("a write leaves nothing beside the app, keeps modes, and is rolled back while nobody has changed its files", async () => {
    const ends = await bothEnds(git, 2);
    expect(Object.keys(ends.new).filter(name => /funcfix|tmp|Old/.test(name))).toEqual([]);
    expect(ends.new["Order2/index.js"]).toMatch(/^100755 /);

    const app = sampleApp(2, { git });
    await attempt(app);
    expect(rollBack(app.root)).toEqual({ root: app.root, files: 8 });
    expect(snapshot(app.root)).toEqual(ends.old);
    expect(journalsIn(app.root)).toEqual([]);
    expect(() => rollBack(app.root)).toThrow("There is no write of funcfix to roll back");

    await attempt(app);
    writeFileSync(join(app.root, "Order1/index.js"), "// mine\n");
    const changed = snapshot(app.root);
    expect(() => rollBack(app.root)).toThrow(/Changed since they were written: .*Order1.index\.js/);
    expect(snapshot(app.root)).toEqual(changed);
  });

  test("a process that dies at any step leaves what the next start makes old or new", async () => {
    const ends = await bothEnds(git, 1);
    const met = new Set<string>();
    for (let step = 1; step <= ends.steps; step++) {
      const app = sampleApp(1, { git });
      await attempt(app, deadFrom(realDisk, step));
      const torn = interruptedWrite(app.root) !== undefined;
      const undone = recover(app.root);
      expect(undone !== undefined).toBe(torn);
      const found = snapshot(app.root);
      const end = found["Order1/index.js"] === ends.old["Order1/index.js"] ? "old" : "new";
      met.add(`${end}${torn ? " after a rollback" : ""}`);
      expect(found, `step ${step}`).toEqual(ends[end]);
      expect(journalsIn(app.root).filter(name => name !== "last")).toEqual([]);
      rmSync(app.root, { recursive: true });
    }
    expect(met).toEqual(new Set(["old", "old after a rollback", "new"]));
  });

  test("a process that dies at any step leaves what a rollback makes old", async () => {
    const ends = await bothEnds(git, 1);
    for (let step = 1; step <= ends.steps; step++) {
      const app = sampleApp(1, { git });
      await attempt(app, deadFrom(realDisk, step));
      const touched = interruptedWrite(app.root) !== undefined || snapshot(app.root)["src/functions/order1.js"] !== undefined;
      if (touched) rollBack(app.root);
      else expect(() => rollBack(app.root), `step ${step}`).toThrow("There is no write of funcfix to roll back");
      expect(snapshot(app.root), `step ${step}`).toEqual(ends.old);
    }
  });

  test("a full disk at any step leaves all files as they were", async () => {
    const ends = await bothEnds(git, 1);
    for (let step = 1; step <= ends.steps; step++) {
      const app = sampleApp(1, { git });
      const old = snapshot(app.root);
      const failed = await attempt(app, failingAt(realDisk, step, "ENOSPC"));
      recover(app.root);
      if (failed === undefined) expect(snapshot(app.root), `step ${step}`).toEqual(ends.new);
      else {
        expect(String(failed)).toMatch(/could not be written, and all files are as they were: ENOSPC/);
        expect(snapshot(app.root), `step ${step}`).toEqual(old);
      }
      expect(interruptedWrite(app.root)).toBeUndefined();
      rmSync(app.root, { recursive: true });
    }
  });
});

describe("real processes", () => {
  let program: string;
  beforeAll(async () => {
    program = join(scratch, "write-app.mjs");
    await build({ entryPoints: [fileURLToPath(new URL("support/writing/write-app.ts", import.meta.url))], outfile: program, bundle: true, platform: "node", format: "esm", logLevel: "error" });
  });

  function run(app: SampleApp, signal: NodeJS.Signals | "WAIT", step: number, before = ""): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stderr: string }> {
    const plan = join(scratch, "plan.json");
    writeFileSync(plan, JSON.stringify(app.changes));
    const child = spawn("sh", ["-c", `${before} exec "$0" "$@"`, process.execPath, program, app.root, plan, signal, String(step)], { stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => { stderr += text; });
    return new Promise(done => child.on("close", (code, by) => done({ code, signal: by, stderr })));
  }

  test("killed at 20 steps of a large write, each ends old or new", async () => {
    const ends = await bothEnds(true, 10);
    for (let kill = 0; kill < 20; kill++) {
      const app = sampleApp(10, { git: true });
      const { signal } = await run(app, "SIGKILL", 1 + Math.floor((kill * (ends.steps - 1)) / 19));
      expect(signal).toBe("SIGKILL");
      recover(app.root);
      const found = snapshot(app.root);
      expect(found).toEqual(found["Order1/index.js"] === ends.old["Order1/index.js"] ? ends.old : ends.new);
      rmSync(app.root, { recursive: true });
    }
  });

  test.each([["SIGINT", 130], ["SIGTERM", 143]] as const)("%s in the middle undoes, and says so", async (signal, exitCode) => {
    const app = sampleApp(10, { git: true });
    const old = snapshot(app.root);
    const { code, stderr } = await run(app, signal, 60);
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: `Stopped by ${signal}: all files are as they were.` });
    expect(snapshot(app.root)).toEqual(old);
    expect(journalsIn(app.root)).toEqual([]);
  });

  test.skipIf(process.platform === "win32")("a limit on the size of files is a full disk", async () => {
    const app = sampleApp(2, { git: true });
    const large: SampleApp = { root: app.root, changes: [...app.changes, { kind: "create", path: join(app.root, "large.js"), text: "x".repeat(2_000_000) }] };
    const old = snapshot(app.root);
    const { code, stderr } = await run(large, "SIGCONT", 0, "trap '' XFSZ; ulimit -f 1024;");
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/all files are as they were: EFBIG/) });
    expect(snapshot(app.root)).toEqual(old);
  });

  test("two at once: the second is refused, and takes nothing away from the first", async () => {
    const app = sampleApp(3, { git: true });
    const ends = await bothEnds(true, 3);
    const first = run(app, "WAIT", Math.floor(ends.steps / 2));
    while (!existsSync(join(scratch, "plan.json.waits"))) await new Promise(next => setTimeout(next, 5));
    expect(() => recover(app.root)).toThrow(/Another funcfix \(process \d+\) writes/);
    expect(await attempt(app)).toBeInstanceOf(UsageError);
    writeFileSync(join(scratch, "plan.json.go"), "");
    expect(await first).toMatchObject({ code: 0 });
    expect(snapshot(app.root)).toEqual(ends.new);
  });
});

test("of a torn write, check tells, a dry run refuses to plan, and the next --write mends it", async () => {
  const { steps } = await bothEnds(true, 1);
  const app = sampleApp(1, { git: true });
  const old = snapshot(app.root);
  await attempt(app, deadFrom(realDisk, Math.floor(steps / 2)));
  let stderr = "";
  const run = async (...args: string[]): Promise<void> => {
    const program = new Command().exitOverride();
    const io: CommandIo = { stdout: () => {}, stderr: text => { stderr += text; }, exitCode: () => {}, cwd: app.root };
    registerCheck(program, io);
    registerFix(program, io);
    await program.parseAsync(["node", "funcfix", ...args, "--no-exec"]);
  };
  await run("check");
  expect(stderr).toContain(`A write of funcfix in ${app.root} was torn off`);
  await expect(run("fix")).rejects.toThrow(`funcfix fix --rollback ${app.root}`);
  await run("fix", "--write");
  expect(stderr).toMatch(/An earlier write was torn off: \d files? in .* put back as before it\./);
  expect(snapshot(app.root)).toEqual(old);
});

describe("refused with nothing written", () => {
  test.each<readonly [string, (root: string) => void, RegExp]>([
    ["a file that changed since planning", root => writeFileSync(join(root, "Order1/index.js"), "// mine\n"), /Order1.index\.js has changed since/],
    ["a file that is gone", root => rmSync(join(root, "Order1/function.json")), /function\.json is gone/],
    ["a read-only folder", root => chmodSync(join(root, "Order1"), 0o555), /Order1 is read-only/],
    ["a read-only file", root => chmodSync(join(root, "Order1/index.js"), 0o444), /index\.js is read-only/],
    ["a file that became a link", root => {
      rmSync(join(root, "Order1/index.js"));
      symlinkSync("/etc/hostname", join(root, "Order1/index.js"));
    }, /is a symbolic link/],
    ["a folder that became a link out of the app", root => symlinkSync(tmpdir(), join(root, "src")), /lies outside/],
    ["bytes that are no UTF-8", root => writeFileSync(join(root, "Order1/index.js"), Buffer.from([0x63, 0xe9])), /has changed since|is not UTF-8/],
  ])("%s", async (_, prepare, message) => {
    const app = sampleApp(1, { git: true });
    prepare(app.root);
    const before = snapshot(app.root);
    expect(String(await attempt(app))).toMatch(message);
    expect(snapshot(app.root)).toEqual(before);
    chmodSync(join(app.root, "Order1"), 0o755);
  });

  test("a text that was read from other bytes than UTF-8 would lose them", async () => {
    const app = sampleApp(1, { git: true });
    const path = join(app.root, "latin.py");
    writeFileSync(path, Buffer.from("# -*- coding: latin-1 -*-\nname = 'caf\xe9'\n", "latin1"));
    const before = readFileSync(path, "utf8");
    await expect(applyChanges([{ kind: "edit", path, before, edits: [{ start: before.indexOf("name"), end: before.indexOf("name") + 4, text: "title" }] }], app.root)).rejects.toThrow("is not UTF-8");
    expect(readFileSync(path)).toContain(0xe9);
  });

  test.each([".git/hooks/pre-commit", ".git/config", "src/.git/config"])("git's own file %s", async name => {
    const app = sampleApp(1, { git: true });
    await expect(applyChanges([{ kind: "create", path: join(app.root, name), text: "x" }], app.root)).rejects.toThrow(UsageError);
  });
});

describe("a journal that an attacker has laid out", async () => {
  const { steps } = await bothEnds(true, 1);
  test.each([
    ["leads out of the repository", { path: "../outside.txt" }],
    ["is absolute", { path: "/tmp/funcfix-outside.txt" }],
    ["writes a hook", { path: ".git/hooks/pre-commit" }],
    ["goes through a link", { path: "link/outside.txt" }],
  ])("%s: nothing is undone", async (_, entry) => {
    const app = sampleApp(1, { git: true });
    const outside = mkdtempSync(join(tmpdir(), "funcfix-outside-"));
    symlinkSync(outside, join(app.root, "link"));
    await attempt(app, deadFrom(realDisk, Math.floor(steps / 2)));
    const journal = join(app.root, ".git/funcfix/writing/journal.json");
    const value = JSON.parse(readFileSync(journal, "utf8")) as { entries: object[] };
    value.entries[0] = { ...value.entries[0], ...entry };
    writeFileSync(journal, JSON.stringify(value));
    const before = snapshot(app.root);
    expect(() => recover(app.root)).toThrow(UsageError);
    expect(snapshot(app.root)).toEqual(before);
    expect(readdirSync(outside)).toEqual([]);
    expect(statSync(journal).isFile()).toBe(true);
  });
});
