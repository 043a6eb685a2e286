import { readdirSync, readFileSync, statSync, type Stats } from "node:fs";
import { dirname, sep } from "node:path";

/** What the analysis may ask of the disk. Paths are absolute. Nothing throws: what cannot be read is not there. */
export interface Files {
  /** The text, or undefined. A file over {@link MAX_BYTES} is not read. */
  read(path: string): string | undefined;
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  /** Names in a folder, sorted; empty if it cannot be read. */
  list(folder: string): readonly string[];
}

/** No hand-written source is as large; bundles are. */
export const MAX_BYTES = 4 * 1024 * 1024;

/** The disk, with texts laid over it: what an editor holds unsaved, what stdin gives. Answers are kept for the object's life. */
export function openFiles(overlay: ReadonlyMap<string, string> = new Map()): Files {
  const stats = new Map<string, Stats | null>();
  const lists = new Map<string, readonly string[]>();
  const stat = (path: string): Stats | null => {
    let known = stats.get(path);
    if (known === undefined) {
      known = statSync(path, { throwIfNoEntry: false, bigint: false }) ?? null;
      stats.set(path, known);
    }
    return known;
  };
  const safely = <T>(run: () => T, otherwise: T): T => {
    try {
      return run();
    } catch {
      return otherwise;
    }
  };
  return {
    read(path) {
      const laid = overlay.get(path);
      if (laid !== undefined) return laid;
      return safely(() => {
        const found = stat(path);
        return found?.isFile() === true && found.size <= MAX_BYTES ? readFileSync(path, "utf8") : undefined;
      }, undefined);
    },
    isFile: path => overlay.has(path) || safely(() => stat(path)?.isFile() === true, false),
    isFolder: path => safely(() => stat(path)?.isDirectory() === true, false),
    list(folder) {
      let names = lists.get(folder);
      if (names === undefined) {
        names = safely(() => readdirSync(folder).sort(), []);
        lists.set(folder, names);
      }
      return names;
    },
  };
}

/** The folders from `folder` up to and including `root`. */
export function* foldersUp(folder: string, root: string): Generator<string> {
  for (let at = folder; at === root || at.startsWith(root.endsWith(sep) ? root : root + sep); at = dirname(at)) {
    yield at;
    if (at === root || at === dirname(at)) return;
  }
}

