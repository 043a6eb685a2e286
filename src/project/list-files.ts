import { readFileSync, readdirSync, realpathSync, type Dirent } from "node:fs";
import { extname, join, relative, sep } from "node:path";

import type { Ignore } from "ignore";

import { ignorePatterns } from "./patterns.ts";

/** Folders that never hold code of the project itself. */
const SKIPPED = new Set([
  "node_modules", "bower_components", "jspm_packages", "site-packages", ".python_packages", "__pycache__", "coverage",
]);

/** No project is nested deeper; what an attacker nests would cost time at every level. */
const DEEPEST = 64;

const SOURCE = new Set([".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".py"]);

export interface Listing {
  /** Source files, absolute, in a stable order. */
  readonly files: readonly string[];
  /** Folders with a host.json. */
  readonly apps: readonly string[];
}

/**
 * The source files and function apps under a folder. Left out: dependencies, virtual environments, hidden folders, type
 * declarations, minified files, and what .gitignore names. Symbolic links are not followed: they may leave the project or turn in circles.
 */
export function listFiles(root: string, ignored: readonly string[] = []): Listing {
  const files: string[] = [];
  const apps: string[] = [];
  const own = ignored.length === 0 ? undefined : ignorePatterns(ignored);

  function visit(folder: string, rules: readonly Rules[], depth: number): void {
    if (depth > DEEPEST) return;
    const entries = entriesOf(folder);
    if (entries.some(entry => entry.name === "pyvenv.cfg")) return;
    const inside = entries.some(entry => entry.name === ".gitignore") ? [...rules, readRules(folder)] : rules;
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (SKIPPED.has(entry.name) || entry.name.startsWith(".") || isIgnored(path, inside, true)) continue;
        if (own?.ignores(`${posix(relative(root, path))}/`) === true) continue;
        visit(path, inside, depth + 1);
        continue;
      }
      if (!entry.isFile()) continue;
      if (entry.name === "host.json") apps.push(folder);
      if (!isSource(entry.name) || isIgnored(path, inside, false)) continue;
      if (own?.ignores(posix(relative(root, path))) !== true) files.push(path);
    }
  }

  visit(root, outerRules(root), 0);
  return { files, apps };
}

export function isSource(name: string): boolean {
  return SOURCE.has(extname(name)) && !/\.d\.[cm]?ts$|\.min\.[cm]?js$/.test(name);
}

interface Rules {
  readonly folder: string;
  readonly matcher: Ignore;
}

function readRules(folder: string): Rules {
  let text = "";
  try {
    text = readFileSync(join(folder, ".gitignore"), "utf8");
  } catch {
    // An unreadable ignore file ignores nothing.
  }
  return { folder, matcher: ignorePatterns(text) };
}

/** The ignore files of the folders around, up to the repository's root. */
function outerRules(root: string): Rules[] {
  const found: Rules[] = [];
  for (let at = root; ; at = join(at, "..")) {
    const names = new Set(entriesOf(at).map(entry => entry.name));
    if (at !== root && names.has(".gitignore")) found.unshift(readRules(at));
    if (names.has(".git") || at === join(at, "..")) return names.has(".git") ? found : [];
  }
}

function isIgnored(path: string, rules: readonly Rules[], folder: boolean): boolean {
  return rules.some(({ folder: base, matcher }) => matcher.ignores(posix(relative(base, path)) + (folder ? "/" : "")));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function posix(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

/** The true path of a folder, or the path itself where it cannot be told. */
export function truePath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
