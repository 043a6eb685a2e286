import type { Change, Edit } from "../../src/model/change.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Unit } from "../../src/model/project-view.ts";
import type { Project } from "../../src/project/open-project.ts";
import { EXECUTOR_FILE, executorModule } from "./python-executor.ts";
import { PythonFile } from "./python-file.ts";
import { addRequirements } from "./python-requirements.ts";
import { SyncGraph } from "./python-sync-graph.ts";
import { pythonVersionOf } from "./python-version.ts";
import type { FixOptions, FixPlan, Outcome } from "./plan.ts";

/** Plans the fixes of the Python files that the findings lie in, and of those that hang together with them. */
export function planPython(project: Project, units: ReadonlyMap<string, Unit>, findings: readonly Finding[], options: FixOptions): FixPlan {
  if (findings.length === 0) return { changes: [], outcomes: [] };
  const version = options.pythonVersion ?? pythonVersionOf(project, options.root);
  const chosen: FixOptions = version === undefined ? options : { ...options, pythonVersion: version };
  const files = new Map<string, PythonFile>();
  const graph = syncGraph(project, chosen);
  const plain = new Map<string, Omit<Outcome, "finding">>();
  const fileAt = (path: string): PythonFile | undefined => {
    const known = files.get(path);
    const unit = known === undefined ? (units.get(path) ?? project.unitAt(path)) : undefined;
    if (unit === undefined) return known;
    const file = new PythonFile(unit, project, chosen, { graph, takeElsewhere, plain });
    files.set(path, file);
    return file;
  };
  const takeElsewhere = (edits: ReadonlyMap<string, readonly Edit[]>): boolean => {
    if (![...edits].every(([path, own]) => fileAt(path)?.fits(own) === true)) return false;
    return [...edits].every(([path, own]) => fileAt(path)!.take(own));
  };

  const outcomes: Outcome[] = [];
  for (const path of units.keys()) {
    const own = findings.filter(finding => finding.path === path);
    if (own.length > 0) outcomes.push(...fileAt(path)!.plan(own));
  }
  // Edits that do not fit together are a bug of ours: what hangs together stays as it is, and says so.
  const changes = [...files.values()].map(file => ({ file, change: file.change() }));
  if (changes.some(({ file, change }) => change === null && file.isLinked)) return { changes: [], outcomes: outcomes.map(refused) };
  const broken = new Set(changes.flatMap(({ file, change }) => (change === null ? [file.unit.path] : [])));
  const edited = changes.flatMap(({ file, change }) => (change == null ? [] : [{ file, change }]));
  return {
    changes: [...edited.map(({ change }) => change), ...added(project, edited.map(({ file }) => file))],
    outcomes: outcomes.map(outcome => (broken.has(outcome.finding.path) && outcome.applied ? refused(outcome) : outcome)),
  };
}

const graphs = new WeakMap<Project, Map<string, SyncGraph>>();

/** An editor asks for one finding after the other: who calls whom is found out once. */
function syncGraph(project: Project, options: FixOptions): SyncGraph {
  const known = graphs.get(project) ?? new Map<string, SyncGraph>();
  graphs.set(project, known);
  const key = `${options.strategy === "make-sync"}:${options.root ?? ""}`;
  const graph = known.get(key) ?? new SyncGraph(project, options);
  known.set(key, graph);
  return graph;
}

/** Files that the edits of others need: the executor, lines of requirements.txt. */
function added({ files }: Project, edited: readonly PythonFile[]): Change[] {
  const roots = new Set(edited.map(file => file.appRoot()));
  return [...roots].flatMap(root => {
    const own = edited.filter(file => file.appRoot() === root);
    const executor = `${root}/${EXECUTOR_FILE}`;
    const lines = new Set(own.flatMap(file => [...file.requirements]));
    return [
      ...(own.some(file => file.usesExecutor) && files.read(executor) === undefined ? [{ kind: "create", path: executor, text: executorModule() } as const] : []),
      ...addRequirements(files, root, lines),
    ];
  });
}

function refused({ finding, applied, ...rest }: Outcome): Outcome {
  return applied ? { finding, safety: "manual", applied: false, reason: "The planned change of this file does not fit together: nothing was changed." } : { finding, applied, ...rest };
}
