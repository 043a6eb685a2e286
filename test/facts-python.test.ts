import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { python } from "../src/languages/python/index.ts";
import { parsePython } from "../src/languages/python/parse.ts";
import { renderFacts } from "./support/render-facts.ts";

const folder = join(import.meta.dirname, "../fixtures/facts/python");
const cases = readdirSync(folder).map(name => {
  const path = join(folder, name, "input.py");
  return { name, path, expected: join(folder, name, "facts.txt"), text: readFileSync(path, "utf8") };
});

describe("facts of a file", () => {
  test.each(cases)("$name", ({ path, expected, text }) => {
    const rendered = renderFacts(python.readFacts(text, path), text);
    if (process.env["UPDATE_FIXTURES"] === "1") writeFileSync(expected, rendered);
    expect(rendered).toBe(readFileSync(expected, "utf8"));
  });

  test.each(cases)("$name survives the cache", ({ path, text }) => {
    const facts = python.readFacts(text, path);
    expect(renderFacts(JSON.parse(JSON.stringify(facts)), text)).toBe(renderFacts(facts, text));
  });
});

describe("bad input", () => {
  const nested: Record<string, string> = {
    brackets: "(".repeat(50_000),
    attributes: `x = a${".b".repeat(50_000)}`,
    operators: `x = ${"1 + ".repeat(50_000)}1`,
    blocks: Array.from({ length: 5_000 }, (_, depth) => `${" ".repeat(depth)}if x:`).join("\n"),
    lambdas: `x = ${"lambda: ".repeat(50_000)}0`,
  };
  test.each(Object.keys(nested))("deep nesting of %s is read or said to be too deep", kind => {
    const { parseError, functions } = python.readFacts(nested[kind]!, "deep.py");
    expect(functions.length).toBeGreaterThan(0);
    if (parseError) expect(parseError.message).toMatch(/^[A-Z].*\.$/);
  });

  test("every beginning of a file is read or refused with a place inside it", () => {
    const text = readFileSync(join(folder, "registrations-v2/input.py"), "utf8");
    for (let end = 0; end < text.length; end += 7) {
      const { parseError } = python.readFacts(text.slice(0, end), "part.py");
      if (parseError) expect(parseError.offset).toBeLessThanOrEqual(end);
    }
  });
});

describe("places", () => {
  const places = [
    { text: "x = call(1)\n", call: "call(1)" },
    { text: "\ufeffx = call(1)\n", call: "call(1)" },
    { text: "\fdef f():\n    pass\n\f\nx = 'ü😀', call(1)\r\n", call: "call(1)" },
    { text: "y = '''é\r\n'''; x = call('日本')\r\n", call: "call('日本')" },
    { text: "𝔘 = 1\rx = f'{𝔘}{call(1)}'\r", call: "call(1)" },
  ];
  test.each(places)("$text", ({ text, call }) => {
    const { calls } = python.readFacts(text, "places.py");
    expect(calls.map(({ range }) => text.slice(range.start, range.end))).toEqual([call]);
  });

  test("tokens and comments cover the text that they say", () => {
    const { tree } = parsePython("\ufeffdef f():  # né\r\n\treturn 'é'  # 😀\r\n");
    expect(tree?.tokens().filter(token => token.type !== "NEWLINE").map(token => token.text)).toEqual(
      ["def", "f", "(", ")", ":", "# né", "", "return", "'é'", "# 😀", ""],
    );
  });
});
