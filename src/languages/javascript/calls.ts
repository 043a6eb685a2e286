import { isBuiltin } from "node:module";
import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId, Value } from "../../model/origin.ts";
import type { Argument, CallNode, Expression, Node } from "./ast.ts";
import { endOf, isFunctionExpression, propertyName, startOf, staticString } from "./ast.ts";
import { evaluate, memberOrigin } from "./expressions.ts";
import { walkFunction } from "./functions.ts";
import { exportByCall } from "./commonjs.ts";
import { isContainer, isWorthKeeping, mayRunCode } from "./reach.ts";
import { inheritByCall } from "./prototypes.ts";
import { isRegistration, register } from "./registrations.ts";
import { newContainer } from "./types.ts";
import { evaluateStructure, everything, options } from "./values.ts";
import type { CallDraft, Position, Walk } from "./walk.ts";

/** Methods that hand the elements of their object to a function: the first parameter is such an element. */
const passesElements = new Set(["forEach", "map", "flatMap", "filter", "find", "findIndex", "findLast", "some", "every"]);
/** Methods that give an element of their object. */
const givesElement = new Set(["get", "at", "pop", "shift", "find", "findLast"]);
/** Methods of `Object` that give their first argument. */
const keepsObject = new Set(["freeze", "seal", "preventExtensions"]);
const literalTypes = new Set(["Literal", "ObjectExpression", "TemplateLiteral", "ArrayExpression", "UnaryExpression"]);
/** Helpers that compilers write around `require`: what they give is the module. */
const interop = new Set(["__importStar", "__importDefault", "_interopRequireDefault", "_interopRequireWildcard", "__toESM"]);

export function newCall(w: Walk, kind: CallDraft["kind"], node: Node, callee: Node, position: Position): CallDraft {
  return {
    kind,
    function: w.function,
    callee: UNKNOWN,
    text: w.textOf(callee),
    range: { start: startOf(node), end: endOf(node) },
    calleeRange: { start: startOf(callee), end: endOf(callee) },
    awaited: position === "awaited",
    use: position === "operand" ? "other" : position,
    arguments: [],
    loops: w.loops,
    inTry: w.inTry,
  };
}

/** Whether an object may have a getter, a setter or an iterator, by the kind of its origin alone. */
export function mayHoldAccessor(w: Walk, id: OriginId): boolean {
  const { kind } = w.origins.all[id]!;
  return kind !== "unknown" && kind !== "literal" && kind !== "global" && kind !== "module" && kind !== "function";
}

/** Notes something that calls without looking like a call; whether it is kept is decided when the whole file is known. */
export function recordSilent(w: Walk, kind: "read" | "write" | "iterate", callee: OriginId, node: Node, awaited: boolean, position: Position = "other"): void {
  const origin = w.origins.all[callee]!;
  if (!mayHoldAccessor(w, kind !== "iterate" && origin.kind === "member" ? origin.of : callee)) return;
  w.silent.push({ kind, callee, node, function: w.function, position, awaited, loops: w.loops, inTry: w.inTry });
}

/** Makes calls of those reads, writes and iterations that may run code of the project. */
export function keepSilent(w: Walk): void {
  for (const each of w.silent) {
    if (!mayRunCode(w, each)) continue;
    const { callee, function: fn, awaited, loops, inTry } = each;
    const call = newCall(w, each.kind, each.node, each.node, each.position);
    w.calls.push({ ...call, callee, function: fn, awaited: awaited || call.awaited, loops, inTry });
  }
}

