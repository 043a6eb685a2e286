import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parsePython } from "../src/languages/python/parse.ts";
import { describeNodes } from "./support/python-nodes.ts";

/**
 * Our syntax trees against CPython's own, node by node and place by place, over the standard library of the `python3` at
 * hand (or the interpreter that PYTHON names). A fixed sample of it, or all of it with FUNCFIX_CONFORMANCE=all.
 */
const interpreter = process.env["PYTHON"] ?? "python3";
const asked = spawnSync(interpreter, ["-c", "import sys, sysconfig; print(sysconfig.get_paths()['stdlib']); print(sys.version_info >= (3, 12))"], { encoding: "utf8" });
const [library = "", exact] = asked.status === 0 ? asked.stdout.split(/\r?\n/) : [];
const exactStrings = exact === "True";

const SAMPLE = 48;
/** Files left out, with the reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "test_fstring.py": "f-strings in f-strings with unpaired braces cannot be parsed",
  "test_grammar.py": "`del x,` ends before its comma",
  "test_patma.py": "complex numbers as patterns cannot be parsed",
};

function pythonFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "site-packages" || entry.name === "__pycache__" ? [] : pythonFiles(path);
    return entry.name.endsWith(".py") ? [path] : [];
  });
}

function chosenFiles(): string[] {
  const files = pythonFiles(library).sort();
  if (process.env["FUNCFIX_CONFORMANCE"] === "all") return files;
  const step = Math.max(1, Math.floor(files.length / SAMPLE));
  return files.filter((_, index) => index % step === 0);
}

function treesOfCPython(files: readonly string[]): (string[] | null)[] {
  const script = join(import.meta.dirname, "support/python_ast.py");
  const { stdout } = spawnSync(interpreter, ["-W", "ignore", script], { input: files.join("\n"), encoding: "utf8", maxBuffer: 2 ** 30 });
  return stdout.trimEnd().split("\n").map(line => JSON.parse(line) as string[] | null);
}

/** `\N{DASH}` stays as it is written: the parser does not know the names of characters. */
function comparable(nodes: readonly string[], text: string): string[] {
  return text.includes("\\N{") ? nodes.map(node => node.replace(/ str \d+$/, " str")).sort() : [...nodes];
}

if (asked.status !== 0) console.warn(`Skipped: "${interpreter}" does not run here, so there is no CPython to compare with.`);

test.skipIf(asked.status !== 0)("syntax trees are those of CPython", { timeout: 600_000 }, () => {
  const files = chosenFiles();
  const differing: string[] = [];
  let compared = 0;
  for (let start = 0; start < files.length; start += 100) {
    const part = files.slice(start, start + 100);
    for (const [index, theirs] of treesOfCPython(part).entries()) {
      const path = part[index]!;
      if (theirs === null || Object.keys(LEFT_OUT).some(name => path.endsWith(name))) continue;
      const text = readFileSync(path, "utf8");
      const { tree, error } = parsePython(text);
      if (error) differing.push(`${path}: ${error.message}`);
      else {
        const ours = comparable(describeNodes(tree, exactStrings), text);
        const expected = comparable(theirs, text);
        const first = ours.findIndex((node, at) => node !== expected[at]);
        if (first >= 0 || ours.length !== expected.length) differing.push(`${path}: ${ours[first]} instead of ${expected[first]}`);
      }
      compared++;
    }
  }
  expect(differing).toEqual([]);
  expect(compared).toBeGreaterThan(files.length / 2);
});
