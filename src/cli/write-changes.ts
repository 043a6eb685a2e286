import { dirname, join, sep } from "node:path";

import type { Change } from "../model/change.ts";
import { printable } from "../model/printable.ts";
import { UsageError } from "../model/usage-error.ts";
import { applyChanges } from "../project/write/apply.ts";
import { dirtyPaths } from "../project/write/git.ts";
import { interruptedWrite, recover, rollBack } from "../project/write/recover.ts";
import type { CommandIo } from "./command-io.ts";

/** Writes all changes or none, inside `root`; a dirty git tree is refused unless allowed. */
export async function writeAll(changes: readonly Change[], allowDirty: boolean, root: string): Promise<void> {
  if (!allowDirty) await refuseDirty(root);
  await applyChanges(changes, root, { keep: true });
}

async function refuseDirty(root: string): Promise<void> {
  const dirty = await dirtyPaths(root);
  if (dirty !== null && dirty.length > 0)
    throw new UsageError(`Git has uncommitted changes in ${root} (${dirty.slice(0, 3).join(", ")}${dirty.length > 3 ? ", …" : ""}). Commit them first, or use --allow-dirty.`);
}

/** Before anything is planned: a torn-off write of an earlier run is undone, or, where nothing is to be written, told. */
export function mendTornWrites(paths: readonly string[], write: boolean, io: CommandIo): void {
  for (const path of paths) {
    if (write) tell(recover(path), "An earlier write was torn off", io);
    else {
      const torn = interruptedWrite(path);
      if (torn !== undefined) throw new UsageError(tornMessage(torn));
    }
  }
}

export function tornMessage(base: string): string {
  return `A write of funcfix in ${base} was torn off, or is under way: its files are partly old and partly new. Put them back with \`funcfix fix --rollback ${base}\`.`;
}

/** `--rollback` of the writing commands. */
export function rollBackCommand(path: string, io: CommandIo): void {
  tell(rollBack(path), "The write was rolled back", io);
}

function tell(undone: ReturnType<typeof recover>, what: string, io: CommandIo): void {
  if (undone !== undefined) io.stderr(`${what}: ${undone.files} ${undone.files === 1 ? "file" : "files"} in ${undone.root} put back as before it.\n`);
}

/** A diff for `git apply` is exact; one for eyes must not steer the terminal. */
export function printDiff(diff: string, io: CommandIo): void {
  io.stdout(process.stdout.isTTY === true ? printable(diff) : diff);
}

/** The folder that holds them all. */
export function commonFolder(folders: readonly string[]): string {
  let common = folders[0]!;
  for (const folder of folders) while (folder !== common && !folder.startsWith(join(common, sep)) && common !== dirname(common)) common = dirname(common);
  return common;
}
