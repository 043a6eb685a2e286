import { readdirSync, readFileSync, statSync, type Stats } from "node:fs";

import { withoutMark } from "../../languages/python/tree.ts";
import { MAX_BYTES, type Files } from "../../project/files.ts";

/** Texts by path, each good as long as its file has the same stamp. */
const texts = new Map<string, { readonly stamp: string; readonly text: string }>();

/**
 * The disk as it was when it was first asked: answers are kept, and so is what they hung on, so that a change can be
 * told without reading anything again. Texts come without a byte order mark, as ESLint hands them over.
 */
export class WatchedFiles implements Files {
  readonly #stats = new Map<string, Stats | undefined>();
  readonly #lists = new Map<string, readonly string[]>();

  read(path: string): string | undefined {
    const found = this.#stat(path);
    if (found?.isFile() !== true || found.size > MAX_BYTES) return undefined;
    const stamp = stampOf(found);
    const known = texts.get(path);
    if (known?.stamp === stamp) return known.text;
    const text = safely(() => withoutMark(readFileSync(path, "utf8")));
    if (text !== undefined) texts.set(path, { stamp, text });
    return text;
  }

  isFile(path: string): boolean {
    return this.#stat(path)?.isFile() === true;
  }

  isFolder(path: string): boolean {
    return this.#stat(path)?.isDirectory() === true;
  }

  list(folder: string): readonly string[] {
    let names = this.#lists.get(folder);
    if (names === undefined) {
      this.#stat(folder);
      names = safely(() => readdirSync(folder).sort()) ?? [];
      this.#lists.set(folder, names);
    }
    return names;
  }

  /** Whether everything that was asked would be answered the same now. */
  areCurrent(): boolean {
    for (const [path, then] of this.#stats) if (stampOf(statOf(path)) !== stampOf(then)) return false;
    return true;
  }

  #stat(path: string): Stats | undefined {
    if (!this.#stats.has(path)) this.#stats.set(path, statOf(path));
    return this.#stats.get(path);
  }
}

/** The disk with one text laid over it: what an editor holds unsaved, what a fix has made of a file. */
export function layOver(files: Files, path: string, text: string): Files {
  return {
    read: asked => (asked === path ? text : files.read(asked)),
    isFile: asked => asked === path || files.isFile(asked),
    isFolder: asked => files.isFolder(asked),
    list: folder => files.list(folder),
  };
}

function statOf(path: string): Stats | undefined {
  return safely(() => statSync(path, { throwIfNoEntry: false }));
}

/** A folder's time tells when names come and go in it. */
function stampOf(stats: Stats | undefined): string {
  return stats === undefined ? "" : `${stats.mtimeMs}:${stats.ctimeMs}:${stats.size}:${stats.ino}`;
}

function safely<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
