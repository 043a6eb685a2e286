import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import ruff from "@astral-sh/ruff-wasm-nodejs";
import { ESLint } from "eslint";
import n from "eslint-plugin-n";
import { afterAll, expect, test } from "vitest";

import { check } from "../src/index.ts";
import { lineStarts, positionAt } from "../src/model/text.ts";

const page = readFileSync(fileURLToPath(new URL("../docs/from-other-linters.md", import.meta.url)), "utf8");
const folder = mkdtempSync(join(tmpdir(), "funcfix-peers-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The first block of a language, without its comments, and what they say: `line tool: rule`. */
function block(language: string): { text: string; said: string[] } {
  const lines = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "m").exec(page)![1]!.split("\n");
  const comment = /\s*(?:#|\/\/) ((?:ruff|eslint|funcfix): .*)$/;
  return {
    text: lines.map(line => line.replace(comment, "")).join("\n"),
    said: lines.flatMap((line, index) => (comment.exec(line)?.[1] ?? "").split("; ").filter(part => part !== "").map(part => `${index + 1} ${part}`)).sort(),
  };
}

async function ofFuncfix(name: string, text: string): Promise<string[]> {
  writeFileSync(join(folder, "host.json"), "{}");
  writeFileSync(join(folder, name), text);
  const { findings } = await check({ paths: [join(folder, name)], cwd: folder });
  return findings.map(({ range, rule }) => `${positionAt(lineStarts(text), range.start).line} funcfix: ${rule}`);
}

test("Python: ruff and funcfix say what the page says", async () => {
  const { text, said } = block("py");
  const workspace = new ruff.Workspace({ "target-version": "py313", preview: true, lint: { select: ["ASYNC", "RUF029"], preview: true } }, ruff.PositionEncoding.Utf16);
  const found = (workspace.check(text) as { code: string; start_location: { row: number } }[]).map(({ code, start_location }) => `${start_location.row} ruff: ${code}`);
  expect([...found, ...(await ofFuncfix("function_app.py", text))].sort()).toEqual(said);
});

test("JavaScript: eslint-plugin-n, require-await and funcfix say what the page says", async () => {
  const { text, said } = block("js");
  const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: [{ plugins: { n }, rules: { "n/no-sync": "error", "require-await": "error" } }] });
  const [result] = await eslint.lintText(text, { filePath: "app.js" });
  expect([...result!.messages.map(({ line, ruleId }) => `${line} eslint: ${ruleId}`), ...(await ofFuncfix("app.js", text))].sort()).toEqual(said);
});
