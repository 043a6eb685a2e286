import type { OriginId } from "../model/origin.ts";
import type { Unit } from "../model/project-view.ts";
import type { Evaluator } from "./evaluate.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Linker } from "./linker.ts";
import { known, mapValues, NOT_KNOWN, union, type External, type Value, type Values } from "./values.ts";

interface Parts {
  readonly linker: Linker;
  readonly knowledge: Knowledge;
  readonly evaluate: (unit: Unit, origin: OriginId) => Values;
  readonly result: (value: Value) => Values;
  readonly evaluator: () => Evaluator;
}

type ClassValue = { readonly unit: Unit; readonly index: number };

/** Looks names up on values: module exports, class members along the bases, members of things outside the project. */
export function createMembers({ linker, knowledge, evaluate, result, evaluator }: Parts) {
  function member(value: Value, name: string): Values {
    switch (value.kind) {
      case "external":
        return known(externalMember(value, name));
      case "module":
      case "package":
        return linker.exported(value, name, evaluator());
      case "class":
      case "object":
        return classMember(value, name, 0);
      case "super":
        return union([NOT_KNOWN, ...bases(value).map(base => member(base, name))]);
      default:
        return NOT_KNOWN;
    }
  }

  function externalMember(value: External, name: string): Value {
    // The default export of a module outside the project is the module itself.
    if (value.path === "" && name === "default" && value.language === "javascript") return value;
    const path = value.path === "" ? name : `${value.path}.${name}`;
    const type = knowledge[value.language].attribute(value.module, path);
    return type === undefined ? { ...value, path } : { ...value, ...type };
  }

  function classMember(at: ClassValue, name: string, depth: number): Values {
    const facts = at.unit.facts.classes[at.index]!;
    const method = own(facts.methods, name);
    if (method !== undefined) {
      const fn: Value = { kind: "function", unit: at.unit, index: method };
      return at.unit.facts.functions[method]!.kind === "getter" ? result(fn) : known(fn);
    }
    const assigned = own(facts.fields, name);
    if (assigned !== undefined) {
      const values = union(assigned.map(origin => evaluate(at.unit, origin)));
      if (values.values.length > 0) return values;
    }
    const annotation = own(facts.annotations, name);
    if (annotation !== undefined)
      return mapValues(evaluate(at.unit, annotation), value => known(value.kind === "class" ? { ...value, kind: "object" } : value));
    if (depth > 20) return NOT_KNOWN;
    for (const base of bases(at)) {
      const found = base.kind === "class" || base.kind === "object" ? classMember(base, name, depth + 1) : member(base, name);
      if (found.values.length > 0) return found;
    }
    return NOT_KNOWN;
  }

  function bases(at: ClassValue): readonly Value[] {
    return at.unit.facts.classes[at.index]!.bases.flatMap(origin => evaluate(at.unit, origin).values);
  }

  /** The method (or accessor) of that name that the class or its nearest base defines; externals give themselves. */
  function methods(value: Value, name: string, depth = 0): readonly Value[] {
    if (value.kind === "external") return [externalMember(value, name)];
    if (value.kind === "super") return bases(value).flatMap(base => methods(base, name, depth + 1));
    if ((value.kind !== "class" && value.kind !== "object") || depth > 20) return [];
    const method = own(value.unit.facts.classes[value.index]!.methods, name);
    if (method !== undefined) return [{ kind: "function", unit: value.unit, index: method }];
    for (const base of bases(value)) {
      const found = methods(base, name, depth + 1);
      if (found.length > 0) return found;
    }
    return [];
  }

  return { member, methods, bases };
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
