import type { DecoratorFacts, FunctionKind } from "../../../model/facts.ts";
import type { Expression } from "../nodes.ts";
import { expression } from "./expressions.ts";
import { register } from "./registrations.ts";
import { foldedSource } from "./values.ts";
import type { Walk } from "./walk.ts";

/** Reads the decorators of a function, outermost first, and records those that may register it. */
export function decorate(w: Walk, decorators: readonly Expression[], index: number): DecoratorFacts[] {
  return decorators.map(decorator => {
    const call = w.calls.length;
    const origin = expression(w, decorator);
    if (decorator.nodeType === "Call") register(w, decorator.func, w.calls[call]!.callee, { call: decorator, index: call, decorates: index });
    else if (decorator.nodeType === "Attribute" && !isAccessor(decorator.attr)) register(w, decorator, origin, { decorates: index });
    return { origin, text: foldedSource(w, decorator) };
  });
}

function isAccessor(name: string): boolean {
  return name === "setter" || name === "getter" || name === "deleter";
}

const GETTERS: ReadonlySet<string> = new Set(["property", "cached_property", "abstractproperty", "getter", "hybrid_property"]);
const ABSTRACT: ReadonlySet<string> = new Set([
  "abstractmethod",
  "abstractproperty",
  "abstractclassmethod",
  "abstractstaticmethod",
  "overload",
]);

/** What a function in a class body is, by its name and the texts of its decorators. */
export function memberKind(name: string, decorators: readonly string[]): FunctionKind {
  for (const decorator of decorators) {
    const last = lastPart(decorator);
    if (GETTERS.has(last)) return "getter";
    if (last === "setter") return "setter";
  }
  return name === "__init__" ? "constructor" : "method";
}

export function isAbstract(decorators: readonly string[]): boolean {
  return decorators.some(decorator => ABSTRACT.has(lastPart(decorator)));
}

function lastPart(text: string): string {
  return text.slice(text.lastIndexOf(".") + 1);
}
