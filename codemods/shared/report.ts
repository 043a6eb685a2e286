import { relative, sep } from "node:path";

import type { Binding, FunctionApp } from "../../src/model/app.ts";
import type { Note } from "../../src/model/codemod.ts";
import { openFiles } from "../../src/project/files.ts";
import { lineStarts, positionAt } from "../../src/model/text.ts";
import { notesOf, type Migration, type MigrationPlan, type Outcome, type Verification, type VerifiedFunction } from "./migration.ts";

/** What `funcfix migrate --format json` prints: paths relative to the working directory, lines and columns from 1. */
export interface MigrationReport {
  readonly formatVersion: 1;
  readonly codemod: string;
  readonly app: string;
  readonly from: string;
  readonly to: string;
  readonly written: boolean;
  readonly functions: readonly ReportedFunction[];
  /** Notes that concern the app and no single function. */
  readonly notes: readonly ReportedNote[];
  /** Why nothing can be migrated; empty when it can. */
  readonly refusals: readonly (ReportedNote & { readonly function?: string })[];
  readonly changes: readonly { readonly kind: "edit" | "create" | "remove"; readonly path: string }[];
  readonly nextSteps: readonly string[];
  readonly verification: ReportedVerification | null;
  readonly summary: { readonly functions: number; readonly rewritten: number; readonly rewrittenWithNotes: number; readonly wrapped: number; readonly changes: number };
}

export interface ReportedFunction {
  readonly name: string;
  readonly outcome: Outcome;
  readonly registeredIn: string;
  readonly before: readonly Binding[];
  readonly after: readonly Binding[];
  readonly notes: readonly ReportedNote[];
}

export interface ReportedNote {
  readonly code: string;
  readonly safety: Note["safety"];
  readonly message: string;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ReportedVerification {
  readonly passed: boolean;
  readonly functions: readonly VerifiedFunction[];
  readonly problems: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

export interface ReportInput {
  readonly migration: Migration;
  readonly app: FunctionApp;
  readonly plan: MigrationPlan;
  readonly verification: Verification | null;
  readonly written: boolean;
  readonly cwd: string;
}

/** Turns a plan and its verification into the report that all formats render. */
export function buildReport({ migration, app, plan, verification, written, cwd }: ReportInput): MigrationReport {
  const shown = (path: string): string => relative(cwd, path).split(sep).join("/") || ".";
  const texts = new Map(plan.changes.flatMap(change => (change.kind === "create" ? [] : [[change.path, change.before] as const])));
  const files = openFiles();
  const textOf = (path: string): string | undefined => texts.get(path) ?? files.read(path);
  const report = (note: Note): ReportedNote => ({ code: note.code, safety: note.safety, message: note.message, ...placeOf(note, textOf, shown) });
  const functions = plan.functions.map(fn => ({
    name: fn.name,
    outcome: fn.outcome,
    registeredIn: shown(fn.registeredIn),
    before: fn.before,
    after: fn.after,
    notes: notesOf(plan, fn.name).map(report),
  }));
  const names = new Set(plan.functions.map(fn => fn.name));
  const count = (outcome: Outcome): number => functions.filter(fn => fn.outcome === outcome).length;
  return {
    formatVersion: 1,
    codemod: migration.id,
    app: shown(app.root),
    from: migration.from,
    to: migration.to,
    written,
    functions,
    notes: plan.notes.filter(note => note.function === undefined || !names.has(note.function)).map(report),
    refusals: (plan.refusals ?? []).map(note => ({ ...report(note), ...(note.function !== undefined && { function: note.function }) })),
    changes: plan.changes.map(change => ({ kind: change.kind, path: shown(change.path) })),
    nextSteps: plan.nextSteps,
    verification: verification === null ? null : { passed: hasPassed(verification), ...verification },
    summary: {
      functions: functions.length,
      rewritten: count("rewritten"),
      rewrittenWithNotes: count("rewritten with notes"),
      wrapped: count("wrapped"),
      changes: plan.changes.length,
    },
  };
}

/** True when nothing that was checked differs. */
export function hasPassed(verification: Verification): boolean {
  return verification.problems.length === 0 && verification.functions.every(fn => fn.differences.length === 0);
}

function placeOf(note: Note, textOf: (path: string) => string | undefined, shown: (path: string) => string): Partial<ReportedNote> {
  if (note.place === undefined) return {};
  const text = textOf(note.place.path);
  const path = shown(note.place.path);
  return text === undefined ? { path } : { path, ...positionAt(lineStarts(text), note.place.range.start) };
}
