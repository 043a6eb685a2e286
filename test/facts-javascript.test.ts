import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { parseForESLint } from "@typescript-eslint/parser";
import { Linter } from "eslint";
import fc from "fast-check";
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

describe("bad input is told, never thrown", () => {
  const nested: Record<string, (depth: number) => string> = {
    brackets: depth => `x = ${"[".repeat(depth)}1${"]".repeat(depth)}`,
    blocks: depth => `${"{".repeat(depth)}f()${"}".repeat(depth)}`,
    calls: depth => `x${".f()".repeat(depth)}`,
    arrows: depth => `x = ${"() => ".repeat(depth)}f()`,
    conditionals: depth => `x = ${"a ? b : ".repeat(depth)}f()`,
    branches: depth => `if (a) f();${"else if (b) g();".repeat(depth)}`,
    operators: depth => `x = ${"!".repeat(depth)}f()`,
    words: depth => `x = ${"typeof ".repeat(depth)}f()`,
    templates: depth => `x = ${"`${".repeat(depth)}f()${"}`".repeat(depth)}`,
  };

  test.each(Object.keys(nested))("%s nested a million deep", kind => {
    const { parseError, functions } = javascript.readFacts(nested[kind]!(1_000_000), "deep.js");
    expect(parseError?.message).toBe("The code is nested too deeply to be read.");
    expect(functions.map(({ name }) => name)).toEqual(["<module>"]);
  });

  test.each(Object.keys(nested))("%s nested as deep as generated code is", kind => {
    expect(javascript.readFacts(nested[kind]!(400), "deep.js").parseError).toBeUndefined();
  });

  test("a long flat file is not a deep one", () => {
    const text = "pattern = /[({]/;\nfoo()\nbar.baz = qux + 1\n".repeat(2_000);
    expect(javascript.readFacts(text, "long.js").parseError).toBeUndefined();
  });

  test.each(["", "\uFEFF", "#!/usr/bin/env node\n", "\0", "f('\uD800')", "exports.__proto__ = { constructor() {}, __proto__: f() }"])("%j", text => {
    const facts = javascript.readFacts(text, "input.js");
    expect(facts.functions[0]).toMatchObject({ name: "<module>", range: { start: 0, end: text.length } });
  });

  test("any text gives facts whose places lie in it", () => {
    const words = fc.constantFrom("async ", "function ", "f", "(", ")", "{", "}", "=>", "await ", "`", "${", "class A ", "=", "'", "/", "import ", "\n", "ü😀", ";", "...", "[", "]", "#x", "?.", "<", ">");
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), fc.constantFrom(...javascript.extensions), (parts, extension) => {
        const text = parts.join("");
        const facts = javascript.readFacts(text, `input${extension}`);
        for (const { range } of [...facts.functions, ...facts.calls, ...facts.imports]) expect(range.start >= 0 && range.start <= range.end && range.end <= text.length).toBe(true);
        if (facts.parseError) expect(facts.parseError.offset).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the gate looks for roots", () => {
  const roots = cases.filter(({ text, path }) => javascript.readFacts(text, path).functions.some(fn => fn.async) || javascript.readFacts(text, path).registrations.length > 0);
  test.each(roots)("$name may hold some", ({ text }) => {
    expect(javascript.mayHoldRoots(text)).toBe(true);
  });

  test("plain helpers hold none", () => {
    expect(javascript.mayHoldRoots('import { readFileSync } from "node:fs";\nexport const load = path => readFileSync(path);\n')).toBe(false);
  });
});
