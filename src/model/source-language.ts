import type { Language, SourceFacts } from "./facts.ts";

/** Reads text into facts. Never throws on bad input: what cannot be parsed comes back as `parseError`. */
export interface SourceLanguage {
  readonly id: Language;
  /** File extensions with their dot. */
  readonly extensions: readonly string[];
  /** Changes whenever the same text would give other facts: part of the cache key. */
  readonly version: number;
  readFacts(text: string, path: string): SourceFacts;
  /** A cheap look at the text: false only if no function of the file could be a root of the analysis. */
  mayHoldRoots(text: string): boolean;
}
