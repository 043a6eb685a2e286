import type { Assign, FunctionNode } from "../../../src/languages/python/nodes.ts";
import { styleOf } from "../../../src/languages/python/rewrite/style.ts";
import type { Edit } from "../../../src/model/change.ts";
import type { Decoration } from "../bindings/decoration.ts";
import { printDecorators } from "../print.ts";
import { firstImport, lastImport, lineEnd, topOffset } from "./insertion.ts";
import { freeName, libraryName } from "./library-name.ts";
import type { PythonModule } from "./modules.ts";

/** A function that gets its decorators where it stands. */
export interface InPlace {
  readonly node: FunctionNode;
  readonly decorations: readonly Decoration[];
  /** `main = df.Orchestrator.create(node)`: the decorator does this now. */
  readonly replaces?: Assign;
}

export interface DecoratedModule {
  readonly edits: readonly Edit[];
  /** The module's blueprint. */
  readonly blueprint: string;
}

const FUNCTIONS = "azure.functions";
const DURABLE = "azure.durable_functions";

/** The edits that give a module a blueprint and its functions their decorators. */
export function decorateModule(module: PythonModule, functions: readonly InPlace[], width: number | undefined): DecoratedModule {
  const tree = module.tree!;
  const style = styleOf(tree, width);
  const starts = functions.map(({ node }) => tree.definitionStart(node));
  const first = Math.min(...starts);
  const durable = functions.some(({ decorations }) => decorations.some(({ durableSince }) => durableSince !== undefined));
  const blueprint = freeName(module, "bp", "blueprint", "functions_bp");

  const missing: string[] = [];
  const named = (library: string, short: string): string => {
    const known = libraryName(module, library, first);
    if (known !== undefined) return known;
    const name = freeName(module, short, library.replaceAll(".", "_"));
    missing.push(`import ${library} as ${name}`);
    return name;
  };
  const container = durable ? named(DURABLE, "df") : named(FUNCTIONS, "func");
  const library = durable ? libraryName(module, FUNCTIONS, first) : container;

  // Edits at one offset keep their order: the blueprint comes before the decorators that use it.
  const edits: Edit[] = [
    ...insertions(module, first, missing, `${blueprint} = ${container}.Blueprint()`, style.newline),
    ...functions.map(({ decorations }, index) => ({
      start: starts[index]!,
      end: starts[index]!,
      text: printDecorators(decorations, { target: blueprint, library, style }),
    })),
  ];
  for (const { replaces } of functions) if (replaces !== undefined) edits.push(removal(module, replaces));
  return { edits, blueprint };
}

/** The imports that were missing, and the blueprint after all imports. */
function insertions(module: PythonModule, first: number, missing: readonly string[], assignment: string, newline: string): Edit[] {
  const tree = module.tree!;
  const { text } = module;
  const last = lastImport(tree, first);
  if (last === undefined) {
    const { offset, after } = topOffset(tree);
    const block = [...missing, "", assignment].join(newline);
    return [{ start: offset, end: offset, text: after ? `${newline}${newline}${block}` : `${block}${newline}${newline}${newline}` }];
  }
  const edits: Edit[] = [];
  const front = firstImport(tree);
  if (missing.length > 0) {
    const lines = missing.join(newline);
    if (front !== undefined && tree.start(front) < first) edits.push({ start: tree.start(front), end: tree.start(front), text: lines + newline });
    else {
      const { offset } = topOffset(tree);
      edits.push({ start: offset, end: offset, text: newline + lines });
    }
  }
  const end = lineEnd(text, tree.end(last));
  const gap = /^(?:\r?\n[ \t]*){2}/.test(text.slice(end)) || text.slice(end).trim() === "" ? "" : newline;
  edits.push({ start: end, end, text: `${newline}${newline}${assignment}${gap}` });
  return edits;
}

/** A whole line, with the blank lines before it. */
function removal(module: PythonModule, statement: Assign): Edit {
  const tree = module.tree!;
  const { text } = module;
  const { start, end } = tree.range(statement);
  const blank = /(?:\r?\n[ \t]*)*$/.exec(text.slice(0, start))![0].length;
  return { start: start - blank, end: lineEnd(text, end), text: "" };
}
