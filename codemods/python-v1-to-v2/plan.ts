import { join } from "node:path";

import type { FunctionApp } from "../../src/model/app.ts";
import { applyEdits, type Change, type Edit } from "../../src/model/change.ts";
import { DEFAULT_STYLE, styleOf, type Style } from "../../src/languages/python/rewrite/style.ts";
import { openFiles } from "../../src/project/files.ts";
import type { MigratedFunction, MigrateOptions, MigrationPlan } from "../shared/migration.ts";
import { httpAppBindings } from "./asgi/bindings.ts";
import { planHttpApp, printHttpApp, type HttpApp } from "./asgi/plan-http-app.ts";
import { emit } from "./bindings/emit.ts";
import { bundleChange } from "./files/bundle.ts";
import { disabledSettings } from "./files/disabled.ts";
import { projectFiles } from "./files/project-files.ts";
import { requirementChange } from "./files/requirements-file.ts";
import { Findings } from "./findings.ts";
import { planFunctions, type PlannedFunction } from "./plan-functions.ts";
import { readSource, type AppSource } from "./source/app-source.ts";
import { printFunctionApp, type BlueprintModule, type NamedFunction } from "./registration/function-app.ts";
import { assemble, planSingleFile } from "./single/plan-single.ts";
import { decorateModule } from "./source/decorate-module.ts";
import type { PythonModule } from "./source/modules.ts";
import { rewriteImports } from "./source/rewrite-imports.ts";
import { lineWidth } from "./files/line-width.ts";

/** Plans the move of one Python app. The plan is whole, or it holds no change and says in `refusals` why. */
export function planApp(app: FunctionApp, options: MigrateOptions): MigrationPlan {
  const files = openFiles();
  const findings = new Findings();
  for (const { path, message, offset = 0 } of app.problems)
    findings.refuse("function-json", message, { place: { path, range: { start: offset, end: offset } } });
  const bundle = options.bundle === true ? bundleChange(files, app.root, app.functions, findings) : undefined;
  const source = readSource(files, app, findings);
  const httpApp = options.asgi === true ? planHttpApp(app, source, findings) : undefined;
  const functions = options.asgi === true ? [] : planFunctions(app, source, options, findings);
  if (findings.refusals.length > 0) return refused(findings);

  const width = lineWidth(files, app.root);
  const edits = new Map<PythonModule, Edit[]>();
  const add = (module: PythonModule, more: readonly Edit[]): void => void edits.set(module, [...(edits.get(module) ?? []), ...more]);
  for (const [module, imports] of source.imports) {
    const name = functions.find(fn => fn.module === module)?.definition.name;
    add(module, rewriteImports(module, imports, source.modules, source.topName, (code, message, range) => {
      const at = { function: name, place: { path: module.path, range } };
      if (source.loaded.has(module)) findings.refuse(code, message, at);
      else findings.note("manual", code, message, at);
    }));
  }
  if (httpApp !== undefined) add(httpApp.module, httpApp.edits);
  const decorations = httpApp === undefined ? functions.flatMap(fn => fn.decorations) : [httpApp.needs];
  const durable = decorations.some(({ durableSince }) => durableSince !== undefined);
  const single = options.layout === "single" && findings.refusals.length === 0 ? planSingleFile(functions, source, edits, durable, width, findings) : undefined;
  const blueprints: BlueprintModule[] = [];
  for (const [module, inPlace] of groupByModule(functions.filter(fn => fn.inPlace))) {
    if (single?.merged.has(module)) continue;
    const decorated = decorateModule(module, inPlace.map(fn => fn.inPlace!), width);
    add(module, decorated.edits);
    blueprints.push({ parts: source.newParts(module), blueprint: decorated.blueprint });
  }
  for (const [module, each] of edits)
    if (each.length > 0 && module.text.includes("\uFFFD"))
      findings.refuse("encoding", "This file is not UTF-8: writing it back would lose characters. Save it as UTF-8 first.", { place: { path: module.path, range: { start: 0, end: 0 } } });
  if (findings.refusals.length > 0) return refused(findings);

  const named: NamedFunction[] = functions
    .filter(fn => fn.inPlace === undefined)
    .map(fn => ({ parts: source.newParts(fn.module), attribute: fn.attribute, decorations: fn.decorations }));
  const frame = httpApp === undefined ? printFunctionApp({ durable, blueprints, named, style: styleOfApp(functions, width) }) : printHttpApp(httpApp, source, width);
  const entry = join(app.root, "function_app.py");
  const changes: Change[] = [
    { kind: "create", path: entry, text: single === undefined ? frame : assemble(frame, single, source) },
    ...sourceChanges(source, edits, single?.merged ?? new Set()),
    ...app.functions.map((fn): Change => ({ kind: "remove", path: fn.source, before: files.read(fn.source)! })),
  ];
  const others = [requirementChange(files, app.root, decorations, findings), disabledSettings(files, app.root, app.functions, findings), bundle];
  projectFiles(files, app.root, app.functions, source.modules, findings);
  return {
    changes: [...changes, ...others.filter(change => change !== undefined)],
    notes: findings.notes,
    functions: httpApp !== undefined ? [migratedHttpApp(httpApp, entry)] : functions.map(fn => migrated(fn, single?.merged.has(fn.module) ? entry : fn.inPlace === undefined ? entry : source.newPath(fn.module), findings)),
    nextSteps: nextSteps(findings),
    refusals: [],
  };
}

