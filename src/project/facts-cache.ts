import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import type { SourceFacts } from "../model/facts.ts";
import type { SourceLanguage } from "../model/source-language.ts";
import type { Languages } from "./open-project.ts";

export interface FactsCache {
  readonly file: string;
  /** Readers that answer from the cache where they can. */
  readonly languages: Languages;
  /** Keeps what this run used. A folder that cannot be written to is left alone: the next run is slower, that is all. */
  save(): void;
  /** What this run used so far, to be added to another's: entries of the file by their key, new ones with their facts. */
  used(): UsedFacts;
  /** Adds what another thread used of the same file. */
  add(used: UsedFacts): void;
}

/** Plain data: it goes from thread to thread. */
export interface UsedFacts {
  readonly kept: readonly string[];
  readonly fresh: ReadonlyMap<string, string>;
}

/**
 * Facts by the hash of what they depend on: text, file name, language and its version. One file for each set of checked
 * paths: a line with the index and the hash of the rest, then the facts one after the other. Written beside and renamed,
 * so that two processes at once harm nobody; whatever does not fit its hash is not used.
 */
export function openFactsCache(file: string, languages: Languages): FactsCache {
  const kept = load(file);
  const used = new Map<string, string>();
  const fresh = new Map<string, string>();
  const cached = (language: SourceLanguage): SourceLanguage => ({
    ...language,
    mayHoldRoots: text => language.mayHoldRoots(text),
    readFacts(text, path) {
      const key = createHash("sha1").update(`${language.id}\0${language.version}\0${basename(path)}\0`).update(text).digest("base64url");
      const known = used.get(key) ?? kept(key);
      const before = known === undefined ? undefined : factsIn(known);
      if (before !== undefined) {
        used.set(key, known!);
        return before;
      }
      const facts = language.readFacts(text, path);
      const written = JSON.stringify(facts);
      used.set(key, written);
      fresh.set(key, written);
      return facts;
    },
  });
  return {
    file,
    languages: { javascript: cached(languages.javascript), python: cached(languages.python) },
    save() {
      if (fresh.size > 0) write(file, used);
    },
    used: () => ({ kept: [...used.keys()].filter(key => !fresh.has(key)), fresh }),
    add(other) {
      for (const key of other.kept) {
        const text = used.get(key) ?? kept(key);
        if (text !== undefined) used.set(key, text);
      }
      for (const [key, text] of other.fresh) {
        used.set(key, text);
        fresh.set(key, text);
      }
    },
  };
}

/** Undefined for what somebody else has put there. */
function factsIn(text: string): SourceFacts | undefined {
  try {
    const value = JSON.parse(text) as Partial<SourceFacts> | null;
    const tables = [value?.origins, value?.functions, value?.classes, value?.variables, value?.calls, value?.imports, value?.exportAll, value?.registrations, value?.suppressions];
    return tables.every(table => Array.isArray(table)) && typeof value?.exports === "object" ? (value as SourceFacts) : undefined;
  } catch {
    return undefined;
  }
}

/** The folder for caches: that of the nearest node_modules at or above; undefined where there is none. */
export function cacheFolder(from: string): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, "node_modules"))) return join(at, "node_modules/.cache/funcfix");
    if (at === dirname(at)) return undefined;
  }
}

export function cacheFile(folder: string, cwd: string, paths: readonly string[]): string {
  return join(folder, `${createHash("sha1").update(JSON.stringify([cwd, [...paths].sort()])).digest("hex")}.facts`);
}

type Index = Readonly<Record<string, readonly [start: number, end: number]>>;

function load(file: string): (key: string) => string | undefined {
  try {
    const bytes = readFileSync(file);
    const end = bytes.indexOf(10);
    const { hash, index } = JSON.parse(bytes.toString("utf8", 0, end)) as { readonly hash: string; readonly index: Index };
    const body = bytes.subarray(end + 1);
    if (createHash("sha1").update(JSON.stringify(index)).update(body).digest("hex") !== hash) return () => undefined;
    return key => (Object.hasOwn(index, key) ? body.toString("utf8", ...index[key]!) : undefined);
  } catch {
    // Missing or damaged: it is built anew.
    return () => undefined;
  }
}

function write(file: string, entries: ReadonlyMap<string, string>): void {
  const index: Record<string, readonly [number, number]> = {};
  const parts: Buffer[] = [];
  let length = 0;
  for (const [key, text] of entries) {
    const bytes = Buffer.from(text, "utf8");
    index[key] = [length, length + bytes.length];
    length += bytes.length;
    parts.push(bytes);
  }
  const body = Buffer.concat(parts);
  const hash = createHash("sha1").update(JSON.stringify(index)).update(body).digest("hex");
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${JSON.stringify({ hash, index })}\n`), body]));
    renameSync(temporary, file);
  } catch {
    // A cache is no reason to fail.
  }
}
