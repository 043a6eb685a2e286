import { extname } from "node:path";

import type { Language } from "../model/facts.ts";
import type { Unit } from "../model/project-view.ts";
import type { SourceLanguage } from "../model/source-language.ts";
import type { Files } from "./files.ts";

/** The files of the project with their facts, read when first asked for. */
export interface Units {
  /** Undefined for what is no readable source file. */
  at(path: string): Unit | undefined;
  /** All that were read. */
  readonly loaded: ReadonlyMap<string, Unit | undefined>;
}

export function createUnits(files: Files, languages: readonly SourceLanguage[]): Units {
  const byExtension = new Map(languages.flatMap(language => language.extensions.map(extension => [extension, language] as const)));
  const loaded = new Map<string, Unit | undefined>();
  return {
    loaded,
    at(path) {
      if (loaded.has(path)) return loaded.get(path);
      const language = byExtension.get(extname(path));
      const text = language === undefined ? undefined : files.read(path);
      const unit = language === undefined || text === undefined ? undefined : { path, text, facts: language.readFacts(text, path) };
      loaded.set(path, unit);
      return unit;
    },
  };
}

export function languageOf(path: string): Language {
  return extname(path) === ".py" ? "python" : "javascript";
}
