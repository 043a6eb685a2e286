import { createHash } from "node:crypto";
import { join } from "node:path";

import { UsageError } from "../../model/usage-error.ts";
import type { Disk } from "./disk.ts";

/** One file of a write: without `old` it is created, without `new` it is removed. */
export interface Entry {
  /** Relative to the home's base, with forward slashes. */
  readonly path: string;
  readonly old?: { readonly hash: string; readonly mode: number };
  readonly new?: { readonly hash: string };
}

/** What a write does, with all that undoing it needs; the old bytes lie beside it as `old-<index>`. */
export interface Journal {
  readonly formatVersion: 1;
  /** Names the files that are written aside. */
  readonly id: string;
  /** The written folder, relative to the base; empty for the base itself. */
  readonly root: string;
  readonly entries: readonly Entry[];
  /** Folders to be made, outermost first, and folders that may be removed because they held nothing else. */
  readonly made: readonly string[];
  readonly emptied: readonly { readonly path: string; readonly mode: number }[];
}

export const JOURNAL = "journal.json";

export function hashOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function oldName(index: number): string {
  return `old-${index}`;
}

/** Where a file is written before it takes its place, in the same folder. */
export function asideName(journal: Pick<Journal, "id">, index: number): string {
  return `.funcfix-${journal.id}-${index}.tmp`;
}

/** The journal in a folder. Throws {@link UsageError} for one that funcfix has not written: its paths could lead anywhere. */
export function readJournal(disk: Disk, folder: string): Journal {
  const path = join(folder, JOURNAL);
  const value = parsed(disk.read(path).toString("utf8"));
  if (!isJournal(value)) throw new UsageError(`${path} is no journal of this version of funcfix: nothing is undone. Its folder holds the old bytes of the files.`);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isJournal(value: unknown): value is Journal {
  if (!isObject(value) || value["formatVersion"] !== 1) return false;
  const { id, root, entries, made, emptied } = value;
  return (
    typeof id === "string" && /^[0-9a-f]+$/.test(id) && (root === "" || isInside(root)) &&
    Array.isArray(entries) && entries.every(isEntry) && Array.isArray(made) && made.every(isInside) &&
    Array.isArray(emptied) && emptied.every(one => isObject(one) && isInside(one["path"]) && isMode(one["mode"]))
  );
}

function isEntry(value: unknown): boolean {
  if (!isObject(value) || !isInside(value["path"])) return false;
  const { old, new: after } = value;
  if (old !== undefined && !(isObject(old) && typeof old["hash"] === "string" && isMode(old["mode"]))) return false;
  if (after !== undefined && !(isObject(after) && typeof after["hash"] === "string")) return false;
  return old !== undefined || after !== undefined;
}

/** A path that stays inside, and out of git's own files. */
export function isInside(path: unknown): path is string {
  if (typeof path !== "string" || path.includes("\0") || path.startsWith("/")) return false;
  if (process.platform === "win32" && /\\|^[a-z]:/i.test(path)) return false;
  return path.split("/").every(part => part !== "" && part !== "." && part !== ".." && part.toLowerCase() !== ".git");
}

function isMode(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0o7777;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
