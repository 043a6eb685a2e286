import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

import { listFiles } from "../../project/list-files.ts";
import { packageFacts, type PackageFacts } from "./package-facts.ts";

/** What is in a folder already. */
export interface Situation {
  readonly root: string;
  readonly python: boolean;
  /** JavaScript or TypeScript. */
  readonly javascript: boolean;
  readonly typescript: boolean;
  /** What the npm package of the folder says; undefined where it is none. */
  readonly npm?: PackageFacts;
  /** The ESLint configuration that holds for the folder, relative to it: it may lie further up. */
  readonly eslintConfig?: string;
  /** One of the form before `eslint.config.js`. */
  readonly legacyEslintConfig?: string;
  /** Root of the git repository around the folder, relative to it; `.` when it is the folder, undefined outside of one. */
  readonly repository?: string;
  /** The text of a file, by its path from the folder. */
  read(path: string): string | undefined;
  list(folder: string): readonly string[];
}

const FLAT = ["js", "mjs", "cjs", "ts", "mts", "cts"].map(extension => `eslint.config.${extension}`);
const LEGACY = [".eslintrc.js", ".eslintrc.cjs", ".eslintrc.yaml", ".eslintrc.yml", ".eslintrc.json", ".eslintrc"];

export function situationOf(root: string): Situation {
  const { files } = listFiles(root);
  const above = foldersUp(root);
  const repository = above.find(folder => existsSync(join(folder, ".git")));
  const read = (path: string): string | undefined => (isFile(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined);
  const shown = (path: string): string => relative(root, path).split(sep).join("/") || ".";
  const inNearest = (names: readonly string[]): string | undefined => {
    const found = above.flatMap(folder => names.map(name => join(folder, name))).find(isFile);
    return found === undefined ? undefined : shown(found);
  };
  const eslintConfig = inNearest(FLAT);
  const npm = packageFacts(above);
  const legacy = inNearest(LEGACY) ?? (npm?.hasEslintConfig === true ? "package.json" : undefined);
  return {
    root,
    python: files.some(path => path.endsWith(".py")),
    javascript: files.some(path => !path.endsWith(".py") && !/\.config\.[cm]?[jt]s$/.test(path)),
    typescript: files.some(path => /\.[cm]?tsx?$/.test(path) && !/\.config\.[cm]?ts$/.test(path)),
    ...(npm !== undefined && { npm }),
    ...(eslintConfig !== undefined && { eslintConfig }),
    ...(legacy !== undefined && { legacyEslintConfig: legacy }),
    ...(repository !== undefined && { repository: shown(repository) }),
    read,
    list: folder => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : []),
  };
}

/** The folder and those above it, up to the root of the repository; without one, the folder alone. */
function foldersUp(root: string): readonly string[] {
  const folders: string[] = [];
  for (let at = root; ; at = dirname(at)) {
    folders.push(at);
    if (existsSync(join(at, ".git"))) return folders;
    if (at === dirname(at)) return [root];
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
