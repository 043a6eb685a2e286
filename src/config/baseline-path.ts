import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

import { UsageError } from "../model/usage-error.ts";

/**
 * Where `baseline` of a configuration file lies. The file may come with code that nobody trusts, and `--update-baseline`
 * writes there: it must not lead out of the repository (or the folder of the file, where there is none).
 */
export function configuredBaseline(config: string, baseline: string): string {
  const path = resolve(dirname(config), baseline);
  const top = topOf(dirname(config));
  const folder = dirname(path);
  const inside = existsSync(folder) ? relative(realpathSync(top), realpathSync(folder)) : relative(top, folder);
  if (inside.split(sep)[0] === ".." || resolve(inside) === inside)
    throw new UsageError(`\`baseline\` in ${config} leads out of ${top}: ${path}. If that is meant, name the file with --baseline.`);
  return path;
}

function topOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (at === dirname(at)) return folder;
  }
}
