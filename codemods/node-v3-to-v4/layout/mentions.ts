import { join, relative, sep } from "node:path";

import type { Note } from "../../../src/model/codemod.ts";
import type { Files } from "../../../src/project/files.ts";

/** Files in the app's folder that may name others: what builds, tests, packs and starts it. */
const NAMES_FILES = /^(?!package-lock\.json$|local\.settings\.json$|tsconfig\.json$).*(\.(json|jsonc|ya?ml|toml)|(webpack|rollup|esbuild|vite|vitest|jest|babel|gulpfile|Gruntfile|tsup|build)\b.*\.[cm]?[jt]s|^Dockerfile|^\.funcignore)$/;

/** Tools' files that name a script by its old place: nobody can tell for sure what they want with it. */
export function mentions(files: Files, root: string, moved: readonly string[]): Note[] {
  const notes: Note[] = [];
  for (const name of files.list(root)) {
    const path = join(root, name);
    if (!NAMES_FILES.test(name) || !files.isFile(path)) continue;
    // `main` of package.json is written anew.
    const text = (files.read(path) ?? "").replace(/"main"\s*:\s*"[^"]*"/, main => " ".repeat(main.length));
    const named = moved.map(script => relative(root, script).split(sep).join("/")).filter(script => text.includes(script.replace(/\.[cm]?[jt]sx?$/, "")) && script.includes("/"));
    if (named.length === 0) continue;
    const start = text.indexOf(named[0]!.replace(/\.[cm]?[jt]sx?$/, ""));
    notes.push({ safety: "manual", code: "names-old-place", message: `${name} names ${named.join(", ")}, which moved to src/functions.`, place: { path, range: { start, end: start } } });
  }
  return notes;
}
