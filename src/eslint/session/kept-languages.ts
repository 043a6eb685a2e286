import { javascript } from "../../languages/javascript/index.ts";
import { python } from "../../languages/python/index.ts";
import type { SourceFacts } from "../../model/facts.ts";
import type { SourceLanguage } from "../../model/source-language.ts";
import type { Languages } from "../../project/open-project.ts";

interface Kept {
  readonly text: string;
  facts?: SourceFacts;
}

/** More files than a large app has; a process that goes on for days must not keep every file it ever saw. */
const LIMIT = 5_000;

/** What is known of files by path and content, for as long as the process lives. */
const kept = new Map<string, Kept>();

/** What the gate said of a text: the text alone decides. */
const gates = { javascript: new Map<string, boolean>(), python: new Map<string, boolean>() };

/** The file that is linted, with a way to its facts that spares a second parse. */
export interface LintedFile {
  readonly path: string;
  readonly text: string;
  readFacts(): SourceFacts;
}

let linted: LintedFile | undefined;

/** Runs a function in which the facts of the linted file come from the tree that ESLint has already. */
export function withLintedFile<T>(file: LintedFile, run: () => T): T {
  const outer = linted;
  linted = file;
  try {
    return run();
  } finally {
    linted = outer;
  }
}

/** The languages, reading each text once. */
export const keptLanguages: Languages = { javascript: keeping(javascript), python: keeping(python) };

function keeping(language: SourceLanguage): SourceLanguage {
  return {
    ...language,
    readFacts(text, path) {
      const entry = entryOf(path, text);
      return (entry.facts ??= linted?.path === path && linted.text === text ? linted.readFacts() : language.readFacts(text, path));
    },
    mayHoldRoots(text) {
      const known = gates[language.id].get(text);
      return known ?? keepIn(gates[language.id], text, language.mayHoldRoots(text));
    },
  };
}

function entryOf(path: string, text: string): Kept {
  const known = kept.get(path);
  if (known?.text === text) return known;
  const entry: Kept = { text };
  return keepIn(kept, path, entry);
}

/** The oldest entry goes when there are too many. */
function keepIn<T>(map: Map<string, T>, key: string, value: T): T {
  map.delete(key);
  map.set(key, value);
  if (map.size > LIMIT) map.delete(map.keys().next().value!);
  return value;
}
