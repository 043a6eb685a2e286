import type { FunctionKind } from "../../../model/facts.ts";
import { UNKNOWN, type OriginId } from "../../../model/origin.ts";
import type { Arg, Arguments, Expression, FunctionNode, Lambda, Statement } from "../nodes.ts";
import { annotation } from "./annotations.ts";
import { bindBody, bindWalrus } from "./binder.ts";
import { decorate, isAbstract, memberKind } from "./decorators.ts";
import { expression } from "./expressions.ts";
import { assign, declare, newScope, UNCERTAIN, type Scope } from "./scopes.ts";
import { block } from "./statements.ts";
import type { OpenFunction, Walk } from "./walk.ts";

/** `def` and `async def`: decorators and defaults run here and now, the body later. */
export function defineFunction(w: Walk, node: FunctionNode): void {
  const index = w.functions.length;
  const owner = w.scope.kind === "class" ? w.class : null;
  const names = node.decorator_list.map(decorator => w.tree.source(decorator));
  const kind = owner === null ? "function" : memberKind(node.name, names);
  const fn = newFunction(w, {
    name: owner === null ? node.name : `${w.classes[owner]!.name}.${node.name}`,
    kind,
    async: node.nodeType === "AsyncFunctionDef",
    class: owner,
    stub: isStub(node.body),
    range: w.tree.range(node),
    nameRange: w.tree.nameRange(node),
  });
  if (names.includes("staticmethod")) fn.static = true;
  if (isAbstract(names) || (owner !== null && w.protocols.has(owner))) fn.abstract = true;
  fn.decorators = decorate(w, node.decorator_list, index);
  const defaults = readDefaults(w, node.args);
  const origin = w.origins.add({ kind: "function", function: index });
  const belongsToGetter = kind === "setter" || names.some(name => name.endsWith(".deleter"));
  if (owner !== null && !belongsToGetter) w.classes[owner]!.methods[node.name] = index;
  if (owner !== null && kind === "setter") w.classes[owner]!.methods[`set ${node.name}`] = index;
  const binding = w.scope.names.get(node.name);
  if (binding && !belongsToGetter) {
    binding.fixed = true;
    assign(w, binding, origin);
  }
  const around = { scope: w.scope, class: w.class };
  later(w, index, () => {
    w.class = around.class;
    const signature = isTyped(node) ? signatureScope(w, around.scope, index, node.type_params) : around.scope;
    const takesSelf = owner !== null && fn.static !== true;
    const inner = bindParameters(w, fn, index, node.args, signature, takesSelf ? owner : null, defaults);
    if (node.returns) {
      w.scope = signature;
      fn.returnAnnotation = annotation(w, node.returns);
    }
    bindBody(inner, w.moduleScope, node.body, w.walrus);
    startParameters(inner);
    w.scope = inner;
    block(w, node.body);
  });
}

/** Python runs the body of a function after the code around it. */
function later(w: Walk, index: number, read: () => void): void {
  w.pending.push({ index, read });
}

export interface LambdaPlace {
  readonly argumentOf?: number;
  readonly heldBy?: string;
}

/** Returns the index of the lambda's function. */
export function lambda(w: Walk, node: Lambda, place: LambdaPlace = {}): number {
  const index = w.functions.length;
  const range = w.tree.range(node);
  const fn = newFunction(w, {
    name: place.heldBy ?? "<lambda>",
    kind: "lambda",
    async: false,
    class: null,
    stub: false,
    range,
    nameRange: { start: range.start, end: range.start + "lambda".length },
  });
  Object.assign(fn, place);
  const defaults = readDefaults(w, node.args);
  const around = { scope: w.scope, class: w.class };
  later(w, index, () => {
    w.class = around.class;
    w.scope = bindParameters(w, fn, index, node.args, around.scope, null, defaults);
    if (w.walrus) bindWalrus(node.body, name => declare(w.scope, name, 1));
    startParameters(w.scope);
    fn.returns.push(expression(w, node.body, "returned"));
  });
  return index;
}

interface Start {
  readonly name: string;
  readonly kind: FunctionKind;
  readonly async: boolean;
  readonly class: number | null;
  readonly stub: boolean;
  readonly range: OpenFunction["range"];
  readonly nameRange: OpenFunction["nameRange"];
}

