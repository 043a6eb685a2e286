import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { parseForESLint } from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { describe, expect, test } from "vitest";
import { javascript, readFactsFromTree } from "../src/languages/javascript/index.ts";
import type { Comment, Program } from "../src/languages/javascript/ast.ts";
import type { SourceFacts } from "../src/model/facts.ts";
import { renderFacts } from "./support/render-facts.ts";

const folder = join(import.meta.dirname, "../fixtures/facts/javascript");
const cases = readdirSync(folder).map(name => {
  const file = readdirSync(join(folder, name)).find(each => each.startsWith("input."))!;
  return { name, path: join(folder, name, file), expected: join(folder, name, "facts.txt"), text: readFileSync(join(folder, name, file), "utf8") };
});

describe("facts of a file", () => {
  test.each(cases)("$name", ({ path, expected, text }) => {
    const rendered = renderFacts(javascript.readFacts(text, path), text);
    if (process.env["UPDATE_FIXTURES"] === "1") writeFileSync(expected, rendered);
    expect(rendered).toBe(readFileSync(expected, "utf8"));
  });
});

/** The facts as ESLint's rules would read them, from the tree of a parser that ESLint uses. */
const hosts: Record<string, (text: string, path: string) => SourceFacts> = {
  "@typescript-eslint/parser"(text, path) {
    const { ast } = parseForESLint(text, { range: true, loc: true, comment: true, filePath: path, ecmaFeatures: { jsx: /x$/.test(path) } });
    return readFactsFromTree(ast as unknown as Program, text, ast.comments as unknown as Comment[]);
  },
  espree(text, path) {
    const linter = new Linter();
    const messages = linter.verify(text, { files: ["**/*"], languageOptions: { sourceType: extname(path) === ".cjs" ? "commonjs" : "module", parserOptions: { ecmaFeatures: { jsx: true } } } }, { filename: "input.js" });
    expect(messages).toEqual([]);
    const { ast } = linter.getSourceCode();
    return readFactsFromTree(ast as unknown as Program, text, ast.comments as unknown as Comment[]);
  },
};

/** Facts without what no JSON would keep. */
function plain(facts: SourceFacts): unknown {
  return JSON.parse(JSON.stringify(facts));
}

describe.each(Object.keys(hosts))("facts from the tree of %s are those of oxc", host => {
  const readable = cases.filter(each => !each.name.startsWith("broken-") && (host !== "espree" || !/\.[cm]?tsx?$/.test(each.path)) && !each.text.startsWith("\uFEFF"));
  test.each(readable)("$name", ({ path, text }) => {
    expect(plain(hosts[host]!(text, path))).toEqual(plain(javascript.readFacts(text, path)));
  });
});
