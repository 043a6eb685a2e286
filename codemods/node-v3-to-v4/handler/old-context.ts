import { ts } from "ts-morph";

import type { FunctionDefinition } from "../../../src/model/app.ts";
import { assignmentTo, bare, isFunctionNode, type FunctionNode } from "../syntax/ask.ts";
import type { Callers } from "./callers.ts";
import { declarationOf, referencesTo } from "./references.ts";

/** Tells whose old context a value always is; undefined when it may be something else. */
export type OldContexts = (value: ts.Expression) => ReadonlySet<FunctionDefinition> | undefined;

/**
 * The contexts that `fromV3` gives: the first parameter of the handlers that stay as they are, and the parameters
 * of helpers that are only ever given one of those. They carry the members of the new context too.
 */
export function findOldContexts(kept: ReadonlyMap<FunctionNode, readonly FunctionDefinition[]>, callers: Callers, checker: ts.TypeChecker): OldContexts {
  const contextsOf = (value: ts.Expression, seen: ReadonlySet<ts.Node>): ReadonlySet<FunctionDefinition> | undefined => {
    const expression = bare(value);
    const parameter = ts.isIdentifier(expression) ? declarationOf(expression, checker) : undefined;
    if (parameter === undefined || !ts.isParameter(parameter) || !isFixed(parameter, checker) || seen.has(parameter)) return undefined;
    const fn = parameter.parent;
    if (!isFunctionNode(fn) || callers.isTaken(fn)) return undefined;
    const place = fn.parameters.indexOf(parameter);
    const calls = callers.callsOf(fn);
    const own = kept.get(fn);
    if (own !== undefined) return place === 0 && calls.length === 0 ? new Set(own) : undefined;

    const found = new Set<FunctionDefinition>();
    for (const call of calls) {
      const argument = call.arguments?.some(ts.isSpreadElement) === true ? undefined : call.arguments?.[place];
      const definitions = argument === undefined ? undefined : contextsOf(argument, new Set([...seen, parameter]));
      if (definitions === undefined) return undefined;
      for (const definition of definitions) found.add(definition);
    }
    return calls.length === 0 ? undefined : found;
  };
  return value => contextsOf(value, new Set());
}

/** The name keeps what the caller gave. */
function isFixed({ name, initializer, dotDotDotToken, parent }: ts.ParameterDeclaration, checker: ts.TypeChecker): boolean {
  if (!ts.isIdentifier(name) || initializer !== undefined || dotDotDotToken !== undefined) return false;
  return referencesTo(name, parent, checker).every(use => assignmentTo(use) === undefined);
}
