import { randomBytes } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

import { UsageError } from "../../model/usage-error.ts";
import { begin, removeIfEmpty, SCRAPS, writingFolder } from "./begin.ts";
import { realDisk, removeTree, type Disk } from "./disk.ts";
import { homesAround, type Home } from "./homes.ts";
import { JOURNAL, oldName, readJournal, type Journal } from "./journal.ts";
import { lastFolder, letGo } from "./keep.ts";
import { isOwner, lifeOf, ownName } from "./owner.ts";
import { nearestFolder } from "./refuse.ts";
import { discard, undo } from "./undo.ts";
import { underWay } from "./write.ts";

/** What was put back. */
export interface Undone {
  /** Absolute. */
  readonly root: string;
  readonly files: number;
}

/** The folder around `path` in which a write was torn off, or is under way. Reads only. */
export function interruptedWrite(path: string): string | undefined {
  return homeWith(path, writingFolder)?.base;
}

/**
 * Puts the files of a torn-off write back and takes away what it left, at or above `path`. Every command that writes calls
 * it first. Throws {@link UsageError} where another process still writes, or files were changed since.
 */
export function recover(path: string, disk: Disk = realDisk): Undone | undefined {
  const undone = undoInterrupted(path, disk, false);
  tidyAround(path, disk);
  return undone;
}

/** Undoes a torn-off write, or else the last one: as long as nobody has changed its files since. */
export function rollBack(path: string, disk: Disk = realDisk): Undone {
  const interrupted = undoInterrupted(path, disk, true);
  tidyAround(path, disk);
  if (interrupted !== undefined) return interrupted;
  const home = homeWith(path, lastFolder);
  if (home === undefined) throw new UsageError(`There is no write of funcfix to roll back in ${path}.`);

  const last = lastFolder(home);
  const journal = readJournal(disk, last);
  const root = join(home.base, journal.root);
  if (!isRelated(root, truePath(path))) throw new UsageError(`The last write here was in ${root}: name that folder to roll it back.`);
  // Under an id of its own: the files aside of the write itself are long gone.
  const again: Journal = { ...journal, id: randomBytes(8).toString("hex") };
  const writing = begin(disk, home, again, (_, index) => join(last, oldName(index)));
  underWay.add(writing);
  try {
    const files = undo(disk, home, writing, again);
    removeTree(disk, last);
    return { root, files };
  } catch (error) {
    // Nothing was undone yet, or it goes on at the next start.
    if (disk.at(writing) !== undefined && error instanceof UsageError) discard(disk, home, writing, `undone-${again.id}`);
    throw error;
  } finally {
    underWay.delete(writing);
  }
}

function undoInterrupted(path: string, disk: Disk, asked: boolean): Undone | undefined {
  const home = homeWith(path, writingFolder);
  return home === undefined ? undefined : undoWriting(disk, home, asked);
}

/** Puts the files of the journal that stands back. `asked`: by a person, who knows what runs on other machines. */
export function undoWriting(disk: Disk, home: Home, asked: boolean): Undone {
  const writing = writingFolder(home);
  claim(disk, writing, asked);
  const journal = readJournal(disk, writing);
  return { root: join(home.base, journal.root), files: undo(disk, home, writing, journal) };
}

/** Takes a journal over from the process that is gone; only one can. */
function claim(disk: Disk, writing: string, asked: boolean): void {
  if (underWay.has(writing)) throw new UsageError(`This process writes in ${dirname(dirname(writing))} already.`);
  const owner = disk.list(writing).find(isOwner);
  const own = ownName();
  if (owner === own) return;
  if (owner === undefined) return disk.create(join(writing, own), Buffer.alloc(0), { mode: 0o600 });
  const life = lifeOf(owner);
  if (life === "working") throw new UsageError(`Another funcfix (process ${owner.split("-")[1]}) writes in ${dirname(dirname(writing))}. Wait until it is done; if it is no funcfix, remove ${join(writing, owner)}.`);
  if (life === "elsewhere" && !asked) throw new UsageError(`A write in ${dirname(dirname(writing))} was begun on another machine or in a container. If it runs no more, put the files back: \`funcfix fix --rollback\`.`);
  disk.rename(join(writing, owner), join(writing, own));
}

function tidyAround(path: string, disk: Disk): void {
  for (const home of homesAround(truePath(path))) if (existsSync(home.flight)) tidy(disk, home);
}

/** Remains of journals whose process is gone. A complete one that was not put away yet becomes the last. */
export function tidy(disk: Disk, home: Home): void {
  for (const name of disk.list(home.flight)) {
    const folder = join(home.flight, name);
    if (disk.at(folder)?.kind !== "folder") continue;
    const owner = disk.list(folder).find(isOwner);
    if (owner !== undefined && owner !== ownName() && lifeOf(owner) === "working") continue;
    if (name.startsWith("done-") && disk.at(join(folder, JOURNAL)) !== undefined) letGo(disk, home, folder, true);
    else if (SCRAPS.test(name) || name.startsWith("done-")) letGo(disk, home, folder, false);
  }
  removeIfEmpty(disk, home.flight);
}

function homeWith(path: string, folderOf: (home: Home) => string): Home | undefined {
  for (const home of homesAround(truePath(path))) if (existsSync(folderOf(home))) return home;
  return undefined;
}

function truePath(path: string): string {
  return realpathSync(nearestFolder(path));
}

function isRelated(a: string, b: string): boolean {
  return a === b || a.startsWith(b + sep) || b.startsWith(a + sep);
}