/** Walks `f(…)` and gives the origin of its result. */
export function walkCall(w: Walk, node: CallNode, position: Position): OriginId {
  const { callee } = node;
  const module = requiredModule(w, node);
  if (module !== undefined) return module;

  const target = calleeOf(w, callee);
  const called = target.through ?? target.origin;
  const index = w.calls.length;
  const call = newCall(w, "call", node, callee, position);
  w.calls.push(call);
  call.callee = called;
  if (node.optional || (callee.type === "MemberExpression" && callee.optional)) call.optional = true;

  const passes = passedTo(w, target.name, target.receiver);
  if (target.name !== undefined && isRegistration(target.name, node.arguments)) {
    const values = walkArguments(w, call, index, node.arguments, passes, true);
    register(w, call, index, target.name, values);
  } else {
    walkArguments(w, call, index, node.arguments, passes, false);
  }
  if (target.shift !== undefined) {
    call.arguments = target.shift ? call.arguments.slice(1) : [];
    delete call.literals;
  }
  if (target.name === "apply" && isGlobalNamed(w, target.receiver, "Reflect")) {
    call.callee = call.arguments[0] ?? UNKNOWN;
    call.arguments = [];
  }
  exportByCall(w, node, call);
  inheritByCall(w, callee, call.arguments);
  if (position === "operand" || position === "discarded") return UNKNOWN;
  if (target.name === "bind" && target.receiver !== UNKNOWN) return w.origins.partial(target.receiver);
  const first = call.arguments[0];
  if (first !== undefined && givesFirst(w, target)) return first;
  if (target.name === "assign" && isGlobalNamed(w, target.receiver, "Object")) return merged(w, node, call.arguments);
  if (target.name !== undefined && givesElement.has(target.name) && isContainer(w, target.receiver)) return w.origins.element(target.receiver);
  return w.origins.add({ kind: "result", of: call.callee, call: index });
}

/** Whether a call gives its first argument back. */
function givesFirst(w: Walk, { name, receiver }: Target): boolean {
  if (name === undefined) return false;
  return interop.has(name) || (keepsObject.has(name) && isGlobalNamed(w, receiver, "Object"));
}

/** `Object.assign(a, b)`: an object with the members of both. */
function merged(w: Walk, node: CallNode, objects: readonly OriginId[]): OriginId {
  const known = objects.filter(each => isWorthKeeping(w, each));
  if (known.length < 2) return known[0] ?? w.origins.literal("object");
  const index = w.newClass("", node);
  const cls = w.classes[index]!;
  cls.object = true;
  cls.bases.push(...known.reverse());
  return w.origins.instance(w.origins.classAt(index));
}

function isGlobalNamed(w: Walk, receiver: OriginId, name: string): boolean {
  const origin = w.origins.all[receiver]!;
  return origin.kind === "global" && origin.name === name;
}

interface Target {
  readonly origin: OriginId;
  /** `f.call(…)`, `f.apply(…)`: what is called in truth. */
  readonly through?: OriginId;
  /** True where the first argument is the `this` of the call, false where the arguments are unknown. */
  readonly shift?: boolean;
  readonly receiver: OriginId;
  readonly name: string | undefined;
}

function calleeOf(w: Walk, callee: Expression): Target {
  if (callee.type === "Identifier") return { origin: w.nameOrigin(callee.name), receiver: UNKNOWN, name: callee.name };
  if (callee.type !== "MemberExpression") return { origin: evaluate(w, callee, "other"), receiver: UNKNOWN, name: undefined };
  const { receiver, name, origin } = memberOrigin(w, callee);
  if ((name !== "call" && name !== "apply") || isGlobalNamed(w, receiver, "Reflect")) return { origin, receiver, name };
  // A method of that name of the user's own stays one of the two readings, unless the receiver is plainly a function.
  const through = isFunctionLike(w, receiver) ? receiver : receiver === UNKNOWN ? origin : w.origins.either(origin, receiver);
  return { origin, receiver, name, through, shift: name === "call" };
}

function isFunctionLike(w: Walk, id: OriginId, depth = 3): boolean {
  const origin = w.origins.all[id]!;
  if (origin.kind === "function" || origin.kind === "class" || origin.kind === "partial") return true;
  if (origin.kind === "imported") return origin.name !== "default" && isBuiltin(origin.module);
  if (origin.kind === "variable") {
    const { assigned } = w.variables[origin.variable]!;
    return depth > 0 && assigned.length > 0 && assigned.every(each => isFunctionLike(w, each, depth - 1));
  }
  if (origin.kind === "member") return ["module", "imported", "global", "class", "super", "this", "instance"].includes(w.origins.all[origin.of]!.kind);
  return false;
}

