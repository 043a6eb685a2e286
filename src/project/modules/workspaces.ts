import { dirname, join } from "node:path";

import type { Json } from "../../model/app.ts";
import { globMatcher } from "../../model/glob.ts";
import type { Files } from "../files.ts";
import { isRecord, readJson } from "../json.ts";

/** Links that lead in a circle make more folders of a pattern than any repository has, and no real one has as many stars. */
const MOST_FOLDERS = 5_000;
const MOST_STARS = 4;

/** Finds packages of the same repository by name, as npm, yarn and pnpm workspaces declare them. */
export function createWorkspaces(files: Files) {
  const byRoot = new Map<string, ReadonlyMap<string, string>>();
  const rootOf = new Map<string, string | undefined>();

  function root(folder: string): string | undefined {
    if (rootOf.has(folder)) return rootOf.get(folder);
    const found = patterns(folder).length > 0 ? folder : folder === dirname(folder) || files.isFolder(join(folder, ".git")) ? undefined : root(dirname(folder));
    rootOf.set(folder, found);
    return found;
  }

  function manifest(folder: string): { readonly [key: string]: Json } {
    const text = files.read(join(folder, "package.json"));
    const value = text === undefined ? undefined : readJson(text).value;
    return isRecord(value) ? value : {};
  }

  function patterns(folder: string): readonly string[] {
    if (files.isFile(join(folder, "pnpm-workspace.yaml"))) {
      const text = files.read(join(folder, "pnpm-workspace.yaml")) ?? "";
      return [...text.matchAll(/^\s*-\s*["']?([^"'#\n]+?)["']?\s*$/gm)].map(match => match[1]!);
    }
    if (!files.isFile(join(folder, "package.json"))) return [];
    const { workspaces } = manifest(folder);
    const listed = isRecord(workspaces) ? workspaces["packages"] : workspaces;
    return Array.isArray(listed) ? listed.filter((pattern): pattern is string => typeof pattern === "string") : [];
  }

  /** `packages/*` and `packages/**` as folders; a plain path is itself. */
  function expand(base: string, pattern: string): readonly string[] {
    const steps = pattern.replace(/^\.\//, "").split("/").filter(step => step !== "");
    if (steps.filter(step => step.includes("*")).length > MOST_STARS) return [];
    let at = [base];
    for (const step of steps) {
      at = at.flatMap(folder => {
        if (!step.includes("*")) return [join(folder, step)];
        const fits = globMatcher(step, "/");
        return files.list(folder).filter(entry => entry !== "node_modules" && fits(entry)).map(entry => join(folder, entry)).filter(path => files.isFolder(path));
      }).slice(0, MOST_FOLDERS);
    }
    return at;
  }

  function packages(folder: string): ReadonlyMap<string, string> {
    let known = byRoot.get(folder);
    if (known === undefined) {
      known = new Map(patterns(folder).filter(pattern => !pattern.startsWith("!")).flatMap(pattern => expand(folder, pattern)).flatMap(path => {
        const { name } = manifest(path);
        return typeof name === "string" ? [[name, path] as const] : [];
      }));
      byRoot.set(folder, known);
    }
    return known;
  }

  return {
    folderOf(from: string, name: string): string | undefined {
      const at = root(dirname(from));
      return at === undefined ? undefined : packages(at).get(name);
    },
  };
}
