import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { describe, expect, test } from "vitest";

import { fixCases } from "./support/fix-cases.ts";

const run = promisify(execFile);
const support = fileURLToPath(new URL("./support/", import.meta.url));
const ENTRIES = ["function_app.py", "Quote/__init__.py"];

interface Run {
  /** What each handler gave, or its exception. */
  readonly results: Readonly<Record<string, unknown>>;
  readonly printed: string;
  /** Blocking calls that no tick of the event loop came through. */
  readonly held: number;
  readonly blocking: number;
}

async function runApp(folder: string): Promise<Run> {
  const entry = ENTRIES.find(name => existsSync(join(folder, name)))!;
  const { stdout } = await run("python3", ["-B", "-W", "ignore", join(support, "run_handlers.py"), join(support, "azure-functions-stand-in"), join(support, "blocking-stubs"), folder, entry], { timeout: 60_000 });
  return JSON.parse(stdout.replaceAll(folder, "<app>")) as Run;
}

const changed = fixCases().filter(({ name }) => name.startsWith("python-"));

describe.each(changed)("$name", ({ folder, before, after }) => {
  test("gives the same, and no longer holds the event loop up", async () => {
    const [old, fixed] = await Promise.all([runApp(before), runApp(after)]);
    expect({ results: fixed.results, printed: fixed.printed }).toEqual({ results: old.results, printed: old.printed });
    expect(JSON.stringify(old.results)).not.toMatch(/"(?:Name|Type|Attribute|ModuleNotFound|Import|Unbound\w*)Error:/);
    expect(old.held).toBeGreaterThan(0);
    if (existsSync(join(folder, "undone.txt"))) expect(fixed.held).toBeLessThan(old.held);
    else expect(fixed.held).toBe(0);
  });
});
