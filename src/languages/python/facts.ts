import type { CallFacts, FunctionFacts, SourceFacts, VariableFacts } from "../../model/facts.ts";
import type { Origin, OriginId } from "../../model/origin.ts";
import { trimFacts } from "../trim-facts.ts";
import { mayRunProperty } from "./facts/accesses.ts";
import { bindBody } from "./facts/binder.ts";
import { accessCall } from "./facts/calls.ts";
import { newFunction } from "./facts/functions.ts";
import { exported } from "./facts/scopes.ts";
import { block } from "./facts/statements.ts";
import { readSuppressions } from "./facts/suppressions.ts";
import { newRecord, newWalk, type Walk } from "./facts/walk.ts";
import { parsePython } from "./parse.ts";
import type { PythonTree } from "./tree.ts";

/** The facts of one Python file. Never throws: what cannot be parsed comes back as `parseError`. */
export function readPythonFacts(text: string): SourceFacts {
  const parsed = parsePython(text);
  return parsed.error ? { ...emptyFacts(text), parseError: parsed.error } : readFactsFromTree(parsed.tree);
}

/** The facts of a tree that is there already. Never throws: a tree too deep to walk gives a `parseError`. */
export function readFactsFromTree(tree: PythonTree): SourceFacts {
  try {
    return factsOf(tree);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...emptyFacts(tree.text), parseError: { message: "The code is nested too deeply to be read.", offset: 0 } };
  }
}

function factsOf(tree: PythonTree): SourceFacts {
  const w = newWalk(tree);
  newFunction(w, moduleFunction(tree.text));
  bindBody(w.moduleScope, w.moduleScope, tree.module.body, w.walrus);
  block(w, tree.module.body);
  for (let next = 0; next < w.pending.length; next++) readPending(w, next);
  return collect(w);
}

function readPending(w: Walk, next: number): void {
  w.trail = [];
  w.loops = 0;
  w.tries = 0;
  w.typeOnly = false;
  const { index, read } = w.pending[next]!;
  w.function = index;
  read();
}

function collect(w: Walk): SourceFacts {
  const exports = newRecord<OriginId>();
  for (const binding of w.moduleScope.names.values()) exports[binding.name] = exported(w, binding);
  for (const access of w.accesses) if (mayRunProperty(w, access)) w.calls.push(accessCall(w, access));
  return trimFacts({
    language: "python",
    origins: w.origins.list,
    functions: w.functions,
    classes: w.classes,
    calls: w.calls,
    imports: w.imports.sort((a, b) => a.range.start - b.range.start),
    exports,
    exportAll: [...new Set(w.stars)],
    registrations: w.registrations,
    suppressions: readSuppressions(w.tree),
    variables: w.variables.map(
      ({ name, owner, assigned, annotation }): VariableFacts => ({
        name,
        function: owner,
        assigned,
        ...(annotation === undefined ? {} : { annotation }),
      }),
    ),
  });
}

function moduleFunction(text: string): FunctionFacts & { returns: OriginId[]; yields: OriginId[]; parameters: [] } {
  return {
    name: "<module>",
    kind: "module",
    async: false,
    generator: false,
    range: { start: 0, end: text.length },
    nameRange: { start: 0, end: 0 },
    parent: null,
    class: null,
    parameters: [],
    decorators: [],
    returns: [],
    yields: [],
    awaits: 0,
    stub: false,
  };
}

function emptyFacts(text: string): SourceFacts {
  const origins: Origin[] = [{ kind: "unknown" }];
  const calls: CallFacts[] = [];
  return {
    language: "python",
    origins,
    functions: [moduleFunction(text)],
    classes: [],
    variables: [],
    calls,
    imports: [],
    exports: {},
    exportAll: [],
    registrations: [],
    suppressions: [],
  };
}
