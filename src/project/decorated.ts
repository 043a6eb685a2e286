import type { Unit } from "../model/project-view.ts";
import type { Evaluator } from "./evaluate.ts";
import { isSame, known, type Context, type Value } from "./values.ts";

type FunctionValue = Value & { readonly kind: "function" };

/**
 * What the name of a decorated Python function stands for: the functions that decorators of the project make around
 * it, or the function itself where no decorator is known to make one.
 */
export type Decorated = (fn: FunctionValue) => readonly FunctionValue[];

export function createDecorated(evaluator: Evaluator): Decorated {
  const answers = new Map<Unit, Map<number, readonly FunctionValue[]>>();
  return fn => {
    const { decorators } = fn.unit.facts.functions[fn.index]!;
    if (decorators.length === 0 || fn.bare === true || fn.unit.facts.language !== "python") return [fn];
    let inUnit = answers.get(fn.unit);
    if (inUnit === undefined) answers.set(fn.unit, (inUnit = new Map<number, readonly FunctionValue[]>()));
    let answer = inUnit.get(fn.index);
    if (answer === undefined) {
      const innermostFirst = decorators.map(({ origin }) => evaluator.evaluate(fn.unit, origin).values).reverse();
      answer = innermostFirst
        .filter(values => values.length > 0)
        .reduce<readonly FunctionValue[]>((inner, values) => inner.flatMap(one => values.flatMap(decorator => around(one, decorator))), [{ ...fn, bare: true }]);
      inUnit.set(fn.index, answer);
    }
    return answer;
  };

  function around(fn: FunctionValue, decorator: Value): readonly FunctionValue[] {
    if (decorator.kind !== "function") return [fn];
    const { unit, index } = decorator;
    const { origins, functions } = unit.facts;
    const facts = functions[index]!;
    if (facts.async || facts.generator) return [fn];
    const closure: Context = { unit, function: index, parameters: new Map([[0, known(fn)]]), outer: decorator.closure };
    const made = facts.returns.flatMap((origin): FunctionValue[] => {
      const one = origins[origin]!;
      if (one.kind === "function" && functions[one.function]!.parent === index) return [{ kind: "function", unit, index: one.function, closure }];
      return evaluator.evaluate(unit, origin, closure).values.some(value => isSame(value, fn)) ? [fn] : [];
    });
    return made.length === 0 ? [fn] : made;
  }
}
