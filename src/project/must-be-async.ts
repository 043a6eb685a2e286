import type { OriginId } from "../model/origin.ts";
import type { ProjectFunction, Unit } from "../model/project-view.ts";
import type { Decorated } from "./decorated.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Evaluator } from "./evaluate.ts";
import type { Value } from "./values.ts";

/** Python decorators under which `async` is the point, whatever the body does. */
const DEMANDING = /(?:^|\.)(?:asynccontextmanager|overload|abstractmethod|override|property|cached_property)$/;

/** Bases that demand nothing of their subclasses. */
const PLAIN_BASES = new Set(["object", "Object", "Error", "Exception", "BaseException", "ValueError", "RuntimeError", "Enum", "Generic", "NamedTuple", "TypedDict", "dict", "list", "str"]);

/** Why the function may have to stay async although it awaits nothing; null when nothing demands it. */
export function createMustBeAsync(evaluator: Evaluator, knowledge: Knowledge, decorated: Decorated) {
  const handed = new Map<Unit, ReadonlySet<number>>();
  return (fn: ProjectFunction, isHandler: boolean): string | null => {
    const { facts } = fn;
    if (facts.abstract === true) return "it is abstract";
    if (facts.decorators.some(decorator => DEMANDING.test(decorator.text))) return "its decorator expects an async function";
    if (isWrapped(fn)) return "a decorator of the project calls it and may await it";
    if (/(?:^|\.)__\w+__$/.test(facts.name)) return "it is a special method";
    if (facts.class !== null && demandedByClass(fn)) return "it may override or implement a member that is async";
    if (isHandler) return returnsPromise(fn) ? "it returns a promise" : null;
    if (facts.contextualType === true) return "its type is written elsewhere";
    if (facts.argumentOf !== undefined && fn.unit.facts.language === "javascript") return "the function that it is given to may expect a promise";
    if (handedOn(fn.unit).has(fn.index)) return "it is handed to code that may await it";
    return returnsPromise(fn) ? "it returns a promise" : null;
  };

  function isWrapped({ unit, index }: ProjectFunction): boolean {
    return decorated({ kind: "function", unit, index }).some(one => one.unit !== unit || one.index !== index);
  }

  /** Functions of the file that it passes to other code as values. */
  function handedOn(unit: Unit): ReadonlySet<number> {
    let found = handed.get(unit);
    if (found === undefined) {
      const passed = unit.facts.calls.flatMap(call => [...call.arguments, ...Object.values(call.keywords ?? {})]);
      const values = [...new Set(passed)].flatMap(origin => (isName(unit, origin) ? evaluator.evaluate(unit, origin).values : []));
      found = new Set(values.flatMap(value => (value.kind === "function" && value.unit === unit ? [value.index] : [])));
      handed.set(unit, found);
    }
    return found;
  }

  /** A name or a member can be a function; what a call gives hardly ever is. */
  function isName(unit: Unit, id: OriginId): boolean {
    const { kind } = unit.facts.origins[id]!;
    return kind === "function" || kind === "variable" || kind === "member" || kind === "partial";
  }

  function demandedByClass({ unit, facts }: ProjectFunction): boolean {
    const type = unit.facts.classes[facts.class!]!;
    const name = facts.name.slice(facts.name.lastIndexOf(".") + 1);
    if (name.startsWith("#") || type.object === true) return false;
    if (type.implements) return true;
    return type.bases.some(base => {
      const { values } = evaluator.evaluate(unit, base);
      return values.length === 0 ? !isPlain(unit, base) : values.some(value => mayDefine(value, name, 0));
    });
  }

  function isPlain(unit: Unit, origin: OriginId): boolean {
    const facts = unit.facts.origins[origin]!;
    return (facts.kind === "global" || facts.kind === "imported") && PLAIN_BASES.has(facts.name);
  }

  /** An external base may define anything; a base of the project is asked. */
  function mayDefine(value: Value, name: string, depth: number): boolean {
    if (value.kind === "external") return !PLAIN_BASES.has(value.path.slice(value.path.lastIndexOf(".") + 1));
    if (value.kind !== "class" && value.kind !== "object") return true;
    const type = value.unit.facts.classes[value.index]!;
    if (Object.hasOwn(type.methods, name)) return true;
    if (depth > 20) return false;
    return type.bases.some(base => {
      const { values } = evaluator.evaluate(value.unit, base);
      return values.length === 0 ? !isPlain(value.unit, base) : values.some(inner => mayDefine(inner, name, depth + 1));
    });
  }

  /** JavaScript: a caller awaits what the body hands on. What cannot be told counts as a promise. */
  function returnsPromise({ unit, facts }: ProjectFunction): boolean {
    return facts.returns.some(origin => isPromise(unit, origin, 0));
  }

  function isPromise(unit: Unit, id: OriginId, depth: number): boolean {
    if (depth > 20) return true;
    const origin = unit.facts.origins[id]!;
    const python = unit.facts.language === "python";
    switch (origin.kind) {
      case "either":
        return origin.of.some(one => isPromise(unit, one, depth + 1));
      case "variable": {
        const { assigned } = unit.facts.variables[origin.variable]!;
        return assigned.some(one => isPromise(unit, one, depth + 1));
      }
      case "instance":
        return evaluator.evaluate(unit, origin.of).values.some(value => value.kind === "external" && value.path === "Promise");
      case "result":
        return resultIsPromise(unit, id, origin.of, depth);
      case "imported":
      case "parameter":
        return false;
      default:
        return !python && evaluator.evaluate(unit, id).values.some(value => value.kind === "running" && value.unit.facts.functions[value.index]!.async);
    }
  }

  function resultIsPromise(unit: Unit, id: OriginId, callee: OriginId, depth: number): boolean {
    const python = unit.facts.language === "python";
    const results = evaluator.evaluate(unit, id).values;
    if (results.some(value => value.kind === "running" && value.unit.facts.functions[value.index]!.async)) return true;
    if (python) return false;
    const callees = evaluator.evaluate(unit, callee);
    if (callees.values.length === 0) {
      const origin = unit.facts.origins[callee]!;
      return !(origin.kind === "member" && PLAIN_METHODS.has(origin.name));
    }
    return callees.values.some(value => {
      if (value.kind === "external") return !isPlainCall(value.module, value.path);
      if (value.kind === "class" || value.kind === "object") return false;
      if (value.kind !== "function") return true;
      const fn = value.unit.facts.functions[value.index]!;
      return fn.async || fn.returns.some(origin => isPromise(value.unit, origin, depth + 1));
    });
  }

  function isPlainCall(module: string, path: string): boolean {
    if (module === "globalThis") return PLAIN_GLOBALS.test(path);
    const found = knowledge.javascript.find(module, path);
    return found !== undefined || PLAIN_MODULES.has(module) || /Sync$/.test(path);
  }
}

/** Methods of arrays, strings, numbers, dates and maps that no promise library gives another meaning. */
const PLAIN_METHODS = new Set([
  "map", "filter", "slice", "concat", "join", "split", "trim", "toUpperCase", "toLowerCase", "toString", "toISOString", "toFixed", "toJSON",
  "includes", "indexOf", "startsWith", "endsWith", "some", "every", "reduce", "flat", "flatMap", "sort", "reverse", "keys", "values", "entries",
  "replace", "replaceAll", "padStart", "padEnd", "substring", "charAt", "localeCompare", "getTime", "valueOf", "test", "match", "has",
]);

const PLAIN_GLOBALS = /^(?:JSON|Math|Object|Number|String|Boolean|Array|Date|BigInt|Symbol|Buffer|parseInt|parseFloat|isNaN|isFinite|encodeURIComponent|decodeURIComponent|structuredClone)(?:\.|$)/;

const PLAIN_MODULES = new Set(["path", "url", "querystring", "os", "util"]);
