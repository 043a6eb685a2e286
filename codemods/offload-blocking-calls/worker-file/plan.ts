import type { ts } from "ts-morph";

import { fileStyle } from "../../../src/languages/javascript/rewrite/style.ts";
import { indexOf } from "../../../src/languages/javascript/rewrite/tree-index.ts";
import { replacing, type Change } from "../../../src/model/change.ts";
import type { Finding } from "../../../src/model/finding.ts";
import { UsageError } from "../../../src/model/usage-error.ts";
import { openFiles } from "../../../src/project/files.ts";
import type { Project } from "../../../src/project/open-project.ts";
import { resultOf } from "../../../src/project/write/diff.ts";
import { planCallersOf, type Moved } from "../javascript.ts";
import { dependencyChanges } from "../javascript-package-json.ts";
import { openReferences, type References } from "../javascript-references.ts";
import type { FixOptions, FixPlan, Outcome } from "../plan.ts";
import { closureOf } from "./closure.ts";
import { examine, type Examined } from "./examine.ts";
import { bundlerOf, moduleFormOf } from "./module-form.ts";
import { markedFunctions, type NamedFunction } from "./named.ts";
import { openProgram, type Program } from "./program.ts";
import { findTarget } from "./target.ts";
import { writeOrigin } from "./write-origin.ts";
import { writeWorker } from "./write-worker.ts";

export const OFFLOAD = "offload-blocking-calls";

export interface WorkerFileOptions extends FixOptions {
  readonly root: string;
  /** JavaScript and TypeScript files of the app. */
  readonly paths: readonly string[];
  readonly named: readonly NamedFunction[];
  /** Files whose `funcfix-offload` comments count. */
  readonly marked: readonly string[];
}

/**
 * Moves functions that the user named into worker files: the callers await them, the function goes with what it needs,
 * and a constant of its name takes its place. What would not be the same in a thread is refused with the reason.
 */
export function planWorkerFiles(project: Project, options: WorkerFileOptions): FixPlan {
  const { root, paths } = options;
  const read = (path: string): string | undefined => project.files.read(path);
  const program = openProgram(root, paths, read);
  const { named, stray } = markedFunctions(program, options.marked);
  const outcomes: Outcome[] = stray.map(({ path, offset }) => refused(findingAt(path, offset, offset + OFFLOAD.length, "A `funcfix-offload` comment stands above no function of the module."), "Put it on the line above a function at module level."));
  const accepted: Examined[] = [];
  for (const each of unique([...options.named, ...named])) {
    const file = program.file(each.path);
    const found = file === undefined ? undefined : findTarget(file, each.name);
    if (found === "moved already") continue;
    if (file === undefined || found === undefined) throw new UsageError(`There is no function \`${each.name}\` at the level of the module in ${each.path}, which ${each.by} names.`);
    const finding = findingOf(file, each.name, found);
    const examined = "trouble" in found ? found : examine(program, project, file, found, root);
    if ("trouble" in examined) outcomes.push(refused(finding, `\`${each.name}\` is not moved: ${examined.trouble}.`));
    else if (options.accept?.(finding, "suggestion") === false) outcomes.push({ finding, safety: "suggestion", applied: false, reason: "It was left out." });
    else accepted.push({ ...examined, finding });
  }

  const { changes, awaiting, refusals } = awaitCallers(project, accepted, options);
  outcomes.push(...refusals);
  const moved = moveAll(project, changes, awaiting, options);
  return { changes: moved.changes, outcomes: [...outcomes, ...moved.outcomes] };
}

/** The callers first, one after the other; a function whose callers cannot wait stays where it is. */
function awaitCallers(project: Project, accepted: readonly Examined[], options: WorkerFileOptions): { readonly changes: readonly Change[]; readonly awaiting: readonly Examined[]; readonly refusals: readonly Outcome[] } {
  let opened: References | undefined;
  const references = (): References => (opened ??= openReferences(options.root, path => project.files.read(path)));
  const sync = accepted.filter(({ isPromise }) => !isPromise);
  const { changes, troubles } = planCallersOf(sync.map(movedOf), references, project, options);
  const refusals = sync.flatMap((each, at) => (troubles[at] === undefined ? [] : [refused(each.finding, `\`${each.target.name}\` is not moved: ${troubles[at]}`)]));
  const failed = new Set(sync.filter((_each, at) => troubles[at] !== undefined));
  return { changes, awaiting: accepted.filter(each => !failed.has(each)), refusals };
}

function movedOf({ target, closure, path }: Examined): Moved {
  const ranges = closure.moved.map(statement => ({ start: statement.getStart(), end: statement.end }));
  return {
    path, start: target.statements.at(-1)!.getStart(), end: target.fn.end,
    goesAlong: (at, offset) => at === path && ranges.some(({ start, end }) => start <= offset && offset < end),
  };
}

