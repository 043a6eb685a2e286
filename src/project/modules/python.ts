import { dirname, join } from "node:path";

import { foldersUp, type Files } from "../files.ts";

/** A module of the project: a file, or a folder without `__init__.py` (a namespace package). */
export interface PythonModule {
  readonly file?: string;
  readonly folder?: string;
}

/**
 * Finds project modules as the Python worker does: the app root is on the path, `__app__` is the app root, and dots
 * climb from the importing file's package. Undefined for everything that is not in the project.
 */
export function createPythonResolver(files: Files, root: string) {
  const known = new Map<string, PythonModule | undefined>();

  function at(base: string, names: readonly string[]): PythonModule | undefined {
    const path = join(base, ...names);
    const key = path;
    if (known.has(key)) return known.get(key);
    let found: PythonModule | undefined;
    if (names.length > 0 && files.isFile(`${path}.py`)) found = { file: `${path}.py` };
    if (files.isFolder(path)) {
      const init = join(path, "__init__.py");
      if (files.isFile(init)) found = { file: init, folder: path };
      else found ??= { folder: path };
    }
    known.set(key, found);
    return found;
  }

  function absolute(from: string, names: readonly string[]): PythonModule | undefined {
    if (names[0] === "__app__") return at(root, names.slice(1));
    for (const base of searchPath(files, root, from)) {
      const found = at(base, names);
      if (found === undefined) continue;
      // A folder without any Python file is data, and a function folder does not hide the standard library.
      if (found.file === undefined && !holdsPython(found.folder!)) continue;
      if (names.length === 1 && found.folder !== undefined && STANDARD.has(names[0]!) && files.isFile(join(found.folder, "function.json"))) continue;
      return found;
    }
    return undefined;
  }

  function holdsPython(folder: string): boolean {
    return files.list(folder).some(name => name.endsWith(".py") || (files.isFolder(join(folder, name)) && files.list(join(folder, name)).some(inner => inner.endsWith(".py"))));
  }

  return {
    resolve(from: string, specifier: string): PythonModule | undefined {
      const dots = /^\.*/.exec(specifier)![0].length;
      const names = specifier.slice(dots).split(".").filter(name => name !== "");
      if (dots === 0) return absolute(from, names);
      let base = dirname(from);
      for (let up = 1; up < dots; up++) base = dirname(base);
      return at(base, names);
    },
    submodule(module: PythonModule, name: string): PythonModule | undefined {
      return module.folder === undefined ? undefined : at(module.folder, [name]);
    },
  };
}

/** The app root, `src` in it, and the folders around the importing file that are no packages themselves. */
function* searchPath(files: Files, root: string, from: string): Generator<string> {
  yield root;
  const around = [...foldersUp(dirname(from), root)].filter(folder => folder !== root && !files.isFile(join(folder, "__init__.py")));
  yield* around;
  yield join(root, "src");
}

/** Standard-library names that real apps give to function folders. */
const STANDARD = new Set(["queue", "http", "email", "json", "time", "test", "logging", "select", "signal", "socket", "calendar", "code", "copy", "html", "io", "platform", "profile", "site", "statistics", "string", "token", "types", "xml"]);
