import { dirname } from "node:path";

import type { Change } from "../model/change.ts";
import { UsageError } from "../model/usage-error.ts";
import { applyChanges } from "../project/write/apply.ts";
import { dirtyPaths } from "../project/write/git.ts";

/** Writes all changes or none, inside `root` (by default what holds them all); a dirty git tree is refused unless allowed. */
export async function writeAll(changes: readonly Change[], allowDirty: boolean, root = commonFolder(changes.map(({ path }) => dirname(path)))): Promise<void> {
  if (!allowDirty) {
    const dirty = await dirtyPaths(root);
    if (dirty !== null && dirty.length > 0)
      throw new UsageError(`Git has uncommitted changes in ${root} (${dirty.slice(0, 3).join(", ")}${dirty.length > 3 ? ", …" : ""}). Commit them first, or use --allow-dirty.`);
  }
  applyChanges(changes, root);
}

function commonFolder(folders: readonly string[]): string {
  let common = folders[0]!;
  for (const folder of folders) while (folder !== common && !folder.startsWith(`${common}/`) && common !== dirname(common)) common = dirname(common);
  return common;
}
