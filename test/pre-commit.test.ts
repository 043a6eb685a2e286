import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const missing = spawnSync("pre-commit", ["--version"]).error !== undefined || spawnSync("git", ["-C", ROOT, "rev-parse"]).status !== 0;
/** pre-commit installs and builds the hook repository: minutes on a slow machine. */
const TIMEOUT_MS = 900_000;

const HOOKS = ["funcfix-check", "funcfix-check-files", "funcfix-fix"];
const APP = {
  "host.json": "{}\n",
  "function_app.py": "import time\n\nfrom shared.stock import reserve\n\n\nasync def order(item):\n    time.sleep(1)\n    await send(reserve(item))\n",
  "shared/stock.py": "import requests\n\n\ndef reserve(item):\n    return requests.get(item)\n",
  "clean.py": "def twice(x):\n    return 2 * x\n",
};

// Skipped where the machine has no pre-commit; `.ci/run` installs it.
describe.skipIf(missing)("pre-commit, with this repository as the source of the hooks", () => {
  const base = mkdtempSync(join(tmpdir(), "funcfix-pre-commit-"));
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  const git = (cwd: string, ...args: string[]): string => execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { cwd, encoding: "utf8" });

  test("checks the app, checks the changed files, and fixes", () => {
    const source = join(base, "source");
    mkdirSync(source);
    execFileSync("sh", ["-c", `git -C "${ROOT}" ls-files -z --cached --others --exclude-standard | tar -C "${ROOT}" --null --ignore-failed-read -T - -cf - | tar -C "${source}" -xf -`]);
    leaveOutUnusedDevDependencies(source);
    git(source, "init", "-q");
    git(source, "add", "-A");
    git(source, "commit", "-qm", "source");
    const rev = git(source, "rev-parse", "HEAD").trim();

    const user = join(base, "user");
    mkdirSync(join(user, "shared"), { recursive: true });
    for (const [name, text] of Object.entries(APP)) writeFileSync(join(user, name), text);
    writeFileSync(join(user, ".pre-commit-config.yaml"), `repos:\n- repo: ${source}\n  rev: ${rev}\n  hooks:\n${HOOKS.map(id => `  - id: ${id}\n`).join("")}`);
    git(user, "init", "-q");
    git(user, "add", "-A");
    const run = (...args: string[]) => {
      const { status, stdout } = spawnSync("pre-commit", ["run", ...args], { cwd: user, encoding: "utf8", env: { ...process.env, PRE_COMMIT_HOME: join(base, "home"), npm_config_prefer_offline: "true" } });
      return { status, stdout };
    };

    const whole = run("funcfix-check", "--all-files");
    expect(whole.stdout).toContain("function_app.py:7:5");
    expect(whole).toMatchObject({ status: 1, stdout: expect.stringContaining("`reserve` reaches `requests.get`") });

    expect(run("funcfix-check-files", "--files", "clean.py")).toMatchObject({ status: 0 });
    expect(run("funcfix-check-files", "--files", "function_app.py")).toMatchObject({ status: 1, stdout: expect.stringContaining("function_app.py:8:16") });

    expect(run("funcfix-fix", "--files", "function_app.py")).toMatchObject({ status: 1, stdout: expect.stringContaining("files were modified by this hook") });
    expect(readFileSync(join(user, "function_app.py"), "utf8")).toContain("    await asyncio.sleep(1)\n");
  }, TIMEOUT_MS);
});

/** pre-commit installs every development dependency before it builds: those of tests and benches only cost time here. */
function leaveOutUnusedDevDependencies(source: string): void {
  const path = join(source, "package.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as { devDependencies: Record<string, string>; optionalDependencies?: object };
  const texts = ["src", "rules", "codemods"].flatMap(folder => readdirSync(join(source, folder), { recursive: true, encoding: "utf8" })
    .filter(file => /\.[cm]?ts$/.test(file) && !/^dev\/|(?:^|\/)(?:test|bench|soak)\//.test(file))
    .map(file => readFileSync(join(source, folder, file), "utf8")));
  const builds = (name: string): boolean => /^(?:typescript|tsx|esbuild|@types\/.*)$/.test(name) || texts.some(text => text.includes(`from "${name}`));
  manifest.devDependencies = Object.fromEntries(Object.entries(manifest.devDependencies).filter(([name]) => builds(name)));
  writeFileSync(path, JSON.stringify(manifest, null, 2));
}
