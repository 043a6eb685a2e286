import type { Language } from "../model/facts.ts";
import type { OriginId } from "../model/origin.ts";
import type { Unit } from "../model/project-view.ts";
import type { PythonModule } from "./modules/python.ts";

export type External = Value & { readonly kind: "external" };

/** What an origin stands for, once it has been followed through the project. */
export type Value =
  /** Something outside the project, by module and path in it: a function, a class, or an object of that class alike. */
  | { readonly kind: "external"; readonly language: Language; readonly module: string; readonly path: string }
  | { readonly kind: "module"; readonly unit: Unit }
  /** A Python package folder; its `__init__.py`, if any, is a `module`. */
  | { readonly kind: "package"; readonly folder: PythonModule }
  /**
   * `closure`: the callbacks that the function around it was given when it made this one. `bare`: the function as its
   * decorators were given it.
   */
  | { readonly kind: "function"; readonly unit: Unit; readonly index: number; readonly closure?: Context; readonly bare?: true }
  | { readonly kind: "class"; readonly unit: Unit; readonly index: number }
  | { readonly kind: "object"; readonly unit: Unit; readonly index: number }
  /** The parents of a class, as `super` sees them. */
  | { readonly kind: "super"; readonly unit: Unit; readonly index: number }
  /** A list, tuple, dict or array whose elements are known. */
  | { readonly kind: "container"; readonly unit: Unit; readonly elements: readonly OriginId[] }
  /** What calling a generator or an async function gives: its body runs when it is iterated or awaited. */
  | { readonly kind: "running"; readonly unit: Unit; readonly index: number };

/** All that a value can be. `certain` is false when some way to it is not known. */
export interface Values {
  readonly values: readonly Value[];
  readonly certain: boolean;
}

export const NOTHING: Values = { values: [], certain: true };
export const NOT_KNOWN: Values = { values: [], certain: false };

export function known(...values: readonly Value[]): Values {
  return { values, certain: true };
}

/** More ways than these are a table of everything: nothing is learnt from following each. */
const MAX_VALUES = 24;

export function union(all: readonly Values[]): Values {
  if (all.length === 1) return all[0]!;
  const values: Value[] = [];
  let certain = true;
  for (const one of all) {
    certain &&= one.certain;
    for (const value of one.values) {
      if (values.some(other => isSame(value, other))) continue;
      if (values.length === MAX_VALUES) return { values, certain: false };
      values.push(value);
    }
  }
  return { values, certain };
}

export function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === "external") return b.kind === "external" && a.path === b.path && a.module === b.module;
  if (a.kind !== b.kind || a.kind === "package" || a.kind === "container") return false;
  if (!("unit" in b) || a.unit !== b.unit) return false;
  if (a.kind === "module") return true;
  if (a.kind === "function" && b.kind === "function" && (a.closure !== b.closure || a.bare !== b.bare)) return false;
  return "index" in b && a.index === b.index;
}

export function mapValues(values: Values, each: (value: Value) => Values): Values {
  if (values.values.length === 1 && values.certain) return each(values.values[0]!);
  const mapped = union(values.values.map(each));
  return { values: mapped.values, certain: values.certain && mapped.certain };
}

/** The arguments that a call hands to functions of the project: what `f(callback)` makes `callback` in `f`. */
export interface Context {
  readonly unit: Unit;
  readonly function: number;
  readonly parameters: ReadonlyMap<number, Values>;
  /** The object that the method was called on, where its class is below the one that defines the method. */
  readonly receiver?: Value;
  readonly outer: Context | undefined;
}

export function isCallable(value: Value): boolean {
  return value.kind === "function" || (value.kind === "external" && value.path !== "");
}
