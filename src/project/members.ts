import type { OriginId } from "../model/origin.ts";
import type { Unit } from "../model/project-view.ts";
import type { Evaluator } from "./evaluate.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Linker } from "./linker.ts";
import { isSame, known, mapValues, NOT_KNOWN, union, type External, type Value, type Values } from "./values.ts";

interface Parts {
  readonly linker: Linker;
  readonly knowledge: Knowledge;
  readonly evaluate: (unit: Unit, origin: OriginId) => Values;
  readonly result: (value: Value) => Values;
  readonly evaluator: () => Evaluator;
}

/** No hand-written hierarchy is as wide. */
const MAX_LINEAGE = 64;

type ClassValue = { readonly unit: Unit; readonly index: number };

/** Looks names up on values: module exports, class members along the bases, members of things outside the project. */
export function createMembers({ linker, knowledge, evaluate, result, evaluator }: Parts) {
  const lineages = new Map<Unit, Map<number, readonly Value[]>>();

  function member(value: Value, name: string): Values {
    switch (value.kind) {
      case "external":
        return known(externalMember(value, name));
      case "module":
      case "package":
        return linker.exported(value, name, evaluator());
      case "class":
      case "object":
        return classMember(value, name);
      case "super":
        return superMember(value, name);
      default:
        return NOT_KNOWN;
    }
  }

  function superMember(value: ClassValue, name: string): Values {
    for (const step of lineage(value).slice(1)) {
      const found = step.kind === "class" ? ownMember(step, name) : member(step, name);
      if (found !== undefined && found.values.length > 0) return { ...found, certain: false };
    }
    return NOT_KNOWN;
  }

  function externalMember(value: External, name: string): Value {
    // The default export of a module outside the project is the module itself.
    if (value.path === "" && name === "default" && value.language === "javascript") return value;
    const path = value.path === "" ? name : `${value.path}.${name}`;
    const type = knowledge[value.language].attribute(value.module, path);
    return type === undefined ? { ...value, path } : { ...value, ...type };
  }

  function classMember(at: ClassValue, name: string): Values {
    for (const step of lineage(at)) {
      const found = step.kind === "class" ? ownMember(step, name) : member(step, name);
      if (found !== undefined && found.values.length > 0) return found;
    }
    return NOT_KNOWN;
  }

  /** What the class itself says of the name: a method, what is assigned, what is annotated. */
  function ownMember(at: ClassValue, name: string): Values | undefined {
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
    if (annotation === undefined) return undefined;
    return mapValues(evaluate(at.unit, annotation), value => known(value.kind === "class" ? { ...value, kind: "object" } : value));
  }

  /** The class, then what it is derived from, nearest first, each once. */
  function lineage(at: ClassValue): readonly Value[] {
    let inUnit = lineages.get(at.unit);
    if (inUnit === undefined) lineages.set(at.unit, (inUnit = new Map<number, readonly Value[]>()));
    const kept = inUnit.get(at.index);
    if (kept !== undefined) return kept;
    const line: Value[] = [];
    const visit = (value: Value): void => {
      const step: Value = value.kind === "object" ? { kind: "class", unit: value.unit, index: value.index } : value;
      if (line.length === MAX_LINEAGE || line.some(other => isSame(other, step))) return;
      line.push(step);
      if (step.kind !== "class") return;
      for (const origin of step.unit.facts.classes[step.index]!.bases) evaluate(step.unit, origin).values.forEach(visit);
    };
    visit({ kind: "class", unit: at.unit, index: at.index });
    inUnit.set(at.index, line);
    return line;
  }

  /** The method (or accessor) of that name that the class or its nearest base defines; externals give themselves. */
  function methods(value: Value, name: string): readonly Value[] {
    if (value.kind === "external") return [externalMember(value, name)];
    if (value.kind !== "class" && value.kind !== "object" && value.kind !== "super") return [];
    for (const step of lineage(value).slice(value.kind === "super" ? 1 : 0)) {
      if (step.kind === "external") return [externalMember(step, name)];
      const method = step.kind === "class" ? own(step.unit.facts.classes[step.index]!.methods, name) : undefined;
      if (method !== undefined && step.kind === "class") return [{ kind: "function", unit: step.unit, index: method }];
    }
    return [];
  }

  return { member, methods };
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
