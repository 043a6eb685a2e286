import type { OriginId } from "../../../model/origin.ts";
import type { Walk } from "./walk.ts";

/** Says that no single assignment is certain to have reached this point. */
export const UNCERTAIN = -1;

/** A name in one scope. */
export interface Binding {
  readonly name: string;
  /** The function that holds it. */
  readonly owner: number;
  readonly module: boolean;
  /** How many places bind it. */
  sites: number;
  /** All that is assigned to it, in the order of the walk; the variable's facts share the array. */
  readonly assigned: OriginId[];
  annotation: OriginId | undefined;
  /** Its index among the variables, once it is read as one. */
  variable: number;
  /** What it certainly holds at this point of the walk, or {@link UNCERTAIN}. Kept where several places bind or test it. */
  current: OriginId;
  /** An import, a definition or a parameter: its origin stands for the name as long as nothing else binds it. */
  fixed: boolean;
  /** `global x`, `nonlocal x`: the name that is meant. */
  readonly target?: Binding;
}

export interface Scope {
  readonly kind: "module" | "function" | "class" | "comprehension" | "signature";
  readonly parent: Scope | null;
  readonly function: number;
  readonly names: Map<string, Binding>;
  /** Whether a name is bound in several places, so that the order of assignments matters. */
  flowing: boolean;
}

export function newScope(kind: Scope["kind"], parent: Scope | null, fn: number): Scope {
  return { kind, parent, function: fn, names: new Map(), flowing: false };
}

/** The scope's own name; made if it is new. */
export function declare(scope: Scope, name: string, sites: number): Binding {
  let binding = scope.names.get(name);
  if (binding === undefined) {
    binding = newBinding(scope, name);
    scope.names.set(name, binding);
  }
  binding.sites += sites;
  if (binding.sites > 1) scope.flowing = true;
  return binding;
}

/** Makes `name` in this scope mean the one of an outer scope. */
export function declareOuter(scope: Scope, name: string, outer: Scope): void {
  const target = declare(outer, name, 0);
  scope.names.set(name, { ...newBinding(scope, name), sites: 2, target: target.target ?? target });
  scope.flowing = true;
}

function newBinding(scope: Scope, name: string): Binding {
  return {
    name,
    owner: scope.function,
    module: scope.kind === "module",
    sites: 0,
    assigned: [],
    annotation: undefined,
    variable: -1,
    current: UNCERTAIN,
    fixed: false,
  };
}

/** Binds a value to a name of the current scope. */
export function assign(w: Walk, binding: Binding, origin: OriginId): void {
  const { assigned } = binding.target ?? binding;
  if (!assigned.includes(origin)) assigned.push(origin);
  if (binding.sites > 1) setCurrent(w, binding, origin);
}

export function setCurrent(w: Walk, binding: Binding, origin: OriginId): void {
  w.trail.push({ binding, before: binding.current });
  binding.current = origin;
}

/** Where the value of a name comes from, at this point of the walk. */
export function readName(w: Walk, name: string): OriginId {
  let own = true;
  for (let scope: Scope | null = w.scope; scope !== null; scope = scope.parent) {
    if (scope.kind === "class" && !seesClass(w.scope, scope)) continue;
    const binding = scope.names.get(name);
    if (binding !== undefined) return read(w, binding, own);
    if (scope.kind === "function" || scope.kind === "signature") own = false;
  }
  return unbound(w, name);
}

/** A class scope is seen by its own body and by the signatures of its methods, not by the methods themselves. */
function seesClass(from: Scope, scope: Scope): boolean {
  return from === scope || (from.kind === "signature" && from.parent === scope);
}

function read(w: Walk, binding: Binding, own: boolean): OriginId {
  if (binding.annotation !== undefined) return variableOf(w, binding);
  if (own && binding.current !== UNCERTAIN) return binding.current;
  if (binding.target) return read(w, binding.target, false);
  if (binding.fixed && binding.sites === 1 && binding.assigned.length === 1) return binding.assigned[0]!;
  if (!own && isSettled(w, binding)) return binding.current;
  return variableOf(w, binding);
}

/** Functions run after the module: what a module name holds at its end is what they see, unless a function changes it. */
function isSettled(w: Walk, binding: Binding): boolean {
  return binding.module && binding.current !== UNCERTAIN && !w.reassigned.has(binding.name);
}

/** What other files get when they import the name. */
export function exported(w: Walk, binding: Binding): OriginId {
  return read(w, binding, false);
}

function variableOf(w: Walk, binding: Binding): OriginId {
  if (binding.variable < 0) {
    w.variables.push(binding);
    binding.variable = w.origins.add({ kind: "variable", variable: w.variables.length - 1 });
  }
  return binding.variable;
}

function unbound(w: Walk, name: string): OriginId {
  if (w.stars.length === 0 || w.builtins.has(name)) return w.origins.global(name);
  return w.origins.either(w.stars.map(module => w.origins.imported(module, name)));
}

