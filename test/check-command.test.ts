import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { registerCheck } from "../src/cli/check.ts";
import { runCommand } from "./support/run-command.ts";

const BLOCKING = "import time\n\n\nasync def wait():\n    await work()\n    time.sleep(1)\n";

async function funcfixCheck(cwd: string, ...args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { exitCode, stdout, stderr } = await runCommand(registerCheck, ["check", ...args], cwd);
  return { code: exitCode, stdout, stderr };
}

function folder(files: Readonly<Record<string, string>> = { "app.py": BLOCKING }): string {
  const path = mkdtempSync(join(tmpdir(), "funcfix-command-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

describe("check", () => {
  test("writes the report to a file, and statistics beside it", async () => {
    const cwd = folder();
    const { code, stdout, stderr } = await funcfixCheck(cwd, "--format", "junit", "--output-file", "out/report.xml", "--stats");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(readFileSync(join(cwd, "out/report.xml"), "utf8")).toContain("time.sleep");
    expect(stderr).toMatch(/time\.sleep +1 +1/);
  });

  test("counts warnings that --quiet does not show", async () => {
    const cwd = folder({ "app.py": BLOCKING, "funcfix.config.json": `{ "rules": { "no-blocking-call": "warning" }, "maxWarnings": 0 }` });
    expect(await funcfixCheck(cwd, "--quiet")).toMatchObject({ code: 1, stdout: "Nothing found in 1 file.\n", stderr: expect.stringContaining("more than the 0 that are allowed") as string });
    expect(await funcfixCheck(cwd, "--max-warnings", "1")).toMatchObject({ code: 0 });
    expect(await funcfixCheck(cwd, "--no-config")).toMatchObject({ code: 1, stderr: "" });
  });

  test("shows what the baseline does not hold", async () => {
    const cwd = folder();
    expect(await funcfixCheck(cwd, "--baseline", "known.json", "--update-baseline")).toMatchObject({ code: 0, stdout: "" });
    expect(await funcfixCheck(cwd, "--baseline", "known.json")).toMatchObject({ code: 0, stdout: "Nothing found in 1 file.\n" });
    writeFileSync(join(cwd, "app.py"), "x = 1\n");
    expect((await funcfixCheck(cwd, "--baseline", "known.json")).stderr).toContain("1 finding of the baseline is gone");
    await expect(funcfixCheck(cwd, "--update-baseline")).rejects.toThrow("--update-baseline needs --baseline FILE");
  });

  test("shows with --since what changed files can have brought, through other files too", async () => {
    const cwd = folder({
      "old.py": BLOCKING,
      "handler.py": "from helper import load\n\n\nasync def handle():\n    await work()\n    load()\n",
      "helper.py": "def load():\n    return 1\n",
    });
    const git = (...args: readonly string[]): Buffer => execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], { cwd });
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "Old code");
    expect(await funcfixCheck(cwd, "--since", "HEAD")).toMatchObject({ code: 0, stdout: "Nothing found in 3 files.\n" });

    writeFileSync(join(cwd, "helper.py"), "import time\n\n\ndef load():\n    time.sleep(1)\n");
    writeFileSync(join(cwd, "new.py"), BLOCKING);
    const foundSince = async (revision: string): Promise<string[]> => {
      const { stdout } = await funcfixCheck(cwd, "--since", revision, "--format", "json");
      return (JSON.parse(stdout) as { findings: { path: string }[] }).findings.map(({ path }) => path);
    };
    expect(await foundSince("HEAD")).toEqual(["handler.py", "new.py"]);

    git("add", "-A");
    git("commit", "-qm", "New code");
    expect(await foundSince("HEAD~1")).toEqual(["handler.py", "new.py"]);
    expect(await foundSince("HEAD")).toEqual([]);
    await expect(funcfixCheck(cwd, "--since", "nowhere")).rejects.toThrow("git knows no revision nowhere");
    await expect(funcfixCheck(folder(), "--since", "HEAD")).rejects.toThrow("is not in a git work tree");
    await expect(funcfixCheck(cwd, "--since", "HEAD", "--baseline", "known.json", "--update-baseline")).rejects.toThrow("leave --since out");
  });

  test("keeps facts where it is told, and nowhere without a node_modules", async () => {
    const cwd = folder();
    await funcfixCheck(cwd);
    expect(existsSync(join(cwd, "node_modules"))).toBe(false);
    await funcfixCheck(cwd, "--cache-location", "kept", "--no-cache");
    expect(existsSync(join(cwd, "kept"))).toBe(false);
    await funcfixCheck(cwd, "--cache-location", "kept");
    expect(existsSync(join(cwd, "kept"))).toBe(true);
  });

  test("answers --why-not, and says what is wrong with the place", async () => {
    const cwd = folder();
    expect((await funcfixCheck(cwd, "--why-not", "app.py:5")).stdout).toContain("`work`: ");
    await expect(funcfixCheck(cwd, "--why-not", "app.py")).rejects.toThrow("takes `path:line`");
    await expect(funcfixCheck(cwd, "--why-not", "app.py:99")).rejects.toThrow("there is no line 99");
  });
});
