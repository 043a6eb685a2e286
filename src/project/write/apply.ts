import { randomBytes } from "node:crypto";
import { lstatSync, readdirSync, realpathSync } from "node:fs";
import { dirname, relative, sep } from "node:path";

import type { Change } from "../../model/change.ts";
import { UsageError } from "../../model/usage-error.ts";
import { realDisk, type Disk } from "./disk.ts";
import { homeOf, type Home } from "./homes.ts";
import { hashOf, type Journal } from "./journal.ts";
import { letGo } from "./keep.ts";
import { accept, nearestFolder, type Accepted } from "./refuse.ts";
import { heedingSignals } from "./signals.ts";
import { reasonOf, write, type Write } from "./write.ts";

export interface ApplyOptions {
  /** Keep the old bytes after success too, for `--rollback`. */
  readonly keep?: boolean;
  readonly disk?: Disk;
}

/**
 * Makes all changes or none; the one door through which files of an app are written. Everything that can be refused is
 * refused before the first byte is written ({@link accept}). The old bytes are kept in a journal while files are written:
 * whatever stops the process, the next start puts them back (recover.ts). A signal to end it undoes what was done.
 */
export async function applyChanges(changes: readonly Change[], root: string, { keep = false, disk = realDisk }: ApplyOptions = {}): Promise<void> {
  const folder = realpathSync(root);
  const home = homeOf(folder);
  const accepted = changes.map(change => accept(change, folder)).filter(({ before, after }) => before === undefined || after?.equals(before) !== true);
  if (accepted.length === 0) return;
  try {
    const done = await heedingSignals(pause => write(disk, home, planned(accepted, folder, home), pause));
    letGo(disk, home, done, keep);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`The changes could not be written, and all files are as they were: ${reasonOf(error)}`);
  }
}

function planned(accepted: readonly Accepted[], folder: string, home: Home): Write {
  const inside = (path: string): string => relative(home.base, path).split(sep).join("/");
  const journal: Journal = {
    formatVersion: 1,
    id: randomBytes(8).toString("hex"),
    root: inside(folder),
    entries: accepted.map(({ path, mode, before, after }) => ({
      path: inside(path),
      ...(before !== undefined && { old: { hash: hashOf(before), mode: mode! } }),
      ...(after !== undefined && { new: { hash: hashOf(after) } }),
    })),
    made: missingFolders(accepted).map(inside),
    emptied: emptiedFolders(accepted, folder).map(path => ({ path: inside(path), mode: lstatSync(path).mode & 0o7777 })),
  };
  return { journal, texts: accepted.map(({ after }) => after) };
}

/** Outermost first. */
function missingFolders(accepted: readonly Accepted[]): string[] {
  const missing = new Set<string>();
  for (const { path } of accepted) for (let at = dirname(path); at !== nearestFolder(at); at = dirname(at)) missing.add(at);
  return [...missing].sort((a, b) => a.length - b.length);
}

/** A folder that holds nothing but removed files goes too; git does not keep it either. */
function emptiedFolders(accepted: readonly Accepted[], root: string): string[] {
  const removed = new Set(accepted.flatMap(({ path, after }) => (after === undefined ? [path] : [])));
  const kept = new Set(accepted.flatMap(({ path, after }) => (after === undefined ? [] : [dirname(path)])));
  return [...new Set([...removed].map(path => dirname(path)))].filter(folder => folder !== root && !kept.has(folder) && readdirSync(folder).every(name => removed.has(`${folder}${sep}${name}`)));
}
