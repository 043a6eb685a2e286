import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, describe, expect, test } from "vitest";

import { run } from "../src/runtime/test/support/programs.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const scratch = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-docs-run-")));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const pages = ["README.md", "CONTRIBUTING.md", "src/runtime/README.md", ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).filter(path => path.endsWith(".md")).map(path => `docs/${path}`)].sort();
const textOf = new Map(pages.map(page => [page, readFileSync(join(root, page), "utf8")]));

interface Step {
  readonly folder: string;
  readonly exitCode: number;
  readonly command: string;
  readonly output: string;
}

/** The commands of the blocks marked ```console run [in FOLDER] [exit CODE]; the code is that of the last command. */
function stepsOf(text: string): Step[] {
  return [...text.matchAll(/^```console run(?: in (\S+))?(?: exit (\d+))?\n([^]*?)^```$/gm)].flatMap(([, folder = ".", exit = "0", body]) => {
    const parts = body!.split(/^\$ /m).slice(1);
    return parts.map((part, index): Step => {
      const end = part.indexOf("\n");
      return { folder, exitCode: index === parts.length - 1 ? Number(exit) : 0, command: part.slice(0, end), output: part.slice(end + 1) };
    });
  });
}

/** A copy of the example apps under git, where `npx funcfix` is the program of this repository. */
function repository(name: string): { readonly folder: string; readonly env: Record<string, string> } {
  const folder = join(scratch, name);
  cpSync(join(root, "fixtures/apps"), join(folder, "fixtures/apps"), { recursive: true });
  const bin = join(scratch, `${name}-bin`);
  mkdirSync(bin);
  writeFileSync(join(bin, "npx"), `#!/bin/sh\nshift\nexec ${quoted(process.execPath)} --import ${quoted(import.meta.resolve("tsx"))} ${quoted(join(root, "src/cli.ts"))} "$@"\n`);
  chmodSync(join(bin, "npx"), 0o755);
  const env = { PATH: `${bin}:${process.env["PATH"]!}`, NO_COLOR: "1", GIT_CONFIG_GLOBAL: "/dev/null", GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.org", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.org" };
  for (const args of [["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "Two apps"]]) execFileSync("git", args, { cwd: folder, env: { ...process.env, ...env } });
  return { folder, env };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A line with nothing but an ellipsis stands for any lines. */
function expectOutput(real: string, shown: string): void {
  const lines = (text: string): string[] => text.split("\n").map(line => line.trimEnd()).filter(line => line !== "");
  const pattern = lines(shown).map(line => (line === "…" ? "(?:.*\n)*?" : `${line.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}\n`)).join("");
  if (!new RegExp(`^${pattern}$`).test(lines(real).map(line => `${line}\n`).join(""))) expect(lines(real)).toEqual(lines(shown));
}

describe.each(pages.map(page => [page, stepsOf(textOf.get(page)!)] as const).filter(([, steps]) => steps.length > 0))("%s", (page, steps) => {
  const session = repository(page.replaceAll(/\W/g, "-"));

  test.each(steps.map((step, index) => [index + 1, step.command, step] as const))("%i: %s", async (_, command, { folder, exitCode, output }) => {
    const { stdout, stderr, code } = await run("bash", ["-c", command], { cwd: join(session.folder, folder), env: session.env });
    expectOutput(stdout + stderr.replace(/^npm warn.*\n/gm, ""), output);
    expect(code).toBe(exitCode);
  });
});

test("pages show commands that run", () => {
  expect([...textOf.values()].flatMap(stepsOf).length).toBeGreaterThan(15);
});

describe("links", () => {
  test.each(pages)("of %s lead somewhere", page => {
    const text = withoutCode(textOf.get(page)!);
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!).filter(target => !/^[a-z]+:/.test(target)).filter(target => {
      const [path, anchor] = target.split("#");
      const file = path === "" ? join(root, page) : join(dirname(join(root, page)), path!);
      if (!existsSync(file)) return true;
      return anchor !== undefined && file.endsWith(".md") && !anchorsOf(readFileSync(file, "utf8")).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  test("lead to every page from the table of contents", () => {
    const linked = new Set<string>();
    const visit = (page: string): void => {
      if (linked.has(page) || !textOf.has(page)) return;
      linked.add(page);
      for (const [, target] of textOf.get(page)!.matchAll(/\]\(([^)\s#]+)/g)) visit(relative(root, join(dirname(join(root, page)), target!)));
    };
    visit("docs/README.md");
    const rules = pages.filter(page => page.startsWith("docs/rules/"));
    expect(pages.filter(page => page.startsWith("docs/") && !rules.includes(page) && !linked.has(page))).toEqual([]);
  });
});

function withoutCode(text: string): string {
  return text.replaceAll(/^```[^]*?^```$/gm, "").replaceAll(/`[^`\n]*`/g, "");
}

/** The anchors that GitHub gives to the headings. */
function anchorsOf(text: string): Set<string> {
  return new Set([...text.replaceAll(/^```[^]*?^```$/gm, "").matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-")));
}
