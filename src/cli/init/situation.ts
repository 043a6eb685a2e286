import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { listFiles } from "../../project/list-files.ts";

/** What is in a folder already. */
export interface Situation {
  readonly root: string;
  readonly python: boolean;
  /** JavaScript or TypeScript. */
  readonly javascript: boolean;
  readonly typescript: boolean;
  readonly packageManager: PackageManager;
  /** Name of the ESLint configuration, if there is one. */
  readonly eslintConfig?: string;
  /** In a git repository whose root this is; hooks and CI belong there. */
  readonly isRepository: boolean;
  /** The text of a file of the folder. */
  read(name: string): string | undefined;
  list(folder: string): readonly string[];
}

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

const LOCKS: readonly (readonly [file: string, manager: PackageManager])[] = [["pnpm-lock.yaml", "pnpm"], ["yarn.lock", "yarn"], ["bun.lock", "bun"], ["bun.lockb", "bun"], ["package-lock.json", "npm"]];
const ESLINT_CONFIGS = ["js", "mjs", "cjs", "ts", "mts", "cts"].map(extension => `eslint.config.${extension}`);

export function situationOf(root: string): Situation {
  const { files } = listFiles(root);
  const eslintConfig = ESLINT_CONFIGS.find(name => existsSync(join(root, name)));
  return {
    root,
    python: files.some(path => path.endsWith(".py")),
    javascript: files.some(path => !path.endsWith(".py") && !/\.config\.[cm]?[jt]s$/.test(path)),
    typescript: files.some(path => /\.[cm]?tsx?$/.test(path) && !/\.config\.[cm]?ts$/.test(path)),
    packageManager: managerAround(root),
    ...(eslintConfig !== undefined && { eslintConfig }),
    isRepository: existsSync(join(root, ".git")),
    read: name => (existsSync(join(root, name)) ? readFileSync(join(root, name), "utf8") : undefined),
    list: folder => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : []),
  };
}

/** The lock file may lie at the root of a workspace. */
function managerAround(root: string): PackageManager {
  for (let at = root; ; at = dirname(at)) {
    const found = LOCKS.find(([file]) => existsSync(join(at, file)));
    if (found !== undefined) return found[1];
    if (existsSync(join(at, ".git")) || at === dirname(at)) return "npm";
  }
}
