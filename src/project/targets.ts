import type { BlockingCall } from "../model/catalogue.ts";
import type { CallFacts } from "../model/facts.ts";
import type { OriginId } from "../model/origin.ts";
import type { Unit } from "../model/project-view.ts";
import type { ArgumentPlaces } from "../catalogue/index.ts";
import { holds } from "./conditions.ts";
import type { Decorated } from "./decorated.ts";
import type { Evaluator } from "./evaluate.ts";
import type { Knowledge } from "./knowledge.ts";
import { GLOBALS } from "./linker.ts";
import { union, NOT_KNOWN, type Context, type External, type Value, type Values } from "./values.ts";

export interface FunctionValue {
  readonly unit: Unit;
  readonly index: number;
}

/** What a call place runs: a blocking call outside the project, or a function of the project. */
export type Target =
  | { readonly kind: "blocking"; readonly blocking: BlockingCall; readonly certain: boolean }
  | { readonly kind: "function"; readonly fn: FunctionValue; readonly certain: boolean; readonly context?: Context };

export type FindTargets = (unit: Unit, call: CallFacts, context?: Context) => readonly Target[];

/** Decides what a call place runs on the spot. What is handed to an executor, and async functions, run elsewhere. */
export function createTargets(evaluator: Evaluator, knowledge: Knowledge, decorated: Decorated): FindTargets {
  return (unit, call, context) => {
    const callee = evaluator.evaluate(unit, call.callee, context);
    const certain = callee.certain && callee.values.length <= 1;
    switch (call.kind) {
      case "call":
      case "new":
      case "tag":
        return calls(unit, call, callee, context);
      case "read":
      case "write":
        return accessors(unit, call, context, certain);
      case "enter":
        return call.awaited ? [] : callee.values.flatMap(value => entering(value, unit, call, certain));
      case "iterate":
        return call.awaited ? [] : callee.values.flatMap(value => iterating(value, unit, call, certain));
    }
  };

  function calls(unit: Unit, call: CallFacts, callee: Values, context: Context | undefined): readonly Target[] {
    // Two ways to the same library are one: `try: import a except ImportError: import b`.
    const certain = callee.certain;
    const targets = awaitable(unit, call, callee.values).flatMap(value => calling(unit, call, value, certain, context));
    if (callee.values.length === 0 || callee.values.some(value => value.kind === "container")) {
      const origin = unit.facts.origins[call.callee]!;
      const places = origin.kind === "member" ? knowledge[unit.facts.language].callerMethod(origin.name) : undefined;
      if (places !== undefined) targets.push(...callbacks(unit, call, places, context));
      const iterated = origin.kind === "member" ? knowledge[unit.facts.language].iterates(GLOBALS[unit.facts.language], `*.${origin.name}`) : undefined;
      if (iterated !== undefined) targets.push(...consumed(unit, call, iterated, certain, context));
      if (origin.kind === "member" && STEPS.has(origin.name)) targets.push(...evaluator.evaluate(unit, origin.of, context).values.flatMap(value => (value.kind === "running" ? generator(value, certain) : [])));
    }
    return targets.length > 1 && new Set(targets.map(target => target.kind)).size > 1 ? targets.map(target => ({ ...target, certain: false })) : targets;
  }

  function calling(unit: Unit, call: CallFacts, value: Value, certain: boolean, context: Context | undefined): Target[] {
    switch (value.kind) {
      case "function":
        return decorated(value).flatMap((fn): Target[] =>
          runs(fn) ? [{ kind: "function", fn, certain, ...handing(unit, call, fn, fn.closure ?? context, receiverOf(unit, call, fn, context), context) }] : callbacks(unit, call, calledParameters(fn, isBound(unit, call, fn) ? 1 : 0), context));
      case "class":
        return constructing(value, unit, call, certain, context);
      case "super":
        return evaluator.methods(value, "constructor").flatMap(method => (method.kind === "function" ? [functionTarget(method, certain)] : []));
      case "object":
        return evaluator.methods(value, "__call__").flatMap(method => (method.kind === "function" ? [functionTarget(method, certain)] : []));
      case "module":
        return moduleCall(unit, call, value, certain, context);
      case "external":
        return external(unit, call, value, certain, context);
      default:
        return [];
    }
  }

  function moduleCall(unit: Unit, call: CallFacts, value: Value & { readonly kind: "module" }, certain: boolean, context: Context | undefined): Target[] {
    const { exportEquals } = value.unit.facts;
    if (exportEquals === undefined) return [];
    return evaluator.evaluate(value.unit, exportEquals).values.flatMap(inner => (inner.kind === "module" ? [] : calling(unit, call, inner, certain, context)));
  }

  function external(unit: Unit, call: CallFacts, value: External, certain: boolean, context: Context | undefined): Target[] {
    const known = knowledge[value.language];
    const callers = known.caller(value.module, value.path);
    const called = callers === undefined ? [] : callbacks(unit, call, callers, context);
    const iterated = known.iterates(value.module, value.path);
    if (iterated !== undefined) called.push(...consumed(unit, call, iterated, certain, context));
    const blocking = known.find(value.module, value.path);
    if (blocking === undefined || !holds(blocking, call, unit.facts)) return called;
    // Python: what is awaited gives an awaitable, so it is not the blocking function of that name.
    if (call.awaited && value.language === "python") return called;
    return [{ kind: "blocking", blocking, certain }, ...called];
  }

  /** A generator or an async function only makes an object; its body runs elsewhere. */
  function runs(value: FunctionValue): boolean {
    const facts = value.unit.facts.functions[value.index]!;
    if (facts.async || facts.generator) return false;
    return !facts.decorators.some(decorator =>
      evaluator.evaluate(value.unit, decorator.origin).values.some(made => made.kind === "external" && knowledge[made.language].executor(made.module, made.path) !== undefined));
  }

  function constructing(value: Value & { readonly kind: "class" }, unit: Unit, call: CallFacts, certain: boolean, context: Context | undefined): Target[] {
    const names = value.unit.facts.language === "python" ? ["__init__", "__post_init__"] : ["constructor"];
    const methods = names.flatMap(name => evaluator.methods(value, name)).flatMap((method): Target[] =>
      method.kind === "function" && runs(method) ? [{ kind: "function", fn: method, certain, ...handing(unit, call, method, context, below(method, { kind: "object", unit: value.unit, index: value.index })) }] : []);
    const initializers = value.unit.facts.functions.flatMap((fn, index): Target[] =>
      fn.kind === "initializer" && fn.class === value.index && fn.static !== true ? [functionTarget({ unit: value.unit, index }, certain)] : []);
    return [...methods, ...initializers];
  }

  function accessors(unit: Unit, call: CallFacts, context: Context | undefined, certain: boolean): readonly Target[] {
    const origin = unit.facts.origins[call.callee]!;
    if (origin.kind !== "member") return [];
    const kind = call.kind === "read" ? "getter" : "setter";
    return evaluator.evaluate(unit, origin.of, context).values.flatMap((value): Target[] => {
      if (value.kind === "external") {
        const path = value.path === "" ? origin.name : `${value.path}.${origin.name}`;
        const blocking = call.kind === "read" ? knowledge[value.language].findProperty(value.module, path) : undefined;
        return blocking === undefined ? [] : [{ kind: "blocking", blocking, certain }];
      }
      return evaluator.methods(value, kind === "setter" ? `set ${origin.name}` : origin.name).flatMap(method =>
        method.kind === "function" && method.unit.facts.functions[method.index]!.kind === kind && runs(method) ? [functionTarget(method, certain)] : []);
    });
  }

  function entering(value: Value, unit: Unit, call: CallFacts, certain: boolean): readonly Target[] {
    if (value.kind === "running") return generator(value, certain);
    return ["__enter__", "__exit__", "[Symbol.dispose]"].flatMap(name => special(value, name, unit, call, certain)).slice(0, value.kind === "external" ? 1 : undefined);
  }

  function iterating(value: Value, unit: Unit, call: CallFacts, certain: boolean): readonly Target[] {
    if (value.kind === "running") return generator(value, certain);
    return ["__iter__", "__next__", "[Symbol.iterator]"].flatMap(name => special(value, name, unit, call, certain));
  }

  function special(value: Value, name: string, unit: Unit, call: CallFacts, certain: boolean): readonly Target[] {
    if (value.kind === "external") {
      const blocking = knowledge[value.language].find(value.module, `${value.path}.${name}`);
      return blocking === undefined || !holds(blocking, call, unit.facts) ? [] : [{ kind: "blocking", blocking, certain }];
    }
    return evaluator.methods(value, name).flatMap((method): Target[] => {
      if (method.kind === "external") return [...special({ ...method, path: method.path.replace(/\.[^.]*$/, "") }, name, unit, call, certain)];
      if (method.kind !== "function") return [];
      return method.unit.facts.functions[method.index]!.async ? [] : [functionTarget(method, certain)];
    });
  }

  function generator(value: Value & { readonly kind: "running" }, certain: boolean): readonly Target[] {
    return value.unit.facts.functions[value.index]!.async ? [] : [functionTarget(value, certain)];
  }

  function functionTarget(fn: FunctionValue, certain: boolean): Target {
    return { kind: "function", fn: { unit: fn.unit, index: fn.index }, certain };
  }

  /** What running through the arguments runs: `list(rows())`. */
  function consumed(unit: Unit, call: CallFacts, places: ArgumentPlaces, certain: boolean, context: Context | undefined): readonly Target[] {
    return argumentsAt(call, places).flatMap(origin => evaluator.evaluate(unit, origin, context).values.flatMap(value => iterating(value, unit, call, certain)));
  }

  /** Functions among the arguments that the callee calls on the spot. */
  function callbacks(unit: Unit, call: CallFacts, places: ArgumentPlaces, context: Context | undefined): Target[] {
    return argumentsAt(call, places).flatMap(origin => {
      const given = evaluator.evaluate(unit, origin, context);
      return given.values.flatMap((value): Target[] => {
        if (value.kind === "function" && runs(value)) {
          const inside = lexical(value.closure ?? context, value);
          return [{ kind: "function", fn: value, certain: given.certain, ...(inside !== undefined && { context: inside }) }];
        }
        if (value.kind !== "external") return [];
        const blocking = knowledge[value.language].find(value.module, value.path);
        return blocking === undefined || !holds(blocking, call, undefined) ? [] : [{ kind: "blocking", blocking, certain: given.certain }];
      });
    });
  }

  /** The arguments that are functions, for a callee that may call its parameters. */
  function handing(unit: Unit, call: CallFacts, fn: FunctionValue, outer: Context | undefined, receiver: Value | undefined, caller = outer): { readonly context?: Context } {
    const facts = fn.unit.facts.functions[fn.index]!;
    const shift = isBound(unit, call, fn) ? 1 : 0;
    const parameters = new Map<number, Values>();
    const offer = (position: number, origin: number): void => {
      if (!usesParameter(fn, position)) return;
      const values = evaluator.evaluate(unit, origin, caller);
      if (values.values.some(mayBlock)) parameters.set(position, closing(values, caller));
    };
    call.arguments.forEach((origin, position) => offer(position + shift, origin));
    for (const [name, origin] of Object.entries(call.keywords ?? {})) {
      const position = facts.parameters.findIndex(parameter => parameter.name === name);
      if (position >= 0) offer(position, origin);
    }
    const inside = lexical(outer, fn);
    if (parameters.size === 0 && receiver === undefined) return inside === undefined ? {} : { context: inside };
    return { context: { unit: fn.unit, function: fn.index, parameters, ...(receiver !== undefined && { receiver }), outer: inside } };
  }

  /** A callback is worth following when it is a function of ours or a blocking call itself. */
  function mayBlock(value: Value): boolean {
    return value.kind === "function" || (value.kind === "external" && value.path !== "" && knowledge[value.language].find(value.module, value.path) !== undefined);
  }

  /** The object that a method is called on, where it is of a class below the one that defines the method. */
  function receiverOf(unit: Unit, call: CallFacts, fn: FunctionValue, context: Context | undefined): Value | undefined {
    const origin = unit.facts.origins[call.callee]!;
    if (fn.unit.facts.functions[fn.index]!.class === null) return undefined;
    if (origin.kind !== "member") return undefined;
    return evaluator.evaluate(unit, origin.of, context).values.map(value => below(fn, value)).find(value => value !== undefined);
  }

  function below(fn: FunctionValue, value: Value): Value | undefined {
    if (value.kind !== "object") return undefined;
    return value.unit === fn.unit && value.index === fn.unit.facts.functions[fn.index]!.class ? undefined : value;
  }

  /** Python: a method called on an object or a class's constructor gets `self` first. */
  function isBound(unit: Unit, call: CallFacts, fn: FunctionValue): boolean {
    const facts = fn.unit.facts.functions[fn.index]!;
    if (fn.unit.facts.language !== "python" || facts.class === null || facts.static === true) return false;
    if (facts.name.endsWith("__init__")) return true;
    const origin = unit.facts.origins[call.callee]!;
    return origin.kind === "member" && union([NOT_KNOWN, evaluator.evaluate(unit, origin.of)]).values.some(value => value.kind === "object" || value.kind === "super");
  }
}

