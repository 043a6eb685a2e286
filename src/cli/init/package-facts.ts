import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { readJson } from "../../project/json.ts";

export type PackageManager = "npm" | "pnpm" | "yarn" | "yarn-berry" | "bun";

export interface PackageFacts {
  readonly manager: PackageManager;
  /** Without a lock file a clean install is refused. */
  readonly hasLock: boolean;
  readonly hasEslintConfig: boolean;
  /** The first number of the version of TypeScript that the package asks for. */
  readonly typescript?: number;
}

const LOCKS: readonly (readonly [file: string, manager: PackageManager])[] = [["pnpm-lock.yaml", "pnpm"], ["yarn.lock", "yarn"], ["bun.lock", "bun"], ["bun.lockb", "bun"], ["package-lock.json", "npm"], ["npm-shrinkwrap.json", "npm"]];

/** About the npm package in the first of the folders; the lock file may lie at the root of a workspace, in one of the others. */
export function packageFacts(folders: readonly string[]): PackageFacts | undefined {
  const own = manifestIn(folders[0]!);
  if (own === undefined) return undefined;
  const found = folders.flatMap(folder => LOCKS.filter(([file]) => existsSync(join(folder, file))).map(([file, manager]) => ({ path: join(folder, file), manager })))[0];
  const named = folders.map(folder => /^(npm|pnpm|yarn|bun)@(\d+)/.exec(String(manifestIn(folder)?.["packageManager"] ?? ""))).find(match => match !== null);
  const { devDependencies = {}, dependencies = {} } = own as Record<string, Record<string, unknown>>;
  const typescript = /\d+/.exec(String(devDependencies["typescript"] ?? dependencies["typescript"] ?? ""))?.[0];
  return {
    manager: named === undefined ? managerOf(found) : managerNamed(named[1] as "npm" | "pnpm" | "yarn" | "bun", Number(named[2])),
    hasLock: found !== undefined,
    hasEslintConfig: own["eslintConfig"] !== undefined,
    ...(typescript !== undefined && { typescript: Number(typescript) }),
  };
}

function managerNamed(name: "npm" | "pnpm" | "yarn" | "bun", version: number): PackageManager {
  return name === "yarn" && version > 1 ? "yarn-berry" : name;
}

/** From version 2 on, yarn writes another form of lock file and knows other options. */
function managerOf(found: { readonly path: string; readonly manager: PackageManager } | undefined): PackageManager {
  if (found?.manager !== "yarn") return found?.manager ?? "npm";
  return readFileSync(found.path, "utf8").includes("__metadata:") ? "yarn-berry" : "yarn";
}

function manifestIn(folder: string): Record<string, unknown> | undefined {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return undefined;
  const { value } = readJson(readFileSync(path, "utf8"));
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
