import type { Statement } from "../../../src/languages/python/nodes.ts";
import type { Edit } from "../../../src/model/change.ts";
import type { Range } from "../../../src/model/text.ts";
import type { AppSource } from "../source/app-source.ts";
import { isNamedIn } from "../source/entry.ts";
import { lineEnd } from "../source/insertion.ts";
import type { PythonModule } from "../source/modules.ts";
import type { Middleware } from "./middleware.ts";

/** The edits that take out the old entry point and the imports that only it used; none where other code uses it. */
export function removeEntry(module: PythonModule, { entry }: Middleware, source: AppSource): Edit[] {
  const tree = module.tree!;
  const name = entry.nodeType === "Assign" ? (entry.targets[0]?.nodeType === "Name" ? entry.targets[0].id : "") : entry.name;
  const isUsed = (each: string): boolean => source.modules.all.some(other => other !== module && isNamedIn(other, source.imports.get(other) ?? [], module, each));
  if ((module.names.references.get(name)?.length ?? 0) > 1 || isUsed(name)) return [];
  const old = tree.range(entry);
  const unused = tree.module.body.filter(statement => {
    const names = libraryNames(statement);
    const own = tree.range(statement);
    return names.length > 0 && names.every(each => !isUsed(each) && (module.names.references.get(each) ?? []).every(use => inside(use, old) || inside(use, own)));
  });
  return [...unused.map(tree.range, tree), old].map(range => lineOf(module.text, range));
}

/** The names that an import of azure.functions binds. */
function libraryNames(statement: Statement): string[] {
  if (statement.nodeType === "Import" && statement.names.every(({ name, asname }) => name === "azure.functions" && asname != null)) return statement.names.map(({ asname }) => asname!);
  if (statement.nodeType !== "ImportFrom" || (statement.level ?? 0) > 0) return [];
  const isLibrary = statement.module === "azure.functions" || (statement.module === "azure" && statement.names.every(({ name }) => name === "functions"));
  return isLibrary ? statement.names.map(({ name, asname }) => asname ?? name) : [];
}

function inside(use: Range, range: Range): boolean {
  return use.start >= range.start && use.end <= range.end;
}

/** The whole line, with the blank lines before it; at the top of the file with those after it. */
function lineOf(text: string, { start, end }: Range): Edit {
  const before = /(?:\r?\n[ \t]*)*$/.exec(text.slice(0, start))![0].length;
  if (start - before > 0) return { start: start - before, end: lineEnd(text, end), text: "" };
  const after = /^[^\n]*(?:\n[ \t\r]*(?=\n|\S|$))*/.exec(text.slice(end))![0].length;
  return { start: 0, end: end + after, text: "" };
}
