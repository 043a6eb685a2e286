import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const run = promisify(execFile);

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command, from the source. */
async function funcfix(args: readonly string[], cwd = ROOT): Promise<Result> {
  try {
    const { stdout, stderr } = await run(process.execPath, ["--import", import.meta.resolve("tsx"), join(ROOT, "src/cli.ts"), ...args], { cwd, env: { ...process.env, NO_COLOR: "1" } });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Result;
    return { code, stdout, stderr };
  }
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "funcfix-cli-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe("check", () => {
  test("prints findings with code frame and trail, and exits with 1", async () => {
    const { code, stdout } = await funcfix(["check", "fixtures/apps/restaurant-node"]);
    expect(code).toBe(1);
    expect(stdout).toContain("fixtures/apps/restaurant-node/PlaceOrder/index.js:21:17");
    expect(stdout).toContain("-> in readTable calls readFileSync");
  });

  test.each(["restaurant-node", "restaurant-python"])("gives JSON of %s that its schema accepts", async app => {
    const { stdout } = await funcfix(["check", `fixtures/apps/${app}`, "--format", "json"]);
    const validate = new Ajv().compile(JSON.parse(readFileSync(join(ROOT, "schemas/check.schema.json"), "utf8")) as object);
    expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true);
  });

  test("exits with 0 when nothing is found", async () => {
    const folder = folderWith({ "clean.py": "async def main():\n    await work()\n" });
    expect(await funcfix(["check", folder])).toMatchObject({ code: 0, stdout: "Nothing found in 1 file.\n" });
  });

  test.each([
    ["a path that does not exist", ["check", "no/such/place"], "There is no file or folder"],
    ["an unknown option", ["check", "--formt", "json"], "unknown option '--formt'"],
    ["an unknown format", ["check", "--format", "yaml"], "Allowed choices are"],
    ["an unknown rule", ["check", "--rule", "no-blocking-cal", "--", "."], "There is no rule `no-blocking-cal`"],
    ["an unknown command", ["chekc"], "unknown command 'chekc'"],
    ["a bad number", ["check", "--max-warnings", "many"], "takes a whole number"],
  ])("answers %s with one message and exit code 2", async (_, args, message) => {
    const { code, stderr } = await funcfix(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });

  test("reports a file that does not parse and goes on with the rest", async () => {
    const folder = folderWith({
      "broken.py": "async def main(:\n",
      "good.py": "import time\n\n\nasync def main():\n    time.sleep(1)\n",
    });
    const { code, stdout } = await funcfix(["check", folder, "--format", "json"]);
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; severity: string }[] };
    expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
      "parse-error warning",
      "no-async-without-await error",
      "no-blocking-call error",
    ]);
    expect(code).toBe(1);
  });
});

describe("fix", () => {
  test.each(["restaurant-node", "restaurant-python"])("gives JSON of %s that its schema accepts, and a diff that git applies", async app => {
    const { code, stdout } = await funcfix(["fix", `fixtures/apps/${app}`, "--unsafe", "--format", "json"]);
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as { diff: string; written: boolean };
    const validate = new Ajv().compile(JSON.parse(readFileSync(join(ROOT, "schemas/fix.schema.json"), "utf8")) as object);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(report.written).toBe(false);

    const patch = join(folderWith({}), "fix.diff");
    writeFileSync(patch, report.diff);
    await run("git", ["apply", "--check", patch], { cwd: ROOT });
  });
});
