import type { FunctionNode } from "../../src/languages/javascript/ast.ts";
import { usesOf } from "../../src/languages/javascript/rewrite/names.ts";
import type { TextEdits } from "../../src/languages/javascript/rewrite/text-edits.ts";
import type { TreeIndex } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { SourceFile } from "./javascript-files.ts";

/** Why an async function that awaits nothing keeps its `async`, as a sentence; undefined when only the host depends on its promise. */
export function dropAsync(project: Project, file: SourceFile, fn: FunctionNode, functionIndex: number): string | undefined {
  const facts = file.unit.facts.functions[functionIndex]!;
  const definitions = project.definitionsOf({ unit: file.unit, index: functionIndex, facts });
  if (definitions.length === 0) return `Callers of \`${facts.name}\` may depend on its promise: drop \`async\` together with them, or await what takes time.`;
  if (definitions.some(({ source }) => source.endsWith("function.json"))) return "In the programming model v3 the host ends an invocation by its promise: keep `async`, or migrate first.";
  if (fn.returnType != null) return "Its return type says that it gives a promise: change both together.";
  const name = fn.id?.name;
  if (name !== undefined && new Set(usesOf(file.index, name).map(({ start }) => start)).size > 2) return `Other code uses \`${name}\`: drop \`async\` together with it.`;
  if (!/async(?:\s)/y.test(file.index.text.slice(fn.start, fn.start + 6))) return "It is written in a way that is not rewritten.";
  return undefined;
}

export function writeDropAsync(index: TreeIndex, fn: FunctionNode, edits: TextEdits): void {
  const keyword = /async\s+/y;
  keyword.lastIndex = fn.start;
  if (keyword.test(index.text)) edits.replace(fn.start, keyword.lastIndex, "");
}
