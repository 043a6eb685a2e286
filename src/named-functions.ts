import { dirname, relative, resolve, sep } from "node:path";

import { loadWorkerFiles, type NamedFunction } from "../codemods/offload-blocking-calls/worker-file/index.ts";
import type { FixOptions, Outcome } from "../codemods/offload-blocking-calls/index.ts";
import type { CheckedScope, CheckOptions } from "./check.ts";
import type { LoadedConfig } from "./config/config.ts";
import type { Change } from "./model/change.ts";
import { UsageError } from "./model/usage-error.ts";
import type { Files } from "./project/files.ts";
import { listFiles } from "./project/list-files.ts";

const MARK = "funcfix-offload";

/** `src/render.ts#render`, relative to a folder. */
export function namedFunction(text: string, base: string, by: string): NamedFunction {
  const at = text.lastIndexOf("#");
  if (at <= 0 || at === text.length - 1) throw new UsageError(`${by} takes a file and a function of it, as \`src/render.ts#render\`, not \`${text}\`.`);
  const path = resolve(base, text.slice(0, at));
  if (!/\.[cm]?[jt]sx?$/.test(path)) throw new UsageError(`${by} names ${path}, which is no JavaScript or TypeScript file: Python functions run in threads without being moved.`);
  return { path, name: text.slice(at + 1), by };
}

export interface NamedPlan {
  readonly changes: readonly Change[];
  readonly outcomes: readonly Outcome[];
}

/** Moves what the command line, the configuration or a comment names, app by app. */
export async function planNamed(files: Files, check: CheckOptions, scopes: readonly CheckedScope[], options: FixOptions & { readonly offload?: readonly NamedFunction[] }): Promise<NamedPlan> {
  const asked = options.offload ?? [];
  for (const { path, by } of asked) {
    if (!files.isFile(path)) throw new UsageError(`There is no file ${path}, which ${by} names.`);
    if (!scopes.some(({ root }) => isWithin(path, root))) throw new UsageError(`${path}, which ${by} names, is not in the paths that are fixed.`);
  }
  const plans: NamedPlan[] = [];
  for (const scope of scopes) {
    const inner = scopes.filter(({ root }) => root !== scope.root && isWithin(root, scope.root));
    const belongs = ({ path }: NamedFunction): boolean => isWithin(path, scope.root) && !inner.some(({ root }) => isWithin(path, root));
    // A run for some rules only is about their findings.
    const whole = check.rules === undefined || check.rules.length === 0;
    const listed = new Set(scope.listed);
    const configured = whole ? fromConfig(check.config?.(scope.root)).filter(each => belongs(each) && listed.has(each.path)) : [];
    const marked = whole ? scope.listed.filter(path => /\.[cm]?[jt]sx?$/.test(path) && files.read(path)?.includes(MARK) === true) : [];
    const named = [...asked.filter(belongs), ...configured];
    if (named.length === 0 && marked.length === 0) continue;
    const { planWorkerFiles } = await loadWorkerFiles();
    const paths = listFiles(scope.root).files.filter(path => !path.endsWith(".py"));
    plans.push(planWorkerFiles(scope.project, { ...options, root: scope.root, paths: [...new Set([...paths, ...named.map(({ path }) => path)])], named, marked }));
  }
  return { changes: plans.flatMap(({ changes }) => changes), outcomes: plans.flatMap(({ outcomes }) => outcomes) };
}

function fromConfig(loaded: LoadedConfig | undefined): readonly NamedFunction[] {
  return (loaded?.config.offload ?? []).map(text => namedFunction(text, dirname(loaded!.path), loaded!.path));
}

function isWithin(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return inside === "" || (inside !== ".." && !inside.startsWith(`..${sep}`));
}
