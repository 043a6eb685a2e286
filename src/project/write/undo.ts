import { dirname, join } from "node:path";

import { UsageError } from "../../model/usage-error.ts";
import { makeFolders, removeIfEmpty } from "./begin.ts";
import { removeTree, type Disk } from "./disk.ts";
import type { Home } from "./homes.ts";
import { asideName, hashOf, oldName, type Entry, type Journal } from "./journal.ts";

type State = "old" | "new" | "changed";

/**
 * Puts every file of a journal back, and then takes the journal away. It may be stopped at any step and begun again. If
 * somebody has changed a file since, nothing is undone: {@link UsageError} names the files.
 */
export function undo(disk: Disk, home: Home, folder: string, journal: Journal): number {
  for (const { path } of journal.entries) refuseLinks(disk, home.base, dirname(path));
  const states = journal.entries.map((entry, index) => stateOf(disk, home, folder, entry, index));
  const changed = journal.entries.filter((_, index) => states[index] === "changed").map(({ path }) => join(home.base, path));
  if (changed.length > 0)
    throw new UsageError(`Changed since they were written: ${changed.join(", ")}. Nothing was undone: move them away and try again, or take the old bytes from ${folder}.`);

  const pathOf = (entry: Entry): string => join(home.base, entry.path);
  const modes = new Map(journal.emptied.map(({ path, mode }) => [join(home.base, path), mode]));
  let count = 0;
  journal.entries.forEach((entry, index) => {
    const path = pathOf(entry);
    const aside = join(dirname(path), asideName(journal, index));
    if (disk.at(aside) !== undefined) disk.unlink(aside);
    if (states[index] === "old") return;
    count++;
    if (entry.old === undefined) return disk.unlink(path);
    const parent = dirname(path);
    makeFolders(disk, parent, modes.get(parent));
    restore(disk, join(folder, oldName(index)), aside, path, entry);
  });
  // Folders go only after what lay in them is surely gone, and those that stay keep what came back.
  for (const parent of new Set(journal.entries.map(entry => dirname(pathOf(entry))))) if (disk.at(parent) !== undefined) disk.sync(parent);
  for (const made of journal.made.toReversed()) {
    const path = join(home.base, made);
    removeIfEmpty(disk, path);
    if (disk.at(dirname(path)) !== undefined) disk.sync(dirname(path));
  }
  discard(disk, home, folder, `undone-${journal.id}`);
  return count;
}

/** A journal holds true paths: where a folder on the way leads elsewhere now, nothing is followed. */
function refuseLinks(disk: Disk, base: string, folder: string): void {
  if (folder === ".") return;
  refuseLinks(disk, base, dirname(folder));
  const found = disk.at(join(base, folder));
  if (found !== undefined && found.kind !== "folder") throw new UsageError(`${join(base, folder)} is no folder any more: nothing was undone.`);
}

function stateOf(disk: Disk, home: Home, folder: string, { path, old, new: after }: Entry, index: number): State {
  const full = join(home.base, path);
  const found = disk.at(full);
  if (found === undefined) return old === undefined ? "old" : "new";
  if (found.kind !== "file") return "changed";
  // The very file that the journal keeps: it was not written yet, whatever has become of its text since.
  if (old !== undefined && disk.at(join(folder, oldName(index)))?.id === found.id) return "old";
  const hash = hashOf(disk.read(full));
  return hash === old?.hash ? "old" : hash === after?.hash ? "new" : "changed";
}

/** The journal keeps its own name of the old file until all are back. */
function restore(disk: Disk, kept: string, aside: string, path: string, entry: Entry): void {
  const bytes = disk.read(kept);
  if (hashOf(bytes) !== entry.old!.hash) throw new UsageError(`${kept} does not hold the old bytes of ${path} any more: it is left as it is.`);
  try {
    disk.link(kept, aside);
  } catch {
    disk.create(aside, bytes, { ...disk.at(kept), mode: entry.old!.mode });
  }
  disk.rename(aside, path);
}

/** Takes a journal away at once. What is left of it then is scrap, which the next start takes away too. */
export function discard(disk: Disk, home: Home, folder: string, name: string): void {
  const scrap = join(home.flight, name);
  disk.rename(folder, scrap);
  disk.sync(home.flight);
  try {
    removeTree(disk, scrap);
    removeIfEmpty(disk, home.flight);
  } catch {
    // As said above.
  }
}
