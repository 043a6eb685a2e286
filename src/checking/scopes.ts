import { dirname, join } from "node:path";

import { UsageError } from "../model/usage-error.ts";
import type { Files } from "../project/files.ts";
import { isSource, listFiles } from "../project/list-files.ts";
import { appRootAround } from "../project/open-project.ts";

/** An app, or a folder without one, with its source files. */
export interface Scope {
  readonly root: string;
  readonly sources: readonly string[];
  readonly isApp: boolean;
  /** Single files that were asked for. */
  readonly only?: ReadonlySet<string>;
  /** The folder inside the app that was asked for. */
  readonly within?: string;
}

/** Whether findings of the file were asked for. */
export function asksFor({ only, within }: Scope, path: string): boolean {
  return (only?.has(path) ?? true) && (within === undefined || path.startsWith(join(within, "/")));
}

/** Groups what the user named by app: each folder with a host.json is one, and the rest of a given folder another. */
export function scopesOf(files: Files, paths: readonly string[], cwd: string, ignored: readonly string[]): readonly Scope[] {
  const single = new Map<string, Set<string>>();
  const scopes: Scope[] = [];
  for (const path of paths) {
    if (files.isFolder(path)) {
      scopes.push(...folderScopes(files, path, cwd, ignored));
      continue;
    }
    if (!files.isFile(path)) throw new UsageError(`There is no file or folder ${path}.`);
    if (!isSource(path)) throw new UsageError(`${path} is not a JavaScript, TypeScript or Python source file.`);
    const root = appRootAround(files, dirname(path), "/") ?? dirname(path);
    single.set(root, (single.get(root) ?? new Set()).add(path));
  }
  for (const [root, only] of single) {
    const isApp = files.isFile(join(root, "host.json"));
    scopes.push({ root, sources: isApp ? [...new Set([...listFiles(root, ignored).files, ...only])] : [...only], isApp, only });
  }
  return scopes;
}

function folderScopes(files: Files, folder: string, cwd: string, ignored: readonly string[]): Scope[] {
  const { files: sources, apps } = listFiles(folder, ignored);
  const around = apps.includes(folder) ? folder : appRootAround(files, folder, cwd);
  const roots = [...new Set([...apps, around ?? folder])].sort((a, b) => b.length - a.length);
  const groups = new Map<string, string[]>(roots.map(root => [root, []]));
  for (const path of sources) groups.get(roots.find(root => path.startsWith(join(root, "/"))) ?? folder)?.push(path);
  return [...groups]
    .filter(([root, group]) => group.length > 0 || apps.includes(root))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([root, group]) => ({ root, sources: group, isApp: files.isFile(join(root, "host.json")), ...(folder.startsWith(join(root, "/")) && { within: folder }) }));
}
