import type { Edit } from "../../../src/model/change.ts";
import type { Findings } from "../findings.ts";
import type { PlannedFunction } from "../plan-functions.ts";
import { snake } from "../registration/function-app.ts";
import type { AppSource } from "../source/app-source.ts";
import { isNamedIn } from "../source/entry.ts";
import type { PythonModule } from "../source/modules.ts";
import { isStandard } from "../source/taken-names.ts";
import { mergeModule, type TakenNames } from "./merge.ts";
import { mergeObstacle } from "./mergeable.ts";

/** The code that moves into function_app.py. */
export interface SingleFile {
  /** Modules whose code moves. */
  readonly merged: ReadonlySet<PythonModule>;
  readonly imports: readonly string[];
  readonly bodies: readonly string[];
}

/**
 * The functions' code for function_app.py. What is tied to its file stays there and is registered as in the layout of
 * folders, which is noted. `reserved` are the names that function_app.py uses itself.
 */
export function planSingleFile(functions: readonly PlannedFunction[], source: AppSource, importEdits: ReadonlyMap<PythonModule, readonly Edit[]>, durable: boolean, width: number | undefined, findings: Findings): SingleFile {
  const taken: TakenNames = new Map([["app", "the app"], ["func", "azure.functions"], ["importlib", "importlib"], ...(durable ? [["df", "azure.durable_functions"] as const] : [])]);
  const groups = byModule(functions);
  const obstacles = new Map([...groups].map(([module, own]) => [module, obstacleOf(module, own, source)]));
  for (const [module, obstacle] of obstacles) {
    if (obstacle === undefined) continue;
    const { parts } = module;
    for (const name of [parts[0]!, snake(parts.join("_")), `${snake(parts.join("_"))}_module`, `${snake(parts.join("_"))}_bp`]) taken.set(name, `the module ${parts.join(".")}`);
  }
  const merged = new Set<PythonModule>();
  const imports: string[] = [];
  const bodies: string[] = [];
  for (const [module, own] of groups) {
    const obstacle = obstacles.get(module);
    const part = obstacle === undefined ? mergeModule(module, own, [...(importEdits.get(module) ?? []), ...ownImports(module, source)], taken, width) : undefined;
    if (part === undefined || "clash" in part) {
      const reason = part === undefined ? obstacle! : `\`${part.clash}\` means something else in function_app.py`;
      for (const fn of own) findings.note("info", "kept-in-its-file", `The code of \`${fn.definition.name}\` stays in its file, because ${reason}.`, { function: fn.definition.name });
      continue;
    }
    merged.add(module);
    imports.push(...part.imports);
    bodies.push(part.body);
    for (const [name, now] of part.renamed)
      if (name !== now) findings.note("info", "renamed", `\`${name}\` is \`${now}\` in function_app.py.`, { function: own[0]!.definition.name });
  }
  return { merged, imports, bodies };
}

function obstacleOf(module: PythonModule, own: readonly PlannedFunction[], source: AppSource): string | undefined {
  if (own.some(fn => fn.inPlace === undefined)) return "its entry point can only be named";
  return mergeObstacle(module, source.imports.get(module) ?? [], isImported(module, source));
}

/**
 * Puts the moved imports together with those of `frame` (function_app.py without the moved code), and the moved code
 * behind the app that it decorates with.
 */
export function assemble(frame: string, { imports, bodies }: SingleFile, source: AppSource): string {
  const at = frame.indexOf("\napp = ");
  const own = frame.slice(0, at).split("\n").filter(line => line !== "");
  const [app = "", ...registrations] = frame.slice(at + 1).split("\n");
  const loads = own.filter(line => !/^(import|from) /.test(line));
  const lines = joined([...imports, ...own.filter(line => !loads.includes(line))]);
  const groups = [0, 1, 2].map(rank => lines.filter(line => rankOf(line, source) === rank).sort(byKind).join("\n")).filter(group => group !== "");
  const head = [...groups, ...(loads.length > 0 ? [loads.join("\n")] : []), app].join("\n\n");
  const tail = registrations.join("\n").trim();
  return `${[head, ...bodies, ...(tail === "" ? [] : [tail])].join("\n\n\n")}\n`;
}

/** Each import once; plain `from x import a` lines of one module become one. */
function joined(lines: readonly string[]): string[] {
  const byOrigin = new Map<string, Set<string>>();
  const others: string[] = [];
  for (const line of new Set(lines)) {
    const plain = /^from ([\w.]+) import (\w+(?: as \w+)?(?:, \w+(?: as \w+)?)*)$/.exec(line);
    if (plain === null) others.push(line);
    else byOrigin.set(plain[1]!, new Set([...(byOrigin.get(plain[1]!) ?? []), ...plain[2]!.split(", ")]));
  }
  return [...others, ...[...byOrigin].map(([origin, names]) => `from ${origin} import ${[...names].sort().join(", ")}`)];
}

/** Python's own library, installed packages, the app's own modules: the three groups of PEP 8. */
function rankOf(line: string, source: AppSource): number {
  const top = /^(?:import|from)\s+([\w]+)/.exec(line)?.[1] ?? "";
  if (isStandard(top)) return 0;
  return source.modules.exists([top]) || source.modules.all.some(module => source.newParts(module)[0] === top) ? 2 : 1;
}

function byKind(left: string, right: string): number {
  const rank = (line: string): number => (line.startsWith("import ") ? 0 : 1);
  return rank(left) - rank(right) || (left.toLowerCase() < right.toLowerCase() ? -1 : 1);
}

/** `from .layout import x` -> `from Folder.layout import x`. */
function ownImports(module: PythonModule, source: AppSource): Edit[] {
  return (source.imports.get(module) ?? []).flatMap(({ node, by, staysInside, target }) => {
    if (by !== "dots" || !staysInside || node.nodeType !== "ImportFrom" || target === undefined) return [];
    const start = module.tree!.start(node);
    const origin = /from[.\s]*[\w.]*?(?=\s+import\b)/y;
    origin.lastIndex = start;
    const text = origin.exec(module.text)?.[0];
    if (text === undefined) return [];
    return [{ start, end: start + text.length, text: `from ${[source.topName(target[0]!), ...target.slice(1)].join(".")}` }];
  });
}

function isImported(module: PythonModule, source: AppSource): boolean {
  const own = module.parts.join(".");
  for (const [other, imports] of source.imports) {
    if (other === module) continue;
    if (imports.some(({ target, names }) => target !== undefined && (target.join(".") === own && (names ?? ["*"]).some(name => name === "*" || module.names.bound.has(name)) || (names ?? []).some(name => [...target, name].join(".") === own)))) return true;
    if ([...module.names.bound.keys()].some(name => new RegExp(`\\b${own.replaceAll(".", "\\.")}\\.${name}\\b`).test(other.text)) && isNamedIn(other, imports, module, "main")) return true;
  }
  return false;
}

function byModule(functions: readonly PlannedFunction[]): Map<PythonModule, PlannedFunction[]> {
  const groups = new Map<PythonModule, PlannedFunction[]>();
  for (const fn of functions) groups.set(fn.module, [...(groups.get(fn.module) ?? []), fn]);
  return groups;
}
