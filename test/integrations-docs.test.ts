import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { parse as parseYaml } from "yaml";
import { describe, expect, test } from "vitest";

import { registerCheck } from "../src/cli/check.ts";
import { reporters } from "../src/report/reporters.ts";
import { appWith } from "./support/eslint.ts";
import { runCommand } from "./support/run-command.ts";

const page = readFileSync(fileURLToPath(new URL("../docs/integrations.md", import.meta.url)), "utf8");
const blocks = [...page.matchAll(/^```(yaml|json)\n([^]*?)^```$/gm)].map(([, language, text]) => ({ language: language!, text: text! }));
const commands = blocks.flatMap(({ text }) => [...text.matchAll(/\bfuncfix check([^"\n]*)/g)].map(([, rest]) => rest!.trim().split(/\s+/).filter(word => word !== "")));

describe("docs/integrations.md", () => {
  test.each(blocks.map((block, index) => [index + 1, block] as const))("block %i is well-formed", (_, { language, text }) => {
    const value: unknown = language === "json" ? JSON.parse(text) : parseYaml(text, { strict: true, uniqueKeys: true });
    expect(typeof value).toBe("object");
  });

  test("names hooks that exist", () => {
    const hooks = parseYaml(readFileSync(fileURLToPath(new URL("../.pre-commit-hooks.yaml", import.meta.url)), "utf8")) as { id: string }[];
    const named = blocks.flatMap(({ text }) => [...text.matchAll(/- id: (\S+)/g)].map(([, id]) => id));
    expect(named.length).toBeGreaterThan(0);
    expect(hooks.map(({ id }) => id)).toEqual(expect.arrayContaining(named));
  });

  test.each([...new Map(commands.map(args => [args.join(" "), args]))])("`funcfix check %s` does what CI needs: exit code 1 and the report", async (_, args) => {
    const cwd = appWith({ "app.js": 'import { readFileSync } from "node:fs";\n\nexport async function load(name) {\n  return await send(readFileSync(name));\n}\n' });
    const { exitCode, stdout } = await runCommand(registerCheck, ["check", "--no-cache", ...args], cwd);
    expect(exitCode).toBe(1);
    const file = args[args.indexOf("--output-file") + 1];
    const report = args.includes("--output-file") ? readFileSync(join(cwd, file!), "utf8") : stdout;
    expect(report).toContain("app.js");
    if (args.includes("--format")) expect(Object.keys(reporters)).toContain(args[args.indexOf("--format") + 1]);
  });

  test("files that a step writes are the files that the next step reads", () => {
    const written = commands.flatMap(args => (args.includes("--output-file") ? [args[args.indexOf("--output-file") + 1]!] : []));
    expect(written.length).toBeGreaterThan(0);
    for (const file of written) expect(page.match(new RegExp(`(?:sarif_file|codequality|testResultsFiles): ${file.replaceAll(".", "\\.")}`, "g")), file).toHaveLength(1);
  });

  test("pages it links to exist", () => {
    for (const [, target] of page.matchAll(/\]\(([\w./-]+\.md)/g)) expect(existsSync(fileURLToPath(new URL(`../docs/${target}`, import.meta.url))), target).toBe(true);
  });
});
