import { randomBytes } from "node:crypto";
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

import type { Change } from "../../model/change.ts";
import { UsageError } from "../../model/usage-error.ts";
import { resultOf } from "./diff.ts";

/** Undoes one step that was taken. */
type Undo = () => void;

/**
 * Makes all changes or none. Everything that can be refused is refused before the first byte is written: a file that
 * changed since planning, a file that must not be written, a path that leaves `root` (also through a symbolic link). Each
 * file is written beside its place and renamed over it; if a step fails, the steps before it are undone.
 */
export function applyChanges(changes: readonly Change[], root: string): void {
  const home = realpathSync(root);
  for (const change of changes) refuse(change, home);

  const undo: Undo[] = [];
  try {
    for (const change of changes) applyOne(change, undo);
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw new UsageError(`The changes could not be written, and all files are as they were: ${error instanceof Error ? error.message : String(error)}`);
  }
  for (const change of changes) if (change.kind === "remove") removeEmptyFolder(dirname(change.path), home);
}

function refuse(change: Change, home: string): void {
  const folder = nearestFolder(dirname(change.path));
  const real = realpathSync(folder);
  const rest = relative(home, resolve(real, relative(folder, change.path)));
  if (rest === "" || rest.split(sep)[0] === "..") throw new UsageError(`${change.path} lies outside ${home}: it is not written.`);
  if (!isWritable(folder)) throw new UsageError(`${folder} is read-only: nothing is written.`);

  const found = lstatSync(change.path, { throwIfNoEntry: false });
  if (change.kind === "create") {
    if (found !== undefined) throw new UsageError(`${change.path} exists already: nothing is written.`);
    return;
  }
  if (found === undefined) throw new UsageError(`${change.path} is gone since the changes were planned: nothing is written.`);
  if (found.isSymbolicLink()) throw new UsageError(`${change.path} is a symbolic link: nothing is written.`);
  if (!isWritable(change.path)) throw new UsageError(`${change.path} is read-only: nothing is written.`);
  if (readFileSync(change.path, "utf8") !== change.before)
    throw new UsageError(`${change.path} has changed since the changes were planned: nothing is written. Run the command again.`);
}

function applyOne(change: Change, undo: Undo[]): void {
  if (change.kind === "remove") {
    const { mode } = statSync(change.path);
    const { before } = change;
    unlinkSync(change.path);
    undo.push(() => writeFileSync(change.path, before, { mode }));
    return;
  }
  makeFolder(dirname(change.path), undo);
  const mode = change.kind === "edit" ? statSync(change.path).mode : undefined;
  const aside = besides(change.path);
  writeFileSync(aside, resultOf(change) ?? "", { flag: "wx" });
  if (mode !== undefined) chmodSync(aside, mode);
  renameSync(aside, change.path);
  undo.push(change.kind === "edit" ? () => writeFileSync(change.path, change.before) : () => unlinkSync(change.path));
}

function besides(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
}

function makeFolder(folder: string, undo: Undo[]): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  undo.push(() => {
    for (let at = folder; ; at = dirname(at)) {
      rmdirSync(at);
      if (at === first) return;
    }
  });
}

/** The folder itself, or the first one above that exists. */
function nearestFolder(folder: string): string {
  for (let at = folder; ; at = dirname(at)) if (statSync(at, { throwIfNoEntry: false })?.isDirectory() === true || at === dirname(at)) return at;
}

/** Asks the mode bits too: the superuser may write everything, and a read-only file still means what it says. */
function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return (statSync(path).mode & 0o222) !== 0;
  } catch {
    return false;
  }
}

/** A folder that held nothing but a removed file goes too; git does not keep it either. */
function removeEmptyFolder(folder: string, home: string): void {
  try {
    if (realpathSync(folder) !== home) rmdirSync(folder);
  } catch {
    // It still holds something, or is gone.
  }
}
