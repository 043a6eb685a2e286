import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import type { Finding } from "../model/finding.ts";
import { UsageError } from "../model/usage-error.ts";
import { fingerprints } from "../report/fingerprint.ts";
import { shownPath } from "../report/paths.ts";
import { createLocator } from "../report/report.ts";

interface Entry {
  readonly fingerprint: string;
  /** For the reader of the file; only the fingerprint is compared. */
  readonly path: string;
  readonly rule: string;
  readonly message: string;
}

export interface BaselineResult {
  /** Findings that the baseline does not hold. */
  readonly fresh: readonly Finding[];
  readonly known: number;
  /** Entries whose finding is gone. */
  readonly gone: number;
}

type TextOf = (path: string) => string | undefined;

/** Splits findings by what the baseline holds. `path` is absolute; paths in it are relative to its folder. */
export function applyBaseline(path: string, findings: readonly Finding[], textOf: TextOf): BaselineResult {
  const entries = new Set(readBaseline(path));
  const prints = fingerprints(findings, dirname(path), createLocator(textOf));
  const fresh = findings.filter((_, index) => !entries.has(prints[index]!));
  const known = findings.length - fresh.length;
  return { fresh, known, gone: entries.size - known };
}

/** Writes all findings as the new baseline, at once and sorted, so that its diffs are small. */
export function writeBaseline(path: string, findings: readonly Finding[], textOf: TextOf): void {
  const base = dirname(path);
  const prints = fingerprints(findings, base, createLocator(textOf));
  const entries = findings.map(({ path: file, rule, message }, index): Entry => ({ path: shownPath(file, base), rule, message, fingerprint: prints[index]! }));
  // A name that nobody can have taken by a link to another file.
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify({ formatVersion: 1, findings: entries }, null, 2)}\n`, { flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    throw new UsageError(`The baseline ${path} cannot be written: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

function readBaseline(path: string): readonly string[] {
  if (!existsSync(path)) throw new UsageError(`There is no baseline ${path}. Write one with --update-baseline.`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`The baseline ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { formatVersion, findings } = (value ?? {}) as { readonly formatVersion?: unknown; readonly findings?: unknown };
  if (formatVersion !== 1 || !Array.isArray(findings)) throw new UsageError(`${path} is no baseline of this version of funcfix. Write it anew with --update-baseline.`);
  return (findings as readonly Partial<Entry>[]).flatMap(entry => (typeof entry?.fingerprint === "string" ? [entry.fingerprint] : []));
}
