import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { ts } from "ts-morph";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** The sources as the package ships them, compiled into a folder from which the packages are found. */
export function buildSources(folders: readonly string[] = ["codemods", "src/model", "src/project", "src/jscodeshift"]): string {
  const cache = join(repository, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const out = mkdtempSync(join(cache, "funcfix-built-"));
  writeFileSync(join(out, "package.json"), '{ "type": "module" }\n');
  for (const folder of folders) compile(join(repository, folder), out);
  return out;
}

function compile(folder: string, out: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts") || /src\/(?:runtime|dev)\//.test(entry.parentPath + "/")) continue;
    const path = join(entry.parentPath, entry.name);
    const target = join(out, relative(repository, path).replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true, rewriteRelativeImportExtensions: true };
    writeFileSync(target, ts.transpileModule(readFileSync(path, "utf8"), { compilerOptions }).outputText);
  }
}
