import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { ESLint } from "eslint";
import { afterAll, describe, expect, test } from "vitest";

import { rules } from "../rules/index.ts";
import funcfix from "../src/eslint.ts";

const docs = fileURLToPath(new URL("../docs/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "funcfix-docs-"));
writeFileSync(join(folder, "host.json"), "{}");
afterAll(() => rmSync(folder, { recursive: true }));

interface Block {
  readonly language: string;
  readonly claim: string;
  readonly code: string;
}

/** The code blocks that say what they are: ```py incorrect. */
function blocksOf(page: string): Block[] {
  const text = readFileSync(join(docs, page), "utf8");
  return [...text.matchAll(/^```(\w+) (correct|incorrect)\n([^]*?)^```$/gm)].map(([, language, claim, code]) => ({ language: language!, claim: claim!, code: code! }));
}

describe.each(rules.map(({ id }) => [id]))("docs/rules/%s.md", id => {
  const blocks = blocksOf(`rules/${id}.md`);

  test("shows both, in both languages", () => {
    expect(blocks.map(({ language, claim }) => `${language} ${claim}`).sort()).toEqual(["js correct", "js incorrect", "py correct", "py incorrect"]);
  });

  test("claims something of every block of code", () => {
    const code = [...readFileSync(join(docs, `rules/${id}.md`), "utf8").matchAll(/^```(?:[cm]?[jt]sx?|javascript|typescript|py|python)\b/gm)];
    expect(code).toHaveLength(blocks.length);
  });

  test.each(blocks.map((block, index) => [`${index + 1}: ${block.language} ${block.claim}`, block]))("example %s", async (_, { language, claim, code }) => {
    const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: funcfix.configs.recommended as never });
    const [result] = await eslint.lintText(code, { filePath: `example.${language}` });
    expect(result!.messages.filter(({ fatal }) => fatal === true)).toEqual([]);
    const found = result!.messages.filter(({ ruleId }) => ruleId === `funcfix/${id}`);
    expect(found.length > 0, JSON.stringify(found)).toBe(claim === "incorrect");
    if (claim === "correct") expect(result!.messages).toEqual([]);
  });
});
