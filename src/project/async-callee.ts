import type { CallFacts, FunctionFacts } from "../model/facts.ts";
import type { ProjectFunction, Unit } from "../model/project-view.ts";
import type { Evaluator } from "./evaluate.ts";

/** Decorators after which a call still gives the coroutine. Others may run it: `@click.command`, `@async_to_sync`. */
const PLAIN_DECORATORS = /^(?:staticmethod|classmethod|(?:abc\.)?abstractmethod|(?:typing\.|typing_extensions\.)?(?:override|final|no_type_check)|(?:functools\.)?(?:wraps|lru_cache|cache))\b/;

/** The async function that a call surely calls: every value that the callee can have is one. The first is given. */
export function asyncCallee(evaluator: Evaluator, unit: Unit, call: CallFacts): ProjectFunction | undefined {
  const { values, certain } = evaluator.evaluate(unit, call.callee);
  if (!certain || values.length === 0) return undefined;
  const functions = values.flatMap(value => (value.kind === "function" ? [{ unit: value.unit, index: value.index, facts: value.unit.facts.functions[value.index]! }] : []));
  if (functions.length < values.length || !functions.every(({ unit: at, facts }) => givesAwaitable(facts, at))) return undefined;
  return functions[0];
}

/** An async generator is no awaitable, and calling it without iterating is another matter. */
function givesAwaitable(facts: FunctionFacts, { facts: { language } }: Unit): boolean {
  if (!facts.async || facts.generator) return false;
  return language === "javascript" || facts.decorators.every(({ text }) => PLAIN_DECORATORS.test(text.replace(/^@/, "")));
}
