import type { ParseError, SourceFacts } from "../../model/facts.ts";
import { trimFacts } from "../trim-facts.ts";
import type { Comment, Program } from "./ast.ts";
import { keepSilent } from "./calls.ts";
import { linkOwnExports } from "./commonjs.ts";
import { walkStatementsOfBody } from "./functions.ts";
import { newFunction } from "./hoist.ts";
import { TOO_DEEP } from "./parse.ts";
import { Scope } from "./scope.ts";
import { readSuppressions } from "./suppressions.ts";
import { Walk } from "./walk.ts";

/**
 * Reads the facts of a file from its tree, whichever parser made it (oxc, espree, typescript-estree, Babel's ESTree).
 * `text` is what the offsets of the tree refer to. Never throws: a tree that cannot be walked gives a `parseError`.
 */
export function readFactsFromTree(program: Program, text: string, comments: readonly Comment[]): SourceFacts {
  try {
    return read(program, text, comments);
  } catch (error) {
    // One file that is not understood must not end the reading of all the others.
    const message = error instanceof RangeError ? TOO_DEEP : `The syntax tree of this file was not understood (${String(error)}).`;
    return emptyFacts(text, { message, offset: 0 });
  }
}

function read(program: Program, text: string, comments: readonly Comment[]): SourceFacts {
  const w = new Walk(text);
  const module = w.functions[newFunction(w)]!;
  Object.assign(module, { name: "<module>", kind: "module", range: { start: 0, end: text.length } });
  w.scope = new Scope(null);
  walkStatementsOfBody(w, program.body);
  linkOwnExports(w);
  keepSilent(w);
  return trimFacts({
    language: "javascript",
    origins: w.origins.all,
    functions: w.functions,
    classes: w.classes,
    variables: w.variables,
    calls: w.calls,
    imports: w.imports,
    exports: w.exports,
    exportAll: w.exportAll,
    ...(w.exportEquals !== undefined && { exportEquals: w.exportEquals }),
    registrations: w.registrations,
    suppressions: readSuppressions(text, comments),
  });
}

/** The facts of a file that could not be parsed. */
export function emptyFacts(text: string, parseError: ParseError): SourceFacts {
  const w = new Walk(text);
  Object.assign(w.functions[newFunction(w)]!, { name: "<module>", kind: "module", range: { start: 0, end: text.length } });
  const { functions, classes, variables, calls, imports, exports, exportAll, registrations } = w;
  return { language: "javascript", origins: w.origins.all, functions, classes, variables, calls, imports, exports, exportAll, registrations, suppressions: [], parseError };
}