function moveAll(project: Project, callers: readonly Change[], accepted: readonly Examined[], { root, paths }: WorkerFileOptions): FixPlan {
  if (accepted.length === 0) return { changes: [], outcomes: [] };
  const texts = new Map(callers.flatMap(change => (change.kind === "edit" ? [[change.path, resultOf(change)!] as const] : [])));
  const created = new Map<string, string>();
  const read = (path: string): string | undefined => texts.get(path) ?? project.files.read(path);
  const program = openProgram(root, paths, read);
  const outcomes: Outcome[] = [];
  const bundler = bundlerOf(root);
  for (const path of new Set(accepted.map(each => each.path))) {
    const group = accepted.filter(each => each.path === path);
    const result = moveGroup(program, path, group, target => created.has(target) || project.files.isFile(target));
    if ("trouble" in result) {
      // The callers are rewritten by now: all stays as it was.
      return { changes: [], outcomes: accepted.map(({ finding, target }) => refused(finding, `\`${target.name}\` is not moved: ${result.trouble}.`)) };
    }
    texts.set(path, result.origin);
    created.set(result.workerPath, result.worker);
    outcomes.push(...group.map(({ finding, unknown }): Outcome => ({ finding, safety: "suggestion", applied: true, reason: reasonOf(unknown, bundler, result.workerPath) })));
  }
  const files = openFiles(new Map([...texts, ...created]));
  const edits = [...texts].flatMap(([path, text]): Change[] => {
    const before = project.files.read(path)!;
    return text === before ? [] : [{ kind: "edit", path, before, edits: [replacing(before, text)] }];
  });
  const dependencies = dependencyChanges(files, [...created.keys()]);
  return { changes: [...edits, ...[...created].map(([path, text]): Change => ({ kind: "create", path, text })), ...dependencies], outcomes };
}

function moveGroup(program: Program, path: string, group: readonly Examined[], isTaken: (path: string) => boolean): { readonly origin: string; readonly worker: string; readonly workerPath: string } | { readonly trouble: string } {
  const file = program.file(path)!;
  const targets = group.flatMap(({ target }) => {
    const found = findTarget(file, target.isDefault ? "default" : target.name);
    return found === undefined || typeof found === "string" || "trouble" in found ? [] : [found];
  });
  const form = moduleFormOf(file, program.options, each => !isTaken(each), targets.map(({ name }) => name));
  if ("trouble" in form) return form;
  const index = indexOf(file.text, path);
  if (index === undefined || targets.length !== group.length) return { trouble: "its file does not parse" };
  const style = fileStyle(index, path);
  const closure = closureOf(program, file, targets);
  const worker = writeWorker(file, targets, closure, form, style);
  if (indexOf(worker, form.path) === undefined) return { trouble: "the file that would be made does not parse" };
  const origin = writeOrigin(program, file, targets, closure, form, style);
  return typeof origin === "string" ? { origin, worker, workerPath: form.path } : origin;
}

function reasonOf(unknown: readonly string[], bundler: string | undefined, workerPath: string): string {
  return [
    "It runs on a worker thread of `funcfix-runtime`, because it was named, and its callers await it.",
    ...(unknown.length > 0 ? [`The types of ${unknown.join(", ")} do not say what they hold: what cannot be copied is refused at run time with \`ERR_OFFLOAD_CLONE\`.`] : []),
    ...(bundler === undefined ? [] : [`The app is bundled (${bundler}): make ${workerPath.slice(workerPath.lastIndexOf("/") + 1)} an entry of its own in the same output folder.`]),
  ].join(" ");
}

function unique(named: readonly NamedFunction[]): readonly NamedFunction[] {
  return [...new Map(named.map(each => [`${each.path}#${each.name}`, each])).values()];
}

function findingOf(file: ts.SourceFile, name: string, found: Exclude<ReturnType<typeof findTarget>, undefined | string>): Finding {
  const node = "trouble" in found ? undefined : found.statements[0]!;
  const start = node === undefined ? Math.max(file.text.indexOf(name), 0) : file.text.indexOf(name, node.getStart());
  return findingAt(file.fileName, Math.max(start, 0), Math.max(start, 0) + name.length, `\`${name}\` was named to run on worker threads.`, name);
}

function findingAt(path: string, start: number, end: number, message: string, name?: string): Finding {
  return { rule: OFFLOAD, severity: "error", confidence: "definite", path, range: { start, end }, message, trail: [], alsoReaches: 0, fix: "suggestion", ...(name !== undefined && { function: name }) };
}

function refused(finding: Finding, reason: string): Outcome {
  return { finding: { ...finding, fix: "manual" }, safety: "manual", applied: false, reason };
}
