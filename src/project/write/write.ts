import { dirname, join } from "node:path";

import { UsageError } from "../../model/usage-error.ts";
import { begin, writingFolder } from "./begin.ts";
import type { Disk } from "./disk.ts";
import type { Home } from "./homes.ts";
import { asideName, hashOf, type Entry, type Journal } from "./journal.ts";
import { undo } from "./undo.ts";

/** A write: its journal, and the new bytes of each entry (undefined: the file goes). */
export interface Write {
  readonly journal: Journal;
  readonly texts: readonly (Buffer | undefined)[];
}

/** The folders of journals that this process works on. */
export const underWay = new Set<string>();

/**
 * Makes all changes or none, and returns the folder of the complete journal. All new texts are on the disk beside their
 * places before the first of them takes its place. `pause` is called between steps and may throw to end the write.
 */
export async function write(disk: Disk, home: Home, { journal, texts }: Write, pause: () => Promise<void>): Promise<string> {
  const writing = begin(disk, home, journal, entry => join(home.base, entry.path));
  const done = join(home.flight, `done-${journal.id}`);
  underWay.add(writing);
  try {
    await takePlaces(disk, home, journal, texts, pause);
    disk.rename(writing, done);
    disk.sync(home.flight);
    return done;
  } catch (error) {
    undoAfter(error, disk, home, journal, done);
    throw error;
  } finally {
    underWay.delete(writing);
  }
}

async function takePlaces(disk: Disk, home: Home, journal: Journal, texts: Write["texts"], pause: () => Promise<void>): Promise<void> {
  const pathOf = (entry: Entry): string => join(home.base, entry.path);
  const asideOf = (entry: Entry, index: number): string => join(dirname(pathOf(entry)), asideName(journal, index));
  for (const folder of journal.made) {
    disk.makeFolder(join(home.base, folder));
    disk.sync(dirname(join(home.base, folder)));
  }
  for (const [index, entry] of journal.entries.entries()) {
    const text = texts[index];
    if (text === undefined) continue;
    await pause();
    disk.create(asideOf(entry, index), text, disk.at(pathOf(entry)) ?? { mode: 0o666 & ~process.umask() });
  }
  for (const [index, entry] of journal.entries.entries()) {
    await pause();
    if (!isUntouched(disk, pathOf(entry), entry))
      throw new UsageError(`${pathOf(entry)} has changed since the changes were planned: nothing is written. Run the command again.`);
    if (entry.new === undefined) disk.unlink(pathOf(entry));
    else disk.rename(asideOf(entry, index), pathOf(entry));
  }
  for (const parent of new Set(journal.entries.map(entry => dirname(pathOf(entry))))) disk.sync(parent);
  for (const { path } of journal.emptied) {
    const folder = join(home.base, path);
    if (disk.list(folder).length > 0) continue;
    disk.removeFolder(folder);
    disk.sync(dirname(folder));
  }
}

/** Also a text editor may have written the file in the meantime. */
function isUntouched(disk: Disk, path: string, { old }: Entry): boolean {
  const found = disk.at(path);
  if (old === undefined || found === undefined) return old === undefined && found === undefined;
  return found.kind === "file" && hashOf(disk.read(path)) === old.hash;
}

function undoAfter(error: unknown, disk: Disk, home: Home, journal: Journal, done: string): void {
  const writing = writingFolder(home);
  try {
    if (disk.at(done) !== undefined) disk.rename(done, writing);
    undo(disk, home, writing, journal);
  } catch (second) {
    throw new UsageError(`The changes could not be written (${reasonOf(error)}), nor the files put back (${reasonOf(second)}). The old files lie in ${writing}: \`funcfix fix --rollback\` puts them back once that is mended.`);
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
