import { accessSync, constants, lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

import type { Change } from "../../model/change.ts";
import { UsageError } from "../../model/usage-error.ts";
import { resultOf } from "./diff.ts";
import { isInside } from "./journal.ts";

/** A change that may be made: its true path, and the bytes before and after. */
export interface Accepted {
  readonly path: string;
  readonly mode?: number;
  readonly before?: Buffer;
  readonly after?: Buffer;
}

/**
 * Throws {@link UsageError} for a change that must not be made: outside `root` (also through a symbolic link), in git's own
 * files, on a file that is read-only, that has changed since planning, or whose bytes would not survive. `root` is a true path.
 */
export function accept(change: Change, root: string): Accepted {
  const folder = nearestFolder(dirname(change.path));
  const path = join(realpathSync(folder), relative(folder, change.path));
  const rest = relative(root, path).split(sep);
  if (!isInside(rest.join("/"))) throw new UsageError(rest.includes("..") || rest[0] === "" ? `${change.path} lies outside ${root}: it is not written.` : `${change.path} is not written: it belongs to git, or its name cannot be kept.`);
  if (!isWritable(folder)) throw new UsageError(`${folder} is read-only: nothing is written.`);

  const after = afterOf(change);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (change.kind === "create") {
    if (found !== undefined) throw new UsageError(`${change.path} exists already: nothing is written.`);
    return { path, ...after };
  }
  if (found === undefined) throw new UsageError(`${change.path} is gone since the changes were planned: nothing is written.`);
  if (found.isSymbolicLink()) throw new UsageError(`${change.path} is a symbolic link: nothing is written.`);
  if (!found.isFile()) throw new UsageError(`${change.path} is not a file: nothing is written.`);
  if (!isWritable(path)) throw new UsageError(`${change.path} is read-only: nothing is written.`);
  const before = readFileSync(path);
  if (before.toString("utf8") !== change.before)
    throw new UsageError(`${change.path} has changed since the changes were planned: nothing is written. Run the command again.`);
  // Text that was read from other bytes than UTF-8 cannot be written back as it was.
  if (change.kind === "edit" && !before.equals(Buffer.from(change.before, "utf8"))) throw new UsageError(`${change.path} is not UTF-8: nothing is written. Convert it first, or leave it out.`);
  return { path, mode: found.mode & 0o7777, before, ...after };
}

function afterOf(change: Change): { readonly after?: Buffer } {
  const text = resultOf(change);
  if (text === undefined) return {};
  if (/\p{Surrogate}/u.test(text)) throw new UsageError(`The new text of ${change.path} cannot be written as UTF-8: nothing is written.`);
  return { after: Buffer.from(text, "utf8") };
}

/** The folder itself, or the first one above that exists. */
export function nearestFolder(folder: string): string {
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