export function newFunction(w: Walk, start: Start): OpenFunction {
  const fn: OpenFunction = {
    name: start.name,
    kind: start.kind,
    async: start.async,
    generator: false,
    range: start.range,
    nameRange: start.nameRange,
    class: start.class,
    stub: start.stub,
    parent: w.functions.length === 0 ? null : w.function,
    parameters: [],
    decorators: [],
    returns: [],
    yields: [],
    awaits: 0,
  };
  w.functions.push(fn);
  return fn;
}

/** The origin of each default, by the parameter's node. */
function readDefaults(w: Walk, args: Arguments): ReadonlyMap<Arg, OriginId> {
  const defaults = new Map<Arg, OriginId>();
  const positional = [...args.posonlyargs, ...args.args];
  const first = positional.length - args.defaults.length;
  for (const [index, value] of args.defaults.entries()) defaults.set(positional[first + index]!, expression(w, value));
  for (const [index, value] of args.kw_defaults.entries())
    if (value !== null) defaults.set(args.kwonlyargs[index]!, expression(w, value));
  return defaults;
}

function isTyped({ args, returns, type_params: parameters }: FunctionNode): boolean {
  const isAnnotated = (arg: Arg | undefined): boolean => arg?.annotation != null;
  return (
    returns != null ||
    parameters?.length > 0 ||
    args.args.some(isAnnotated) ||
    args.kwonlyargs.some(isAnnotated) ||
    args.posonlyargs.some(isAnnotated) ||
    isAnnotated(args.vararg) ||
    isAnnotated(args.kwarg)
  );
}

/** Where annotations are read: type parameters are known there, parameters are not. */
export function signatureScope(w: Walk, around: Scope, index: number, parameters: FunctionNode["type_params"]): Scope {
  const scope = newScope("signature", around, index);
  w.scope = scope;
  for (const parameter of parameters ?? []) {
    const binding = declare(scope, parameter.name, 1);
    binding.fixed = true;
    const bound = parameter.nodeType === "TypeVar" ? parameter.bound : undefined;
    binding.assigned.push(bound ? typeOf(w, bound) : UNKNOWN);
  }
  return scope;
}

/** The class behind a type parameter's bound. */
function typeOf(w: Walk, bound: Expression): OriginId {
  const origin = w.origins.get(annotation(w, bound));
  return origin.kind === "instance" ? origin.of : UNKNOWN;
}

function bindParameters(
  w: Walk,
  fn: OpenFunction,
  index: number,
  args: Arguments,
  signature: Scope,
  self: number | null,
  defaults: ReadonlyMap<Arg, OriginId>,
): Scope {
  const inner = newScope("function", signature, index);
  const add = (arg: Arg, rest: boolean): void => {
    const parameter = fn.parameters.length;
    w.scope = signature;
    const annotated = arg.annotation && annotation(w, arg.annotation);
    const fallback = defaults.get(arg);
    fn.parameters.push({
      name: arg.arg,
      ...(annotated === undefined ? {} : { annotation: annotated }),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(rest ? { rest } : {}),
    });
    const isSelf = self !== null && parameter === 0 && !rest;
    const binding = declare(inner, arg.arg, 1);
    binding.fixed = true;
    binding.assigned.push(isSelf ? w.origins.this(self) : w.origins.add({ kind: "parameter", function: index, parameter }));
  };
  for (const arg of args.posonlyargs) add(arg, false);
  for (const arg of args.args) add(arg, false);
  if (args.vararg) add(args.vararg, true);
  for (const arg of args.kwonlyargs) add(arg, false);
  if (args.kwarg) add(args.kwarg, true);
  return inner;
}

/** A parameter that the body binds again holds the argument at first. */
function startParameters(scope: Scope): void {
  for (const binding of scope.names.values())
    if (binding.fixed && binding.sites > 1 && binding.current === UNCERTAIN) binding.current = binding.assigned[0]!;
}

/** Also the default of an optional method: `if self.offers(X): raise NotImplementedError`. */
function isStub(body: readonly Statement[]): boolean {
  return body.every(
    (statement, index) =>
      statement.nodeType === "Pass" ||
      (statement.nodeType === "Expr" && statement.value.nodeType === "Constant") ||
      (statement.nodeType === "Raise" && index === body.length - 1) ||
      (statement.nodeType === "If" && statement.orelse.length === 0 && statement.body.every(isNotImplemented)),
  );
}

function isNotImplemented(statement: Statement): boolean {
  if (statement.nodeType !== "Raise" || statement.exc == null) return false;
  const raised = statement.exc.nodeType === "Call" ? statement.exc.func : statement.exc;
  return raised.nodeType === "Name" && raised.id === "NotImplementedError";
}
