import { readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Real files by what they are, to be mutated. */
export interface Corpus {
  readonly javascript: readonly string[];
  readonly python: readonly string[];
  readonly json: readonly string[];
}

const FIXTURES = fileURLToPath(new URL("../../../fixtures/", import.meta.url));
const LARGEST = 20_000;

/** The repository's fixtures, and files of further folders (a campaign takes public repositories). */
export function readCorpus(...more: readonly string[]): Corpus {
  const corpus = { javascript: [] as string[], python: [] as string[], json: [] as string[] };
  for (const folder of [FIXTURES, ...more]) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || /node_modules|[\\/]\.git[\\/]/.test(entry.parentPath)) continue;
      const kind = /\.[cm]?[jt]sx?$/.test(entry.name) ? "javascript" : extname(entry.name) === ".py" ? "python" : /^(?:host|function|local\.settings)\.json$/.test(basename(entry.name)) ? "json" : undefined;
      if (kind === undefined) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
      if (text.length <= LARGEST) corpus[kind].push(text);
    }
  }
  return corpus;
}
