import { dirname, join } from "node:path";

import { UsageError } from "../../model/usage-error.ts";
import { removeTree, type Disk } from "./disk.ts";
import type { Home } from "./homes.ts";
import { hashOf, JOURNAL, oldName, type Entry, type Journal } from "./journal.ts";
import { ownName } from "./owner.ts";

/** The folder of the journal that stands while files are written. */
export function writingFolder(home: Home): string {
  return join(home.flight, "writing");
}

/** A stem of folders that are not yet, or no longer, a journal: whoever comes next removes them. */
export const SCRAPS = /^(?:prepare|undone|replaced)-/;

/**
 * Makes the journal stand, at once and on the disk: until then no file was touched, from then on every start undoes it.
 * `oldOf` gives the file that holds the old bytes of an entry; it gets a second name where the disk can do that, which
 * takes no room, and is copied elsewhere. Throws where another write stands already.
 */
export function begin(disk: Disk, home: Home, journal: Journal, oldOf: (entry: Entry, index: number) => string): string {
  const folder = join(home.flight, `prepare-${journal.id}`);
  const writing = writingFolder(home);
  let stands = false;
  try {
    makeFolders(disk, home.flight, 0o700);
    disk.makeFolder(folder, 0o700);
    disk.create(join(folder, ownName()), Buffer.alloc(0), { mode: 0o600 });
    journal.entries.forEach((entry, index) => {
      if (entry.old !== undefined) preserve(disk, oldOf(entry, index), join(folder, oldName(index)), entry);
    });
    disk.create(join(folder, JOURNAL), Buffer.from(JSON.stringify(journal)), { mode: 0o600 });
    disk.sync(folder);
    if (disk.at(writing) !== undefined) throw new UsageError(`Another funcfix writes in ${home.base}: nothing is written.`);
    disk.rename(folder, writing);
    stands = true;
    disk.sync(home.flight);
    return writing;
  } catch (error) {
    if (stands) disk.rename(writing, folder);
    if (disk.at(folder) !== undefined) removeTree(disk, folder);
    removeIfEmpty(disk, home.flight);
    throw error;
  }
}

function preserve(disk: Disk, from: string, to: string, { path, old }: Entry): void {
  try {
    disk.link(from, to);
  } catch {
    disk.create(to, disk.read(from), disk.at(from)!);
  }
  if (hashOf(disk.read(to)) !== old!.hash) throw new UsageError(`${path} has changed since the changes were planned: nothing is written. Run the command again.`);
}

/** The folder and those above it that are missing, each on the disk. */
export function makeFolders(disk: Disk, folder: string, mode?: number): void {
  if (disk.at(folder) !== undefined) return;
  makeFolders(disk, dirname(folder), mode);
  disk.makeFolder(folder, mode);
  disk.sync(dirname(folder));
}

export function removeIfEmpty(disk: Disk, folder: string): void {
  if (disk.at(folder)?.kind === "folder" && disk.list(folder).length === 0) disk.removeFolder(folder);
}
