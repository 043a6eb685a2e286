import { mkdtempSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, cpSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { fixCases } from "./support/fix-cases.ts";

const cases = fixCases().filter(({ name, mustStay }) => !mustStay && name.startsWith("typescript-"));
const packages = fileURLToPath(new URL("../node_modules/", import.meta.url));

let folder = "";
/** Declarations of packages and of the language are parsed once for all cases. */
const shared = new Map<string, ts.SourceFile | undefined>();

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-types-")));
  for (const name of ["@types/node", "@azure/functions", "undici-types", "funcfix-runtime"]) {
    mkdirSync(join(folder, "node_modules", name, ".."), { recursive: true });
    symlinkSync(realpathSync(join(packages, name)), join(folder, "node_modules", name));
  }
  for (const { name, before, after } of cases) {
    cpSync(before, join(folder, name, "before"), { recursive: true });
    cpSync(after, join(folder, name, "after"), { recursive: true });
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(cases)("$name", ({ name }) => {
  test("has no error of the compiler that was not there before", () => {
    const before = errorsIn(join(folder, name, "before"));
    expect(errorsIn(join(folder, name, "after")).filter(error => !before.includes(error))).toEqual([]);
  }, 60_000);
});

test("an error would be seen", () => {
  const [{ name }] = cases as [(typeof cases)[number]];
  const root = join(folder, name, "before");
  const [path] = sourcesIn(root) as [string];
  const host = hostFor(options);
  const read = host.readFile.bind(host);
  host.readFile = file => (file === path ? "export const wrong: string = 1;\n" : read(file));
  const program = ts.createProgram([path], options, host);
  expect(ts.getPreEmitDiagnostics(program).map(({ code }) => code)).toContain(2322);
});

const options: ts.CompilerOptions = {
  strict: true, noEmit: true, skipLibCheck: true, types: ["node"], target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, esModuleInterop: true,
};

function sourcesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile() && /(?<!\.test)\.[cm]?ts$/.test(entry.name)).map(entry => join(entry.parentPath, entry.name)).sort();
}

/** Messages without their places, which move: file by file as often as they are said. */
function errorsIn(root: string): string[] {
  const program = ts.createProgram(sourcesIn(root), options, hostFor(options));
  const seen = new Map<string, number>();
  return ts.getPreEmitDiagnostics(program).filter(({ category }) => category === ts.DiagnosticCategory.Error).map(({ file, messageText }) => {
    const text = `${file?.fileName.slice(root.length) ?? ""} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    seen.set(text, (seen.get(text) ?? 0) + 1);
    return `${text} (${seen.get(text)!})`;
  });
}

function hostFor(given: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(given);
  host.getCurrentDirectory = () => folder;
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (path, languageVersion) => {
    if (!/\.d\.[cm]?ts$/.test(path)) {
      const text = host.readFile(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion, true);
    }
    if (!shared.has(path)) shared.set(path, parse(path, languageVersion));
    return shared.get(path);
  };
  return host;
}
