import { walkNodes, type AnyNode, type Constant, type Statement } from "../../../src/languages/python/nodes.ts";
import { APP_PACKAGE, type AppImport } from "../source/imports.ts";
import type { PythonModule } from "../source/modules.ts";
import { isImportable } from "../registration/function-app.ts";

/** What ties code to the file that it stands in. */
const TIES: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\b__(file|path|package|spec|name)__\b/, "it uses the name or place of its own file"],
  [/\b(globals|locals|vars|exec|eval|setattr)\s*\(/, "it reaches its names at run time"],
  [/\bfunction_directory\b/, "it uses the function's folder"],
  [/\b(multiprocessing|ProcessPoolExecutor|pickle)\b/, "other processes find its functions by module"],
];

/** Why a module's code cannot move into function_app.py; undefined when it can. */
export function mergeObstacle(module: PythonModule, imports: readonly AppImport[], isImported: boolean): string | undefined {
  if (isImported) return "other code imports its module";
  const tied = TIES.find(([pattern]) => pattern.test(module.text));
  if (tied !== undefined) return tied[1];
  for (const statement of module.tree!.module.body) {
    if (statement.nodeType !== "ImportFrom") continue;
    if (statement.module === "__future__") return "its `__future__` import would hold for all functions";
    if (statement.names.some(({ name }) => name === "*")) return "it has a star import";
  }
  const own = imports.some(({ by, staysInside }) => by === "dots" && staysInside);
  return own && !isImportable(module.package) ? "its folder's own modules cannot be imported by name" : undefined;
}

/** The imports that a module starts with, and the offset where the rest begins. */
export function leadingImports(module: PythonModule): { readonly docstring: Statement | undefined; readonly imports: readonly Statement[]; readonly rest: readonly Statement[] } {
  const { body } = module.tree!.module;
  const [first] = body;
  const docstring = first?.nodeType === "Expr" && first.value.nodeType === "Constant" && typeof first.value.value === "string" ? first : undefined;
  const statements = docstring === undefined ? body : body.slice(1);
  const count = statements.findIndex(({ nodeType }) => nodeType !== "Import" && nodeType !== "ImportFrom");
  const imports = count < 0 ? statements : statements.slice(0, count);
  return { docstring, imports, rest: statements.slice(imports.length) };
}

/** What a module-level import binds: name -> what it stands for, so that equal imports are told from clashes. */
export function importedNames(statement: Statement, module: PythonModule): Map<string, string> {
  const names = new Map<string, string>();
  if (statement.nodeType === "Import") {
    for (const { name, asname } of statement.names) names.set(asname ?? name.split(".")[0]!, (asname == null ? name.split(".")[0]! : name).replace(/^__app__\./, ""));
  } else if (statement.nodeType === "ImportFrom") {
    for (const { name, asname } of statement.names) names.set(asname ?? name, [...originOf(statement, module), name].join("."));
  }
  return names;
}

/** The module that a `from` import names, from the app's root. */
function originOf({ level = 0, module: written = "" }: Extract<Statement, { nodeType: "ImportFrom" }>, module: PythonModule): readonly string[] {
  const parts = written === "" ? [] : written.split(".");
  if (level > 0) return [...module.package.slice(0, module.package.length - (level - 1)), ...parts];
  return parts[0] === APP_PACKAGE ? parts.slice(1) : parts;
}

/** Whether a name can be renamed in a module: each of its uses is a plain name in the text. */
export function isRenamable(module: PythonModule, name: string): boolean {
  const binders = module.names.bound.get(name) ?? [];
  if (!binders.every(({ kind }) => kind === "def" || kind === "class" || kind === "assign")) return false;
  let renamable = true;
  const word = new RegExp(`\\b${name}\\b`);
  walkNodes(module.tree!.module, (node: AnyNode) => {
    if (node.nodeType === "Global" && (node as { names?: readonly string[] }).names?.includes(name)) renamable = false;
    if (isDocstring(node)) return false;
    if (node.nodeType === "Constant" && typeof (node as Constant).value === "string" && word.test((node as { value: string }).value)) renamable = false;
    return undefined;
  });
  return renamable;
}

function isDocstring(node: AnyNode): boolean {
  return node.nodeType === "Expr" && (node as { value?: AnyNode }).value?.nodeType === "Constant";
}
