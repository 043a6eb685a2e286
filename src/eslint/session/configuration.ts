import { configurableRules } from "../../checking/rule-ids.ts";
import type { LoadedConfig } from "../../config/config.ts";
import { createConfigFinder } from "../../config/find.ts";
import { WatchedFiles } from "./watched-files.ts";

interface Kept {
  readonly files: WatchedFiles;
  readonly loaded: LoadedConfig | undefined;
}

const kept = new Map<string, Kept>();

/**
 * The configuration of funcfix for a folder, as `funcfix check` finds it; the same object as long as nothing changed.
 * Throws `UsageError` for a broken one.
 */
export function configurationOf(root: string): LoadedConfig | undefined {
  const known = kept.get(root);
  if (known?.files.areCurrent() === true) return known.loaded;
  kept.delete(root);
  const files = new WatchedFiles();
  const loaded = createConfigFinder({ cwd: root, rules: configurableRules, isFile: path => files.isFile(path) })(root);
  kept.set(root, { files, loaded });
  return loaded;
}
