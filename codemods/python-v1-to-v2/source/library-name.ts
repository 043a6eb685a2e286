import type { Statement } from "../../../src/languages/python/nodes.ts";
import type { PythonModule } from "./modules.ts";

/** How a module names a library (`azure.functions` -> `func`) at an offset; undefined when it does not, or not reliably. */
export function libraryName(module: PythonModule, library: string, before: number): string | undefined {
  const tree = module.tree!;
  for (const statement of tree.module.body) {
    if (tree.start(statement) >= before) return undefined;
    const name = nameIn(statement, library);
    if (name !== undefined && isReliable(module, name.split(".")[0]!)) return name;
  }
  return undefined;
}

function nameIn(statement: Statement, library: string): string | undefined {
  if (statement.nodeType === "Import") {
    const alias = statement.names.find(({ name }) => name === library);
    return alias === undefined ? undefined : (alias.asname ?? library);
  }
  if (statement.nodeType !== "ImportFrom" || (statement.level ?? 0) > 0) return undefined;
  const [folder, name] = [library.slice(0, library.lastIndexOf(".")), library.slice(library.lastIndexOf(".") + 1)];
  const alias = statement.module === folder ? statement.names.find(each => each.name === name) : undefined;
  return alias === undefined ? undefined : (alias.asname ?? name);
}

/** Bound by imports alone; `azure` may come from several. */
function isReliable(module: PythonModule, name: string): boolean {
  const binders = module.names.bound.get(name) ?? [];
  return binders.every(({ kind }) => kind === "import") && (name === "azure" || binders.length === 1);
}

/** A module-level name that nothing in the file uses yet. */
export function freeName(module: PythonModule, ...candidates: readonly string[]): string {
  const taken = (name: string): boolean => module.names.everywhere.has(name) || module.names.free.has(name);
  const found = candidates.find(name => !taken(name));
  if (found !== undefined) return found;
  for (let number = 2; ; number++) {
    const numbered = `${candidates[0]}${number}`;
    if (!taken(numbered)) return numbered;
  }
}