/** Parameters that an async function of the app calls itself: on the event loop, like the rest of its body. */
function calledParameters({ unit, index }: FunctionValue, shift: number): ArgumentPlaces {
  const { async, generator, parameters } = unit.facts.functions[index]!;
  if (!async || generator) return [];
  const called = unit.facts.calls.flatMap(call => {
    const callee = unit.facts.origins[call.callee]!;
    return call.kind === "call" && call.function === index && callee.kind === "parameter" && callee.function === index ? [callee.parameter] : [];
  });
  return [...new Set(called)].filter(position => position >= shift && parameters[position]!.rest !== true).flatMap(position => [position - shift, parameters[position]!.name]);
}

/** Python: of a plain function and its async twin, only the twin can be meant where the result is awaited. */
function awaitable(unit: Unit, call: CallFacts, values: readonly Value[]): readonly Value[] {
  if (!call.awaited || unit.facts.language !== "python") return values;
  const twins = values.filter(value => value.kind === "function" && value.unit.facts.functions[value.index]!.async);
  return twins.length === 0 ? values : twins;
}

const used = new WeakMap<Unit, ReadonlySet<string>>();

/** Whether the function, or one inside it, calls the parameter or hands it on. */
function usesParameter({ unit, index }: FunctionValue, position: number): boolean {
  let known = used.get(unit);
  if (known === undefined) {
    const { origins, calls } = unit.facts;
    const names = new Set<string>();
    const note = (id: OriginId): void => {
      const origin = origins[id]!;
      if (origin.kind === "parameter") names.add(`${origin.function}:${origin.parameter}`);
    };
    for (const call of calls) {
      note(call.callee);
      for (const argument of call.arguments) note(argument);
      if (call.keywords !== undefined) for (const argument of Object.values(call.keywords)) note(argument);
    }
    known = names;
    used.set(unit, known);
  }
  return known.has(`${index}:${position}`);
}

/** The part of a context that a function sees: that of the functions it stands in. */
function lexical(context: Context | undefined, fn: FunctionValue): Context | undefined {
  for (let at = context; at !== undefined; at = at.outer) if (at.unit === fn.unit && standsIn(fn, at.function)) return at;
  return undefined;
}

function standsIn(fn: FunctionValue, outer: number): boolean {
  for (let at = fn.unit.facts.functions[fn.index]!.parent; at !== null; at = fn.unit.facts.functions[at]!.parent) if (at === outer) return true;
  return false;
}

/** Functions that are handed on keep the callbacks that the functions around them were given. */
function closing(values: Values, context: Context | undefined): Values {
  if (context === undefined) return values;
  return {
    ...values,
    values: values.values.map(value => {
      const closure = value.kind === "function" && value.closure === undefined ? lexical(context, value) : undefined;
      return closure === undefined ? value : { ...value, closure };
    }),
  };
}

/** Methods of a generator that run its body up to the next `yield`. */
const STEPS = new Set(["next", "send", "__next__"]);

function argumentsAt(call: CallFacts, places: ArgumentPlaces): readonly OriginId[] {
  return places.flatMap(place => (typeof place === "number" ? call.arguments[place] : call.keywords?.[place]) ?? []);
}