function refused(findings: Findings): MigrationPlan {
  return { changes: [], notes: findings.notes, functions: [], nextSteps: [], refusals: findings.refusals };
}

/** Edits in place; files that move are removed and made again. */
function sourceChanges(source: AppSource, edits: ReadonlyMap<PythonModule, readonly Edit[]>, merged: ReadonlySet<PythonModule>): Change[] {
  const moved = new Map([...source.renames.values()].flatMap(rename => [...rename.files].map(([path, text]) => [path, { rename, text }] as const)));
  const changes: Change[] = [];
  for (const module of merged) changes.push({ kind: "remove", path: module.path, before: module.text });
  for (const [module, each] of edits)
    if (!merged.has(module) && each.length > 0 && !moved.has(module.path)) changes.push({ kind: "edit", path: module.path, before: module.text, edits: each });
  for (const [path, { rename, text }] of moved) {
    const module = source.modules.at(path);
    if (path.endsWith("function.json") || (module !== undefined && merged.has(module))) continue;
    changes.push({ kind: "remove", path, before: text });
    changes.push({ kind: "create", path: rename.newPath(path), text: applyEdits(text, (module && edits.get(module)) ?? []) });
  }
  return changes;
}

function groupByModule(functions: readonly PlannedFunction[]): Map<PythonModule, PlannedFunction[]> {
  const groups = new Map<PythonModule, PlannedFunction[]>();
  for (const fn of functions) groups.set(fn.module, [...(groups.get(fn.module) ?? []), fn]);
  return groups;
}

/** function_app.py looks like the app's other files. */
function styleOfApp(functions: readonly PlannedFunction[], width: number | undefined): Style {
  const [first] = functions;
  return first === undefined ? DEFAULT_STYLE : styleOf(first.module.tree!, width);
}

function migrated(fn: PlannedFunction, registeredIn: string, findings: Findings): MigratedFunction {
  const noted = findings.notes.some(note => note.function === fn.definition.name);
  return {
    name: fn.definition.name,
    outcome: noted ? "rewritten with notes" : "rewritten",
    registeredIn,
    before: fn.definition.bindings,
    after: fn.decorations.flatMap(decoration => emit(decoration) ?? []),
  };
}

function migratedHttpApp({ definition: { name, bindings }, level }: HttpApp, entry: string): MigratedFunction {
  return { name, outcome: "rewritten with notes", registeredIn: entry, before: bindings, after: httpAppBindings(level) };
}

function nextSteps(findings: Findings): string[] {
  return [
    "Install the requirements, start the app with `func start` and compare the list of functions.",
    ...(findings.notes.some(({ code }) => code === "tests-name-functions") ? ["Run the app's tests."] : []),
    ...(findings.notes.some(({ safety }) => safety === "manual") ? ["Work through the notes above that ask for a decision."] : []),
    "Deploy to a staging slot first; the app needs Functions runtime 4.x.",
  ];
}
