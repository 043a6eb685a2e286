import { join } from "node:path";

import type { Files } from "../../../src/project/files.ts";
import type { Findings } from "../findings.ts";
import type { PythonModules } from "./modules.ts";

/** A top-level folder or file that v2 cannot import under its name, with the files that move. */
export interface Rename {
  readonly from: string;
  readonly to: string;
  /** Absolute path -> text, of every file in it. */
  readonly files: ReadonlyMap<string, string>;
  /** Absolute path now -> absolute path then. */
  newPath(path: string): string;
}

/**
 * In v1 a folder `queue` was `__app__.queue`; in v2 `import queue` gives Python's own module. Such folders and files
 * (`tops`) are renamed; the function's name stays, it is written in the decorator.
 */
export function renamedTops(tops: Iterable<string>, functionFolders: ReadonlySet<string>, modules: PythonModules, files: Files, findings: Findings): Map<string, Rename> {
  const renames = new Map<string, Rename>();
  for (const from of new Set(tops)) {
    const folder = join(modules.root, from);
    const isFolder = files.isFolder(folder);
    let to = `${from}_${functionFolders.has(from) ? "function" : "module"}`;
    while (modules.exists([to])) to += "_";
    const held = new Map<string, string>();
    for (const path of isFolder ? filesIn(files, folder) : [`${folder}.py`]) {
      const text = files.read(path);
      if (text === undefined || /[\0\uFFFD]/.test(text)) {
        findings.refuse("folder-name-taken", `\`${from}\` is the name of a module of Python or of an installed package: the folder must be renamed, but it holds a file that is not text. Rename the folder by hand first.`, { function: functionFolders.has(from) ? from : undefined, place: { path, range: { start: 0, end: 0 } } });
        continue;
      }
      held.set(path, text);
    }
    const target = join(modules.root, to);
    renames.set(from, { from, to, files: held, newPath: path => (isFolder ? target + path.slice(folder.length) : `${target}.py`) });
    findings.note("info", "folder-renamed", `\`${from}\` is the name of a module of Python or of an installed package, which v2 would import instead: the ${isFolder ? "folder" : "file"} is now \`${to}\`. The name of the function stays.`, {
      ...(functionFolders.has(from) && { function: from }),
    });
  }
  return renames;
}

function* filesIn(files: Files, folder: string): Generator<string> {
  for (const name of files.list(folder)) {
    const path = join(folder, name);
    if (name === "__pycache__") continue;
    if (files.isFolder(path)) yield* filesIn(files, path);
    else yield path;
  }
}
