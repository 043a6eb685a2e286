import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, extname } from "node:path";

import { findNodeAtLocation } from "jsonc-parser";
import type * as Toml from "smol-toml";

import { lineStarts, positionAt } from "../model/text.ts";
import { UsageError } from "../model/usage-error.ts";
import { readJson } from "../project/json.ts";
import type { Config, LoadedConfig } from "./config.ts";
import { configProblems, type ConfigProblem, type KnownNames } from "./validate.ts";

export interface ReadOptions extends KnownNames {
  /** Refuse configurations that are code. */
  readonly noExec: boolean;
}

/** The configuration in a file; undefined when package.json or pyproject.toml holds none. Throws {@link UsageError}. */
export function readConfig(path: string, options: ReadOptions): LoadedConfig | undefined {
  const raw = rawConfig(path, options);
  if (raw === undefined) return undefined;
  const problems = configProblems(raw.value, options);
  if (problems.length > 0) throw new UsageError(problems.map(problem => `${path}${raw.placeOf(problem)}: ${problem.message}`).join("\n"));
  return { path, config: raw.value as Config };
}

interface Raw {
  readonly value: unknown;
  /** `:line:column`, where it can be told. */
  placeOf(problem: ConfigProblem): string;
}

function rawConfig(path: string, { noExec }: ReadOptions): Raw | undefined {
  const name = basename(path);
  if (name === "package.json") return fromJson(path, ["funcfix"], true);
  if (extname(path) === ".toml") return fromToml(path, name === "pyproject.toml" ? ["tool", "funcfix"] : []);
  if (/\.[cm]?js$/.test(name)) {
    if (noExec) throw new UsageError(`${path} is code, which --no-exec forbids. Write it as funcfix.config.json.`);
    return { value: imported(path), placeOf: () => "" };
  }
  return fromJson(path, [], false);
}

function fromJson(path: string, under: readonly string[], lenient: boolean): Raw | undefined {
  const text = read(path);
  const { value, tree, problems } = readJson(text);
  if (value === undefined) {
    if (lenient) return undefined;
    throw new UsageError(`${path}${place(text, problems[0]!.offset)}: ${problems[0]!.message}`);
  }
  const inner = dig(value, under);
  if (inner === undefined) return undefined;
  return {
    value: inner,
    placeOf({ at }) {
      const path = [...under, ...at].map(key => (/^\d+$/.test(key) ? Number(key) : key));
      const node = tree === undefined ? undefined : findNodeAtLocation(tree, path);
      const shown = node?.parent?.type === "property" ? node.parent : node;
      return shown === undefined ? "" : place(text, shown.offset);
    },
  };
}

function fromToml(path: string, under: readonly string[]): Raw | undefined {
  const text = read(path);
  // Another tool's broken section is not ours to complain about.
  if (under.length > 0 && !text.includes("funcfix")) return undefined;
  // Loaded here: most apps have no TOML.
  const { parse: parseToml, TomlError } = createRequire(import.meta.url)("smol-toml") as typeof Toml;
  try {
    const value = dig(parseToml(text), under);
    return value === undefined ? undefined : { value, placeOf: () => "" };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new UsageError(`${path}:${error.line}:${error.column}: ${error.message.split("\n")[0]}.`);
  }
}

/** Loaded on the spot, as ESLint's rules must run: a module with top-level `await` cannot be. */
function imported(path: string): unknown {
  try {
    const module = createRequire(path)(path) as { readonly default?: unknown };
    return module.default ?? module;
  } catch (error) {
    throw new UsageError(`${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

function dig(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((at, key) => (typeof at === "object" && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined), value);
}

function place(text: string, offset: number): string {
  const { line, column } = positionAt(lineStarts(text), offset);
  return `:${line}:${column}`;
}
