import type { OriginId } from "../model/origin.ts";
import { UNKNOWN } from "../model/origin.ts";
import type { Unit } from "../model/project-view.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Linker } from "./linker.ts";
import { createMembers } from "./members.ts";
import { isCallable, known, mapValues, NOT_KNOWN, NOTHING, union, type Context, type Value, type Values } from "./values.ts";

/** Follows origins through files, classes and calls, each once: the answers are kept. */
export interface Evaluator {
  evaluate(unit: Unit, origin: OriginId, context?: Context): Values;
  /** What `value.name` is, without running getters. */
  member(value: Value, name: string): Values;
  /** What calling (or constructing) the value gives. */
  result(value: Value): Values;
  /** The methods of that name that a call on the object may run. */
  methods(value: Value, name: string): readonly Value[];
}

/** The object that stands for `this` of a class: one of a class below it, when the call was made on one. */
function receiverIn(context: Context | undefined, unit: Unit, index: number): Value | undefined {
  for (let at = context; at !== undefined; at = at.outer)
    if (at.receiver !== undefined && at.unit === unit && unit.facts.functions[at.function]!.class === index) return at.receiver;
  return undefined;
}

/** No real chain is as long; a longer one is generated code. */
const MAX_DEPTH = 60;

/** Functions that make functions that make functions: deeper than this nobody reads. */
const MAX_CLOSURES = 12;

/** What calls the argument at this position in a thread, and gives what it gives. */
const CALLERS: Readonly<Record<string, number>> = { "asyncio.to_thread": 0, "anyio.to_thread.run_sync": 0, "starlette.concurrency.run_in_threadpool": 0, "fastapi.concurrency.run_in_threadpool": 0 };

type Answers = Map<Unit, (Values | "running" | undefined)[]>;

