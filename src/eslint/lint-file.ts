import { extname, isAbsolute, resolve } from "node:path";

import { checkProject } from "../check-project.ts";
import { readFactsFromTree as readJavaScriptFacts } from "../languages/javascript/index.ts";
import type { Comment, Program } from "../languages/javascript/ast.ts";
import { readFactsFromTree as readPythonFacts } from "../languages/python/facts.ts";
import type { SourceFacts } from "../model/facts.ts";
import type { Finding } from "../model/finding.ts";
import type { Unit } from "../model/project-view.ts";
import { rules } from "../../rules/index.ts";
import type { Project } from "../project/open-project.ts";
import type { ScopeSettings } from "../checking/settings.ts";
import type { ProjectAsked } from "./options.ts";
import { snapshotAround } from "./session/snapshot.ts";
import { withLintedFile, type LintedFile } from "./session/kept-languages.ts";
import { PythonSourceCode } from "./python/source-code.ts";

/** What is used of ESLint's source code object, whichever linter and parser made it. */
export interface LintedSource {
  readonly text: string;
  readonly ast: unknown;
  getAllComments?(): readonly unknown[];
  getLocFromIndex(index: number): { line: number; column: number };
}

/** What is used of ESLint's rule context. */
export interface LintContext {
  readonly filename: string;
  readonly cwd: string;
  readonly sourceCode: LintedSource;
}

/** The findings of the linted file, of all rules, with the project around it. */
export interface LintedUnit {
  readonly project: Project;
  readonly settings: ScopeSettings;
  readonly unit: Unit;
  readonly findings: readonly Finding[];
}

type ByOptions = Map<string, LintedUnit | null>;

/** The rules of one run look at the same source: what was found for it is found once for each set of options. */
const results = new WeakMap<object, ByOptions>();

/** Undefined when nothing in the file could be a finding. */
export function lintFile(context: LintContext, asked: ProjectAsked): LintedUnit | undefined {
  const { sourceCode } = context;
  let known = results.get(sourceCode);
  if (known === undefined) results.set(sourceCode, (known = new Map()));
  const key = JSON.stringify(asked);
  let found = known.get(key);
  if (found === undefined) known.set(key, (found = findIn(context, asked) ?? null));
  return found ?? undefined;
}

function findIn({ filename, cwd, sourceCode }: LintContext, asked: ProjectAsked): LintedUnit | undefined {
  const { text } = sourceCode;
  const python = sourceCode instanceof PythonSourceCode;
  // In Python only an `async def` is a root, and only it lacks an `await`.
  if (python && !text.includes("async")) return undefined;
  const path = pathOf(filename, cwd, python);
  const linted: LintedFile = { path, text, readFacts: () => factsOf(sourceCode) };
  return withLintedFile(linted, () => {
    const { project, settings } = snapshotAround(path, cwd).projectWith(path, text, asked);
    if (!settings.includes(path)) return undefined;
    const unit = project.units.find(one => one.path === path);
    return unit === undefined ? undefined : { project, unit, settings, findings: checkProject(project, rules.filter(({ id }) => settings.runs(id)), new Set([path])) };
  });
}

function factsOf(sourceCode: LintedSource): SourceFacts {
  if (sourceCode instanceof PythonSourceCode) return readPythonFacts(sourceCode.tree);
  // Whichever parser made them, they are what the extractor reads.
  const [program, comments] = [sourceCode.ast as Program, (sourceCode.getAllComments?.() ?? []) as readonly Comment[]];
  return readJavaScriptFacts(program, sourceCode.text, comments);
}

/** Text without a file (`<input>`, `<text>`) counts as one in the working directory. */
function pathOf(filename: string, cwd: string, python: boolean): string {
  const named = filename.startsWith("<") ? filename.replace(/[<>]/g, "_") : filename;
  const path = isAbsolute(named) ? named : resolve(cwd, named);
  return extname(path) === "" ? `${path}${python ? ".py" : ".js"}` : path;
}
