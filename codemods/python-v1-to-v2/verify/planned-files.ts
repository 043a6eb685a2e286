import { applyEdits, type Change } from "../../../src/model/change.ts";
import type { Files } from "../../../src/project/files.ts";
import { join } from "node:path";

/** The app as it will be: the disk with the plan's changes laid over it. */
export class PlannedFiles {
  readonly #files: Files;
  readonly #changed = new Map<string, string | null>();

  constructor(files: Files, changes: readonly Change[]) {
    this.#files = files;
    for (const change of changes) {
      if (change.kind === "create") this.#changed.set(change.path, change.text);
      else if (change.kind === "edit") this.#changed.set(change.path, applyEdits(change.before, change.edits));
      else if (!this.#changed.has(change.path)) this.#changed.set(change.path, null);
    }
  }

  read(path: string): string | undefined {
    const changed = this.#changed.get(path);
    return changed === undefined ? this.#files.read(path) : (changed ?? undefined);
  }

  /** Absolute path -> new text; null for a file that goes. */
  get changed(): ReadonlyMap<string, string | null> {
    return this.#changed;
  }

  /** The file of a module of the app, by its dotted name. */
  module(root: string, dotted: string): { readonly path: string; readonly text: string } | undefined {
    const base = join(root, ...dotted.split("."));
    for (const path of [join(base, "__init__.py"), `${base}.py`]) {
      const text = this.read(path);
      if (text !== undefined) return { path, text };
    }
    return undefined;
  }
}