export function createEvaluator(linker: Linker, knowledge: Knowledge): Evaluator {
  const answers: Answers = new Map();
  // A variable that is assigned from itself twice would double the work at every level without an answer to stop at.
  const answersIn = new WeakMap<Context, Answers>();
  let depth = 0;

  function answersFor(context: Context | undefined): Answers {
    if (context === undefined) return answers;
    let kept = answersIn.get(context);
    if (kept === undefined) answersIn.set(context, (kept = new Map()));
    return kept;
  }

  function evaluate(unit: Unit, origin: OriginId, context?: Context): Values {
    if (origin === UNKNOWN || depth > MAX_DEPTH) return NOT_KNOWN;
    const given = answersFor(context);
    let kept = given.get(unit);
    if (kept === undefined) given.set(unit, (kept = []));
    const answer = kept[origin];
    if (answer === "running") return NOT_KNOWN;
    if (answer !== undefined) return answer;
    kept[origin] = "running";
    const values = guarded(() => follow(unit, origin, context));
    kept[origin] = values;
    return values;
  }

  function guarded(run: () => Values): Values {
    depth++;
    try {
      return run();
    } finally {
      depth--;
    }
  }

  function follow(unit: Unit, id: OriginId, context: Context | undefined): Values {
    const origin = unit.facts.origins[id]!;
    switch (origin.kind) {
      case "unknown":
        return NOT_KNOWN;
      case "literal":
        return origin.elements === undefined ? NOTHING : known({ kind: "container", unit, elements: origin.elements });
      case "module":
        return linker.module(unit, origin.module);
      case "imported":
        return mapValues(linker.module(unit, origin.module), module => linker.exported(module, origin.name, evaluator));
      case "global":
        return known(linker.global(unit, origin.name));
      case "function":
        return known({ kind: "function", unit, index: origin.function });
      case "class":
        return known({ kind: "class", unit, index: origin.class });
      case "variable":
        return variable(unit, origin.variable, context);
      case "parameter":
        return parameter(unit, origin.function, origin.parameter, context);
      case "this":
        return known(receiverIn(context, unit, origin.class) ?? { kind: "object", unit, index: origin.class });
      case "super":
        return known({ kind: "super", unit, index: origin.class });
      case "member":
        return mapValues(evaluate(unit, origin.of, context), value => member(value, origin.name));
      case "result": {
        const { call } = origin;
        return mapValues(evaluate(unit, origin.of, context), value => (call === undefined ? result(value) : resultOfCall(unit, call, value, context)));
      }
      case "instance":
        return mapValues(evaluate(unit, origin.of, context), instance);
      case "awaited":
        return mapValues(evaluate(unit, origin.of, context), awaited);
      case "entered":
        return mapValues(evaluate(unit, origin.of, context), entered);
      case "element":
        return mapValues(evaluate(unit, origin.of, context), element);
      case "partial":
        return evaluate(unit, origin.of, context);
      case "either":
        return union(origin.of.map(one => evaluate(unit, one, context)));
    }
  }

  function variable(unit: Unit, index: number, context: Context | undefined): Values {
    const facts = unit.facts.variables[index]!;
    const assigned = union(facts.assigned.map(origin => evaluate(unit, origin, context)));
    if (assigned.values.length > 0 || facts.annotation === undefined) return facts.assigned.length === 0 ? NOT_KNOWN : assigned;
    return annotated(unit, facts.annotation);
  }

  function parameter(unit: Unit, fn: number, index: number, context: Context | undefined): Values {
    for (let at = context; at !== undefined; at = at.outer)
      if (at.unit === unit && at.function === fn) {
        const given = at.parameters.get(index);
        if (given !== undefined) return given;
      }
    const facts = unit.facts.functions[fn]!.parameters[index];
    if (facts?.annotation !== undefined) {
      const values = annotated(unit, facts.annotation);
      if (values.values.length > 0) return values;
    }
    return facts?.default === undefined ? NOT_KNOWN : { ...evaluate(unit, facts.default), certain: false };
  }

  function annotated(unit: Unit, origin: OriginId): Values {
    return mapValues(evaluate(unit, origin), instance);
  }

  function instance(value: Value): Values {
    if (value.kind === "class") return known({ kind: "object", unit: value.unit, index: value.index });
    if (value.kind !== "external") return known(value);
    return known({ ...value, ...knowledge[value.language].returns(value.module, value.path) });
  }

  function resultOfCall(unit: Unit, call: number, value: Value, context: Context | undefined): Values {
    if (value.kind === "function") return closureOfCall(unit, call, value, context);
    const handedOn = value.kind === "external" ? unit.facts.calls[call]!.arguments[CALLERS[`${value.module}.${value.path}`] ?? -1] : undefined;
    return handedOn === undefined ? result(value) : mapValues(evaluate(unit, handedOn, context), result);
  }

  /** A function that makes functions keeps the callbacks it was given for them: `memoize(load)`. */
  function closureOfCall(unit: Unit, call: number, value: Value & { readonly kind: "function" }, context: Context | undefined): Values {
    const facts = value.unit.facts.functions[value.index]!;
    const made = facts.async || facts.generator ? [] : facts.returns.filter(origin => value.unit.facts.origins[origin]!.kind === "function");
    if (made.length === 0 || depth > MAX_CLOSURES) return result(value);
    const parameters = new Map<number, Values>();
    unit.facts.calls[call]!.arguments.forEach((argument, position) => {
      const given = evaluate(unit, argument, context);
      if (given.values.some(isCallable)) parameters.set(position, given);
    });
    if (parameters.size === 0) return result(value);
    const closure: Context = { unit: value.unit, function: value.index, parameters, outer: undefined };
    return mapValues(result(value), one =>
      known(one.kind === "function" && one.unit === value.unit && value.unit.facts.functions[one.index]!.parent === value.index ? { ...one, closure } : one));
  }

  function result(value: Value): Values {
    switch (value.kind) {
      case "function": {
        const facts = value.unit.facts.functions[value.index]!;
        if (facts.async || facts.generator) return known({ kind: "running", unit: value.unit, index: value.index });
        return returned(value);
      }
      case "class":
        return instance(value);
      case "super":
        return known(value);
      case "object":
        return union([NOT_KNOWN, ...methods(value, "__call__").map(result)]);
      case "external": {
        const type = knowledge[value.language].returns(value.module, value.path);
        if (type !== undefined) return known({ ...value, ...type });
        // Without knowledge, a capitalised name is a class: calling it makes an object of it.
        return /(?:^|\.)_*[A-Z]\w*$/.test(value.path) ? known(value) : NOT_KNOWN;
      }
      case "module":
        return mapValues(linker.callable(value, evaluator), result);
      default:
        return NOT_KNOWN;
    }
  }

  function returned(value: Value & { readonly kind: "function" | "running" }): Values {
    const facts = value.unit.facts.functions[value.index]!;
    // What it really returns says more than an annotation, which may name an abstract class.
    const values = facts.returns.length === 0 ? NOTHING : union(facts.returns.map(origin => evaluate(value.unit, origin)));
    return values.values.length > 0 || facts.returnAnnotation === undefined ? values : annotated(value.unit, facts.returnAnnotation);
  }

  function awaited(value: Value): Values {
    return value.kind === "running" ? returned(value) : known(value);
  }

  function entered(value: Value): Values {
    if (value.kind === "running") return element(value);
    if (value.kind === "external") {
      return known({ ...value, ...knowledge[value.language].entered(value.module, value.path) });
    }
    const results = ["__enter__", "__aenter__"].flatMap(name => methods(value, name)).map(method => mapValues(result(method), awaited));
    const values = union([NOTHING, ...results]);
    return values.values.length > 0 ? values : known(value);
  }

  function element(value: Value): Values {
    if (value.kind === "running") {
      const yields = value.unit.facts.functions[value.index]!.yields;
      return union([NOT_KNOWN, ...yields.map(origin => evaluate(value.unit, origin))]);
    }
    if (value.kind === "container") return union([NOTHING, ...value.elements.map(origin => evaluate(value.unit, origin))]);
    if (value.kind === "object") return anyMember(value.unit, value.index);
    if (value.kind !== "external") return NOT_KNOWN;
    const source = knowledge[value.language];
    const type = source.element(value.module, value.path) ?? source.returns(value.module, `${value.path}.__getitem__`);
    return type === undefined ? NOT_KNOWN : known({ ...value, ...type });
  }

  /** JavaScript: `handlers[type]` is any member of the object literal. */
  function anyMember(unit: Unit, index: number): Values {
    const { object, methods: own, fields } = unit.facts.classes[index]!;
    if (object !== true) return NOT_KNOWN;
    const functions = Object.values(own).map(fn => known({ kind: "function", unit, index: fn }));
    return union([NOT_KNOWN, ...functions, ...Object.values(fields).flat().map(origin => evaluate(unit, origin))]);
  }

  const { member, methods } = createMembers({ linker, knowledge, evaluate, result, evaluator: () => evaluator });
  const evaluator: Evaluator = { evaluate, member, result, methods };
  return evaluator;
}
