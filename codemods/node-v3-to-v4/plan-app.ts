import { join } from "node:path";

import type { FunctionApp, FunctionDefinition } from "../../src/model/app.ts";
import type { Change } from "../../src/model/change.ts";
import type { Note } from "../../src/model/codemod.ts";
import { UsageError } from "../../src/model/usage-error.ts";
import { openFiles, type Files } from "../../src/project/files.ts";
import type { MigratedFunction, MigrateOptions, MigrationPlan } from "../shared/migration.ts";
import { planLayout } from "./layout/plan-layout.ts";
import { planSources } from "./plan-sources.ts";
import { checkApp } from "./project/check-app.ts";
import { mainFiles } from "./project/main-files.ts";
import { nextSteps } from "./project/next-steps.ts";
import { planBundle } from "./project/host-json.ts";
import { planPackageJson } from "./project/package-json.ts";
import { appNotes } from "./project/app-notes.ts";
import { sourceFiles } from "./project/source-files.ts";
import { configError, openProgram } from "./syntax/program.ts";
import { withNewCosmosNames } from "./registration/cosmos-names.ts";
import { isDurableClient } from "./registration/effective.ts";

/** Plans the migration of a whole app: every function registered, function.json removed, package.json told. */
export async function planApp(app: FunctionApp, options: MigrateOptions): Promise<MigrationPlan> {
  const files = openFiles();
  const bundle = options.bundle === true ? planBundle(files, app.root) : undefined;
  const checked = checkApp(app, files);
  const definitions = bundle === undefined ? checked : checked.map(definition => ({ ...definition, bindings: definition.bindings.map(withNewCosmosNames) }));
  const scripts = byScript(definitions);
  const program = openProgram(app.root, [...new Set([...scripts.keys(), ...sourceFiles(files, app.root)])]);
  refuseBroken(app.root, scripts, program);

  const changes: Change[] = [];
  const notes: Note[] = [];
  const planned = new Map<FunctionDefinition, MigratedFunction>();
  const { scripts: plannedScripts, others } = planSources(program, scripts);
  const files4 = [...plannedScripts.values()];
  const texts = new Map([...plannedScripts, ...others].map(([path, { text }]) => [path, withMarkOf(readOwn(files, path), text)]));
  const layout = options.layout === "functions" ? planLayout({ root: app.root, files, program, scripts, texts }) : undefined;
  for (const [path, file] of plannedScripts) {
    notes.push(...file.notes);
    for (const { definition, wrapped, after } of file.functions) {
      const hasNotes = file.notes.some(note => note.function === definition.name);
      planned.set(definition, { name: definition.name, outcome: wrapped ? "wrapped" : hasNotes ? "rewritten with notes" : "rewritten", registeredIn: layout?.moves.get(path) ?? path, before: definition.bindings, after });
    }
  }
  for (const path of layout?.moves.keys() ?? []) changes.push({ kind: "remove", path, before: readOwn(files, path) });
  const created = new Set(layout?.moves.values());
  for (const [path, text] of layout?.texts ?? texts) changes.push(created.has(path) ? { kind: "create", path, text } : edit(path, readOwn(files, path), text));
  for (const definition of definitions) changes.push({ kind: "remove", path: definition.source, before: readOwn(files, definition.source) });
  changes.push(...(layout?.changes ?? []));
  notes.push(...(layout?.notes ?? []));

  const main = mainFiles(app.root, definitions, files, layout?.loaded);
  const usesDurable = files4.some(file => file.usesDurable) || definitions.some(definition => definition.bindings.some(isDurableClient));
  const packageJson = planPackageJson(files, app.root, { main, durable: usesDurable, runtime: files4.some(file => file.usesRuntime) || [...others.values()].some(file => file.usesRuntime) });
  changes.push(packageJson, ...(bundle === undefined ? [] : [bundle]));
  notes.push(...appNotes(files, app, definitions, { main, bundle: bundle !== undefined }));
  const functions = definitions.map(definition => planned.get(definition)!);
  return { changes, notes, functions, nextSteps: nextSteps(app, definitions, program, new Set(scripts.keys())) };
}

function byScript(definitions: readonly FunctionDefinition[]): Map<string, FunctionDefinition[]> {
  const scripts = new Map<string, FunctionDefinition[]>();
  for (const definition of definitions) {
    const path = definition.handler!.path;
    const list = scripts.get(path);
    if (list === undefined) scripts.set(path, [definition]);
    else list.push(definition);
  }
  return scripts;
}

/** A script that does not parse cannot be rewritten, and an app is moved whole or not at all. */
function refuseBroken(root: string, scripts: ReadonlyMap<string, unknown>, program: ReturnType<typeof openProgram>): void {
  const error = configError(root);
  if (error !== undefined) throw new UsageError(`${join(root, "tsconfig.json")} cannot be read: ${error} Mend it first; nothing was written.`);
  const broken = [...scripts.keys()].flatMap(path => program.syntaxErrors(path).map(message => `${path}: ${message}`));
  if (broken.length > 0) throw new UsageError(`The app cannot be migrated as long as these scripts do not parse:\n${broken.join("\n")}`);
}

function readOwn(files: Files, path: string): string {
  const text = files.read(path);
  if (text === undefined) throw new UsageError(`${path} cannot be read.`);
  return text;
}

/** The compiler reads texts without their byte order mark. */
function withMarkOf(before: string, text: string): string {
  return before.startsWith("\uFEFF") && !text.startsWith("\uFEFF") ? `\uFEFF${text}` : text;
}

/** One edit over the part that differs. */
export function edit(path: string, before: string, after: string): Change {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { kind: "edit", path, before, edits: [{ start, end: before.length - end, text: after.slice(start, after.length - end) }] };
}