function passedTo(w: Walk, name: string | undefined, receiver: OriginId): OriginId | undefined {
  if (name === undefined || receiver === UNKNOWN) return undefined;
  if (name === "then") return w.origins.awaited(receiver);
  return passesElements.has(name) ? w.origins.element(receiver) : undefined;
}

/** `require("m")`, also by a name that `createRequire` gave. */
function requiredModule(w: Walk, node: CallNode): OriginId | undefined {
  const { callee } = node;
  const first = node.arguments[0];
  if (first === undefined || node.arguments.length !== 1 || !isRequire(w, callee)) return undefined;
  const module = staticString(first);
  if (module === undefined) return undefined;
  w.imports.push({ module, range: { start: startOf(node), end: endOf(node) }, ...(w.function !== 0 && { lazy: true }) });
  return w.origins.module(module);
}

function isRequire(w: Walk, callee: Expression): boolean {
  if (callee.type === "Identifier") {
    if (callee.name === "require") {
      const binding = w.scope.find("require");
      return binding === undefined || binding.loadsModules === true;
    }
    return w.scope.find(callee.name)?.loadsModules === true;
  }
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier" || callee.object.name !== "module") return false;
  return propertyName(callee.property, callee.computed) === "require" && w.isGlobal("module");
}

/** Walks the arguments into `call`. With `whole` it gives their structure in full. */
export function walkArguments(w: Walk, call: CallDraft, index: number, nodes: readonly Argument[], passes?: OriginId, whole = false): Value[] {
  const values: Value[] = [];
  let known = true;
  for (const [position, node] of nodes.entries()) {
    if (node.type === "SpreadElement") {
      const origin = evaluate(w, node.argument, "other");
      recordSilent(w, "iterate", origin, node.argument, false);
      if (known) call.arguments.push(UNKNOWN);
      known = false;
      continue;
    }
    let origin: OriginId;
    if (isFunctionExpression(node)) {
      const compiled = node.generator && call.text.endsWith("__awaiter");
      origin = w.origins.functionAt(walkFunction(w, node, { argumentOf: index, ...(passes !== undefined && { passes }), ...(compiled && { compiledAsync: true }) }));
      if (whole) values.push({ kind: "origin", origin, text: w.textOf(node) });
    } else if (whole) {
      values.push(evaluateStructure(w, node, everything, { argumentOf: index }));
      origin = w.origin;
    } else if (mayBeLiteral(node)) {
      const value = evaluateStructure(w, node, options, { argumentOf: index });
      origin = w.origin;
      if (known && value.kind !== "origin") (call.literals ??= {}, call.literals as Record<string, Value>)[position] = value;
    } else {
      origin = evaluate(w, node, "argument", { argumentOf: index });
    }
    if (known) call.arguments.push(origin);
  }
  return values;
}

function mayBeLiteral(node: Node): boolean {
  return literalTypes.has(node.type);
}

export function walkNew(w: Walk, node: Extract<Expression, { type: "NewExpression" }>, position: Position): OriginId {
  const origin = evaluate(w, node.callee, "other");
  const call = newCall(w, "new", node, node.callee, position);
  const index = w.calls.push(call) - 1;
  call.callee = origin;
  walkArguments(w, call, index, node.arguments);
  const container = node.typeArguments == null ? UNKNOWN : newContainer(w, node.callee, node.typeArguments.params);
  return container === UNKNOWN ? w.origins.instance(origin) : container;
}

export function walkTag(w: Walk, node: Extract<Expression, { type: "TaggedTemplateExpression" }>, position: Position): OriginId {
  const origin = node.tag.type === "MemberExpression" ? memberOrigin(w, node.tag).origin : evaluate(w, node.tag, "other");
  const call = newCall(w, "tag", node, node.tag, position);
  const index = w.calls.push(call) - 1;
  call.callee = origin;
  call.arguments.push(w.origins.literal("array"));
  walkArguments(w, call, index, node.quasi.expressions);
  return w.origins.add({ kind: "result", of: origin, call: index });
}
