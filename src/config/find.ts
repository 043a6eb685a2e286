import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { UsageError } from "../model/usage-error.ts";
import type { LoadedConfig } from "./config.ts";
import { readConfig } from "./read.ts";

/** In this order: a file of its own comes before a section of another one. */
const PLACES = ["funcfix.config.json", "funcfix.config.jsonc", "funcfix.config.mjs", "package.json", "pyproject.toml"];

export interface FindOptions {
  readonly cwd: string;
  readonly rules: readonly string[];
  /** The file to use everywhere in place of a search. */
  readonly file?: string;
  readonly noExec?: boolean;
  /** Asked before a file is read, in place of the disk: a session keeps watch on what was asked. */
  readonly isFile?: (path: string) => boolean;
}

/** Gives the configuration for a folder: that of the nearest folder at or above it which has one. */
export type ConfigFinder = (folder: string) => LoadedConfig | undefined;

export function createConfigFinder({ cwd, rules, file, noExec = false, isFile = existsSync }: FindOptions): ConfigFinder {
  const options = { rules, noExec };
  if (file !== undefined) {
    const path = resolve(cwd, file);
    if (!existsSync(path) || !statSync(path).isFile()) throw new UsageError(`There is no configuration file ${path}.`);
    const loaded = readConfig(path, options);
    if (loaded === undefined) throw new UsageError(`${path} holds no configuration of funcfix.`);
    return () => loaded;
  }
  const known = new Map<string, LoadedConfig | undefined>();
  const find: ConfigFinder = folder => {
    if (known.has(folder)) return known.get(folder);
    const found = inFolder(folder) ?? (isTop(folder) ? undefined : find(dirname(folder)));
    known.set(folder, found);
    return found;
  };
  const inFolder = (folder: string): LoadedConfig | undefined => {
    for (const place of PLACES) {
      const path = join(folder, place);
      const loaded = isFile(path) ? readConfig(path, options) : undefined;
      if (loaded !== undefined) return loaded;
    }
    return undefined;
  };
  return find;
}

/** A configuration above the repository is not meant for it. */
function isTop(folder: string): boolean {
  return existsSync(join(folder, ".git")) || dirname(folder) === folder;
}
