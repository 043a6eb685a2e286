import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { mkdirSync } from "node:fs";

import type { FixOptions } from "../../src/fix.ts";
import { applyChanges } from "../../src/project/write/apply.ts";
import { fix, type FixResult } from "../../src/fix.ts";
import { namedFunction } from "../../src/named-functions.ts";
import { casesOf, type Case } from "./cases.ts";

export type CaseOptions = Omit<FixOptions, "offload"> & { readonly offload?: readonly string[] };

/** A case of the codemod: `before`, `after` unless it must stay, and options. */
export interface FixCase extends Case {
  readonly before: string;
  readonly after: string;
  /** `offload` names functions by `path#name`. */
  readonly options: CaseOptions;
  readonly mustStay: boolean;
}

export function fixCases(): FixCase[] {
  return casesOf("codemods/offload-blocking-calls").map(({ name, folder }) => {
    const file = join(folder, "options.json");
    const own = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<CaseOptions>) : {};
    return { name, folder, before: join(folder, "before"), after: join(folder, "after"), options: { strategy: "auto", unsafe: false, ...own }, mustStay: name.startsWith("keep-") };
  });
}

/** Works on a copy of a folder, which is gone afterwards. */
export async function onCopy<Result>(folder: string, work: (copy: string) => Promise<Result>): Promise<Result> {
  const copy = mkdtempSync(join(tmpdir(), "funcfix-fix-"));
  try {
    cpSync(folder, copy, { recursive: true });
    return await work(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Plans and writes, as `funcfix fix --write` does. */
export async function fixFolder(folder: string, { offload = [], ...options }: CaseOptions): Promise<FixResult> {
  const result = await fix({ paths: [folder], cwd: folder }, { ...options, offload: offload.map(text => namedFunction(text, folder, "options.json")) });
  await applyChanges(result.changes, folder);
  return result;
}

/** Every file below a folder by its path with forward slashes. */
export function treeOf(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(files.map(path => [relative(folder, path).split(sep).join("/"), readFileSync(path, "utf8")]));
}

export function writeTreeTo(folder: string, tree: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** One line for every finding that was not fixed, with the reason: what a case says of itself beside its files. */
export function undoneLines(folder: string, result: FixResult): string {
  return result.outcomes.filter(({ applied }) => !applied)
    .map(({ finding, safety, reason }) => `${relative(folder, finding.path).split(sep).join("/")} ${finding.function ?? ""} ${finding.call ?? finding.rule}: ${safety}. ${reason ?? ""}`.trimEnd()).sort().map(line => `${line}\n`).join("");
}
