import { styleOf } from "../../../src/languages/python/rewrite/style.ts";
import { applyEdits, type Edit } from "../../../src/model/change.ts";
import type { Statement } from "../../../src/languages/python/nodes.ts";
import type { PlannedFunction } from "../plan-functions.ts";
import { printDecorators } from "../print.ts";
import { snake } from "../registration/function-app.ts";
import { lineEnd } from "../source/insertion.ts";
import { libraryName } from "../source/library-name.ts";
import type { PythonModule } from "../source/modules.ts";
import { importedNames, isRenamable, leadingImports } from "./mergeable.ts";

/** A module's code as a part of function_app.py. */
export interface MergedModule {
  readonly imports: readonly string[];
  readonly body: string;
  /** Old name -> new name of what was renamed. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** The names that function_app.py holds so far: what stands for each. */
export type TakenNames = Map<string, string>;

/** Keywords and builtins: no name for a function. */
const PYTHON_WORDS = new Set((
  "abs aiter all and anext any as ascii assert async await bin bool break breakpoint bytearray bytes callable " +
  "case chr class classmethod compile complex continue copyright credits def del delattr dict dir divmod elif " +
  "else enumerate eval except exec exit false filter finally float for format from frozenset getattr global " +
  "globals hasattr hash help hex id if import in input int is isinstance issubclass iter lambda len license list " +
  "locals map match max memoryview min next none nonlocal not object oct open or ord pass pow print property quit " +
  "raise range repr return reversed round set setattr slice sorted staticmethod str sum super true try tuple type " +
  "vars while with yield zip"
).split(" "));

/**
 * Moves a module's code: its leading imports apart, its entry points under their functions' names and decorated with
 * `app`, names that are taken renamed. Gives the name that cannot be renamed when there is one.
 */
export function mergeModule(module: PythonModule, functions: readonly PlannedFunction[], importEdits: readonly Edit[], taken: TakenNames, width: number | undefined): MergedModule | { readonly clash: string } {
  const tree = module.tree!;
  const { docstring, imports, rest } = leadingImports(module);
  const bound = new Map<string, string>();
  for (const statement of imports) for (const [name, what] of importedNames(statement, module)) bound.set(name, what);
  const clash = [...bound].find(([name, what]) => taken.has(name) && taken.get(name) !== what);
  if (clash !== undefined) return { clash: clash[0] };
  const hidden = [...module.names.free].find(name => taken.has(name) && taken.get(name) !== builtin(name));
  if (hidden !== undefined) return { clash: hidden };

  const renamed = new Map<string, string>();
  const isFree = (name: string): boolean => !taken.has(name) && !bound.has(name) && ![...renamed.values()].includes(name);
  for (const fn of functions) {
    const { name } = fn.inPlace!.node;
    const wanted = fn.inPlace!.replaces === undefined ? snake(fn.definition.name) : name;
    renamed.set(name, freeName(PYTHON_WORDS.has(wanted) ? `${wanted}_function` : wanted, candidate => isFree(candidate) && (candidate === name || !module.names.everywhere.has(candidate))));
  }
  const suffix = snake(functions[0]!.definition.name);
  for (const name of module.names.bound.keys()) {
    if (renamed.has(name) || bound.has(name) || isRemoved(name, functions) || !taken.has(name)) continue;
    if (taken.get(name) === importIn(rest, name, module)) continue;
    if (!isRenamable(module, name)) return { clash: name };
    renamed.set(name, freeName(`${name}_${/[a-z]/.test(name) ? suffix : suffix.toUpperCase()}`, candidate => isFree(candidate) && !module.names.everywhere.has(candidate)));
  }
  for (const [name, what] of bound) taken.set(name, what);
  for (const name of module.names.bound.keys()) if (!bound.has(name) && !isRemoved(name, functions)) taken.set(renamed.get(name) ?? name, importIn(rest, name, module) ?? `${module.parts.join(".")}.${name}`);

  for (const name of module.names.free) taken.set(name, builtin(name));

  const style = styleOf(tree, width);
  const library = libraryName(module, "azure.functions", tree.text.length);
  const edits: Edit[] = [...importEdits];
  for (const fn of functions) {
    const start = tree.definitionStart(fn.inPlace!.node);
    edits.push({ start, end: start, text: printDecorators(fn.decorations, { target: "app", library: library === "func" ? library : undefined, style }) });
    const { replaces } = fn.inPlace!;
    if (replaces !== undefined) edits.push({ start: tree.start(replaces), end: lineEnd(tree.text, tree.end(replaces)), text: "" });
  }
  for (const [name, now] of renamed)
    if (name !== now) for (const range of module.names.references.get(name) ?? []) if (!insideRemoved(range.start, functions, module)) edits.push({ ...range, text: now });

  const pieces = imports.map(statement => slice(tree.text, tree.start(statement), lineEnd(tree.text, tree.end(statement)), edits));
  const bodyStart = imports.length > 0 ? lineEnd(tree.text, tree.end(imports.at(-1)!)) : docstring === undefined ? 0 : lineEnd(tree.text, tree.end(docstring));
  const head = tree.text.slice(0, tree.start(docstring ?? imports[0] ?? rest[0]!)).replace(/^\uFEFF/, "").split(/\r?\n/).filter(line => /^#/.test(line) && !/^#!|coding[:=]/.test(line));
  const remarks = docstring === undefined ? [] : String((docstring as { value: { value: string } }).value.value).trim().split(/\r?\n/).map(line => `# ${line.trim()}`.trimEnd());
  const between = commentsBetween(module, imports);
  const body = slice(tree.text, bodyStart, tree.text.length, edits).replace(/\r\n/g, "\n").trim();
  const remark = [...head, ...remarks, ...between].join("\n");
  return { imports: pieces.map(piece => piece.replace(/\r\n/g, "\n")), body: remark === "" ? body : `${remark}\n\n\n${body}`, renamed };
}

/** What a name stands for that a module uses without binding it. */
function builtin(name: string): string {
  return `builtins.${name}`;
}

/** `main = df.Orchestrator.create(f)` goes, and `main` with it. */
function isRemoved(name: string, functions: readonly PlannedFunction[]): boolean {
  return functions.some(fn => fn.inPlace!.replaces !== undefined && fn.attribute === name);
}

function insideRemoved(offset: number, functions: readonly PlannedFunction[], module: PythonModule): boolean {
  return functions.some(({ inPlace }) => inPlace!.replaces !== undefined && offset >= module.tree!.start(inPlace!.replaces) && offset < module.tree!.end(inPlace!.replaces));
}

function importIn(statements: readonly Statement[], name: string, module: PythonModule): string | undefined {
  for (const statement of statements) {
    const what = importedNames(statement, module).get(name);
    if (what !== undefined) return what;
  }
  return undefined;
}

/** Whole lines of comment between the leading imports would go with them. */
function commentsBetween(module: PythonModule, imports: readonly Statement[]): string[] {
  const tree = module.tree!;
  const [first] = imports;
  const last = imports.at(-1);
  if (first === undefined || last === undefined) return [];
  return tree.comments().filter(({ start }) => start > tree.start(first) && start < tree.start(last) && !imports.some(statement => start >= tree.start(statement) && start <= lineEnd(tree.text, tree.end(statement)))).map(({ text }) => text);
}

function slice(text: string, start: number, end: number, edits: readonly Edit[]): string {
  const inside = edits.filter(edit => edit.start >= start && edit.end <= end).map(edit => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  return applyEdits(text.slice(start, end), inside);
}

function freeName(wanted: string, isFree: (name: string) => boolean): string {
  if (isFree(wanted)) return wanted;
  for (let number = 2; ; number++) if (isFree(`${wanted}${number}`)) return `${wanted}${number}`;
}
