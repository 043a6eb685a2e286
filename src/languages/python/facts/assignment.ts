import { UNKNOWN, type OriginId } from "../../../model/origin.ts";
import type { Attribute, Expression } from "../nodes.ts";
import { access, iterate } from "./calls.ts";
import { expression } from "./expressions.ts";
import { assign, type Binding } from "./scopes.ts";
import type { Walk } from "./walk.ts";

/** `target = value`, with `a, b = f(), g()` name by name. */
export function assignValue(w: Walk, targets: readonly Expression[], value: Expression): void {
  const [first] = targets;
  if (targets.length === 1 && first && isDisplay(first) && isDisplay(value) && samePlaces(first.elts, value.elts)) {
    const origins = value.elts.map(element => expression(w, element, "assigned"));
    for (const [index, target] of first.elts.entries()) bindTo(w, target, origins[index]!);
    return;
  }
  const origin = expression(w, value, "assigned");
  if (!isDisplay(value) && targets.some(isDisplay)) iterate(w, value, origin, false);
  for (const target of targets) bindTo(w, target, origin);
}

type Display = Extract<Expression, { nodeType: "Tuple" | "List" }>;

function isDisplay(node: Expression): node is Display {
  return node.nodeType === "Tuple" || node.nodeType === "List";
}

function samePlaces(targets: readonly Expression[], values: readonly Expression[]): boolean {
  return targets.length === values.length && ![...targets, ...values].some(node => node.nodeType === "Starred");
}

/** Binds a value to an assignment target: a name, `self.x`, an unpacking. `parts`: what the places of a tuple get. */
export function bindTo(w: Walk, target: Expression, origin: OriginId, parts?: readonly OriginId[]): void {
  switch (target.nodeType) {
    case "Name": {
      const binding = bindingOf(w, target.id);
      if (binding) assign(w, binding, origin);
      break;
    }
    case "Attribute":
      bindAttribute(w, target, origin);
      break;
    case "Starred":
      bindTo(w, target.value, w.origins.container("list", [origin]));
      break;
    case "Tuple":
    case "List": {
      const known = parts?.length === target.elts.length ? parts : undefined;
      for (const [index, item] of target.elts.entries()) bindTo(w, item, known?.[index] ?? w.origins.element(origin));
      break;
    }
    case "Subscript":
      expression(w, target.value);
      expression(w, target.slice);
      handOver(w, origin);
      break;
  }
}

/** A function put into an object from elsewhere is called by code that knows it by another type: mocks, tables of tools. */
function handOver(w: Walk, id: OriginId): void {
  const origin = w.origins.get(id);
  if (origin.kind === "function") w.functions[origin.function]!.contextualType = true;
  if (origin.kind === "variable") for (const each of w.variables[origin.variable]!.assigned) if (w.origins.get(each).kind === "function") handOver(w, each);
}

/** `for target in iterable`. */
export function bindElement(w: Walk, target: Expression, iterable: OriginId): void {
  bindTo(w, target, elementOf(w, iterable), tupleOf(w, iterable));
}

/** The name in the scope that holds it: a walrus in a comprehension binds in the function around. */
function bindingOf(w: Walk, name: string): Binding | undefined {
  for (let scope = w.scope; ; scope = scope.parent) {
    const binding = scope.names.get(name);
    if (binding !== undefined || scope.kind !== "comprehension" || scope.parent === null) return binding;
  }
}

function bindAttribute(w: Walk, target: Attribute, origin: OriginId): void {
  const of = expression(w, target.value);
  const receiver = w.origins.get(of);
  access(w, target, "write", w.origins.member(of, target.attr));
  if (receiver.kind === "this") (w.classes[receiver.class]!.fields[target.attr] ??= []).push(origin);
  else handOver(w, origin);
}

const SAME_ELEMENTS: ReadonlySet<string> = new Set(["list", "tuple", "set", "frozenset", "sorted", "reversed"]);

/** An element, seen through the builtins that hand the elements of their argument on. */
function elementOf(w: Walk, iterable: OriginId): OriginId {
  const made = madeBy(w, iterable);
  if (made?.global !== undefined && SAME_ELEMENTS.has(made.global)) return elementOf(w, made.args[0] ?? UNKNOWN);
  if (made?.global === "filter") return elementOf(w, made.args[1] ?? UNKNOWN);
  if (made?.global === "map" && made.args[0] !== undefined) return w.origins.add({ kind: "result", of: made.args[0] });
  if (made?.method === "values" && made.args.length === 0) return w.origins.element(made.object);
  return w.origins.element(iterable);
}

/** The places of a tuple that `enumerate`, `zip` and `.items()` give. */
function tupleOf(w: Walk, iterable: OriginId): readonly OriginId[] | undefined {
  const made = madeBy(w, iterable);
  if (made?.global === "enumerate") return [w.origins.literal("int"), elementOf(w, made.args[0] ?? UNKNOWN)];
  if (made?.global === "zip") return made.args.map(argument => elementOf(w, argument));
  if (made?.method === "items" && made.args.length === 0) return [UNKNOWN, w.origins.element(made.object)];
  return undefined;
}

interface Made {
  readonly global?: string;
  readonly method?: string;
  readonly object: OriginId;
  readonly args: readonly OriginId[];
}

/** The call in this file that made the value. */
function madeBy(w: Walk, id: OriginId): Made | undefined {
  const origin = w.origins.get(id);
  if (origin.kind !== "result" || origin.call === undefined) return undefined;
  const callee = w.origins.get(origin.of);
  const args = w.calls[origin.call]!.arguments;
  if (callee.kind === "global") return { global: callee.name, object: UNKNOWN, args };
  return callee.kind === "member" ? { method: callee.name, object: callee.of, args } : undefined;
}
