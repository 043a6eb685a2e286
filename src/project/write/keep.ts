import { dirname, join } from "node:path";

import { makeFolders, removeIfEmpty } from "./begin.ts";
import { removeTree, type Disk } from "./disk.ts";
import type { Home } from "./homes.ts";

/** The folder of the last complete write, while there is one to roll back. */
export function lastFolder(home: Home): string {
  return join(home.kept, "last");
}

/**
 * Lets the journal of a complete write go: kept as the last one, or removed. The write is done; what fails here costs the
 * rollback, nothing else, and the next start takes the remains away.
 */
export function letGo(disk: Disk, home: Home, done: string, keep: boolean): void {
  if (keep) attempt(() => keepLast(disk, home, done));
  attempt(() => {
    if (disk.at(done) !== undefined) removeTree(disk, done);
    removeIfEmpty(disk, home.flight);
  });
}

function attempt(run: () => void): void {
  try {
    run();
  } catch {
    // Said above: the files of the app do not hang on it.
  }
}

function keepLast(disk: Disk, home: Home, done: string): void {
  const last = lastFolder(home);
  makeFolders(disk, home.kept, 0o700);
  const fresh = home.kept === home.flight ? done : copied(disk, done, join(home.kept, "prepare-last"));
  const replaced = join(home.kept, "replaced-last");
  if (disk.at(replaced) !== undefined) removeTree(disk, replaced);
  if (disk.at(last) !== undefined) disk.rename(last, replaced);
  disk.rename(fresh, last);
  disk.sync(dirname(last));
  if (disk.at(replaced) !== undefined) removeTree(disk, replaced);
}

/** The same folder elsewhere, perhaps on another disk. */
function copied(disk: Disk, from: string, to: string): string {
  if (disk.at(to) !== undefined) removeTree(disk, to);
  disk.makeFolder(to, 0o700);
  for (const name of disk.list(from)) disk.create(join(to, name), disk.read(join(from, name)), disk.at(join(from, name))!);
  disk.sync(to);
  return to;
}
