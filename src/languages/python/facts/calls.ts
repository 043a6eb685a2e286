import type { CallFacts } from "../../../model/facts.ts";
import { UNKNOWN, type OriginId, type Value } from "../../../model/origin.ts";
import type { Attribute, Call, Expression } from "../nodes.ts";
import { expression, isLiteral, type Use } from "./expressions.ts";
import { lambda } from "./functions.ts";
import { registerApplied, registerCall } from "./registrations.ts";
import { specialResult } from "./special-calls.ts";
import { argumentValue, isConstantName, shortSource } from "./values.ts";
import { newRecord, type Access, type Mutable, type Walk } from "./walk.ts";

/** Records a call and everything that it evaluates first. Returns the origin of its result. */
export function call(w: Walk, node: Call, use: Use, awaited: boolean): OriginId {
  const index = w.calls.length;
  const args: OriginId[] = [];
  const facts: Mutable<CallFacts> = {
    kind: "call",
    function: w.function,
    callee: UNKNOWN,
    text: shortSource(w, node.func),
    range: w.tree.range(node),
    calleeRange: w.tree.range(node.func),
    awaited,
    use,
    arguments: args,
    loops: w.loops,
    inTry: w.tries > 0,
  };
  w.calls.push(facts);
  const callee = calleeOf(w, node.func);
  facts.callee = callee;
  registerApplied(w, node);
  readArguments(w, node, index, args, facts);
  registerCall(w, node, index, callee);
  return specialResult(w, node, callee, args) ?? w.origins.add({ kind: "result", of: callee, call: index });
}

/** The function part of a call: its last attribute is called, not read. */
function calleeOf(w: Walk, node: Expression): OriginId {
  if (node.nodeType === "Attribute") return w.origins.member(expression(w, node.value), node.attr);
  return expression(w, node);
}

function readArguments(w: Walk, node: Call, index: number, args: OriginId[], facts: Mutable<CallFacts>): void {
  let literals: Record<string, Value> | undefined;
  let positions = true;
  for (const [position, argument] of node.args.entries()) {
    const origin = readArgument(w, argument, index);
    if (!positions) continue;
    positions = argument.nodeType !== "Starred";
    args.push(positions ? origin : UNKNOWN);
    const value = argumentValue(w, argument);
    if (value) (literals ??= newRecord())[position] = value;
  }
  if (node.keywords.length > 0) {
    const keywords = newRecord<OriginId>();
    for (const keyword of node.keywords) {
      const origin = readArgument(w, keyword.value, index);
      if (keyword.arg == null) continue;
      keywords[keyword.arg] = origin;
      const value = argumentValue(w, keyword.value);
      if (value) (literals ??= newRecord())[keyword.arg] = value;
    }
    facts.keywords = keywords;
  }
  if (literals) facts.literals = literals;
}

function readArgument(w: Walk, node: Expression, call: number): OriginId {
  if (node.nodeType === "Lambda") return w.origins.add({ kind: "function", function: lambda(w, node, { argumentOf: call }) });
  return expression(w, node, "argument");
}

/** A read or write of an attribute that may turn out to be a property. */
export function access(w: Walk, node: Attribute, kind: "read" | "write", member: OriginId): void {
  const origin = w.origins.get(member);
  if (origin.kind !== "member" || isConstantName(origin.name) || !mayBeObject(w, origin.of)) return;
  w.accesses.push({ kind, callee: member, node, function: w.function, loops: w.loops, inTry: w.tries > 0 });
}

/** The call that a read or write of an attribute turned out to be. */
export function accessCall(w: Walk, { kind, callee, node, function: fn, loops, inTry }: Access): CallFacts {
  return { ...implicitCall(w, node, kind, callee, false), function: fn, loops, inTry };
}

/** Modules, classes, functions, plain data and what nothing is known of have no properties that could be followed. */
function mayBeObject(w: Walk, id: OriginId): boolean {
  const { kind } = w.origins.get(id);
  return kind !== "unknown" && kind !== "literal" && kind !== "module" && kind !== "global" && kind !== "function" && kind !== "class";
}

/** `with x`: enters and leaves it. */
export function enter(w: Walk, node: Expression, origin: OriginId, async: boolean): void {
  if (!isLiteral(w, origin)) w.calls.push(implicitCall(w, node, "enter", origin, async));
}

/** `for … in x`, unpacking, `yield from x`: runs through it. */
export function iterate(w: Walk, node: Expression, origin: OriginId, async: boolean): void {
  if (origin !== UNKNOWN && !isLiteral(w, origin)) w.calls.push(implicitCall(w, node, "iterate", origin, async));
}

function implicitCall(w: Walk, node: Expression, kind: CallFacts["kind"], callee: OriginId, async: boolean): CallFacts {
  const range = w.tree.range(node);
  return {
    kind,
    function: w.function,
    callee,
    text: shortSource(w, node),
    range,
    calleeRange: range,
    awaited: async,
    use: async ? "awaited" : "other",
    arguments: [],
    loops: w.loops,
    inTry: w.tries > 0,
  };
}
