import { UNKNOWN } from "../../../model/origin.ts";
import type { AnnAssign, Assign, AsyncFor, AsyncWith, Expression, For, Return, Statement, With } from "../nodes.ts";
import { annotation } from "./annotations.ts";
import { assignValue, bindElement, bindTo } from "./assignment.ts";
import { readIf, readMatch, readTry, readWhile } from "./branches.ts";
import { enter, iterate } from "./calls.ts";
import { defineClass } from "./classes.ts";
import { expression } from "./expressions.ts";
import { branch, forget } from "./flow.ts";
import { defineFunction, lambda } from "./functions.ts";
import { importFrom, importModules } from "./imports.ts";
import { jsonConstant, staticOrigin } from "./values.ts";
import type { Walk } from "./walk.ts";

/** Reads statements in order. Returns whether the way on is cut: `return`, `raise`, `break`, `continue`. */
export function block(w: Walk, body: readonly Statement[]): boolean {
  let ended = false;
  for (const node of body) if (statement(w, node)) ended = true;
  return ended;
}

function statement(w: Walk, node: Statement): boolean {
  switch (node.nodeType) {
    case "Expr":
      expression(w, node.value, "discarded");
      return false;
    case "Assign":
      assignStatement(w, node);
      return false;
    case "AnnAssign":
      annotated(w, node);
      return false;
    case "AugAssign":
      expression(w, node.target);
      expression(w, node.value);
      return false;
    case "Return":
      returned(w, node);
      return true;
    case "If":
      return readIf(w, node);
    case "For":
    case "AsyncFor":
      loop(w, node);
      return false;
    case "While":
      return readWhile(w, node);
    case "With":
    case "AsyncWith":
      return within(w, node);
    case "Try":
    case "TryStar":
      return readTry(w, node);
    case "Match":
      return readMatch(w, node);
    case "FunctionDef":
    case "AsyncFunctionDef":
      defineFunction(w, node);
      return false;
    case "ClassDef":
      defineClass(w, node);
      return false;
    case "Import":
      importModules(w, node);
      return false;
    case "ImportFrom":
      importFrom(w, node);
      return false;
    case "Raise":
      if (node.exc) expression(w, node.exc);
      if (node.cause) expression(w, node.cause);
      return true;
    case "Assert":
      expression(w, node.test);
      if (node.msg) expression(w, node.msg);
      return false;
    case "TypeAlias":
      bindTo(w, node.name, staticOrigin(w, node.value));
      return false;
    case "Delete":
      for (const target of node.targets) if (target.nodeType !== "Name") deleted(w, target);
      return false;
    case "Break":
    case "Continue":
      return true;
    default:
      return false;
  }
}

function deleted(w: Walk, target: Expression): void {
  if (target.nodeType === "Attribute" || target.nodeType === "Subscript") expression(w, target.value);
  if (target.nodeType === "Subscript") expression(w, target.slice);
}

/** A lambda and a module constant are told by the name that holds them. */
function assignStatement(w: Walk, node: Assign): void {
  const [target] = node.targets;
  if (node.targets.length === 1 && target?.nodeType === "Name") {
    const held = heldValue(w, target.id, node.value);
    if (held !== undefined) return bindTo(w, target, held);
  }
  assignValue(w, node.targets, node.value);
}

function heldValue(w: Walk, name: string, value: Expression): number | undefined {
  if (value.nodeType === "Lambda") return w.origins.add({ kind: "function", function: lambda(w, value, { heldBy: name }) });
  const constant = w.function === 0 ? jsonConstant(value) : undefined;
  if (constant == null || (typeof constant === "string" && constant.length > LONGEST_CONSTANT)) return undefined;
  const origin = w.origins.get(expression(w, value));
  return origin.kind === "literal" ? w.origins.add({ ...origin, value: constant }) : undefined;
}

const LONGEST_CONSTANT = 200;

function annotated(w: Walk, node: AnnAssign): void {
  const type = annotation(w, node.annotation);
  const { target, value } = node;
  if (target.nodeType === "Name") {
    const binding = w.scope.names.get(target.id);
    if (binding && type !== UNKNOWN) binding.annotation ??= type;
  } else if (target.nodeType === "Attribute") {
    const receiver = w.origins.get(expression(w, target.value));
    if (receiver.kind === "this" && type !== UNKNOWN) w.classes[receiver.class]!.annotations[target.attr] ??= type;
  }
  if (value) assignValue(w, [target], value);
}

function returned(w: Walk, node: Return): void {
  if (!node.value) return;
  const origin = expression(w, node.value, "returned");
  const isNone = node.value.nodeType === "Constant" && node.value.value === null;
  const { returns } = w.functions[w.function]!;
  if (!isNone && !returns.includes(origin)) returns.push(origin);
}

function loop(w: Walk, node: For | AsyncFor): void {
  const async = node.nodeType === "AsyncFor";
  if (async) w.functions[w.function]!.awaits++;
  const iterable = expression(w, node.iter);
  iterate(w, node.iter, iterable, async);
  forget(w, [node]);
  branch(w, () => {
    w.loops++;
    bindElement(w, node.target, iterable);
    block(w, node.body);
    w.loops--;
    return false;
  });
  block(w, node.orelse);
}

function within(w: Walk, node: With | AsyncWith): boolean {
  const async = node.nodeType === "AsyncWith";
  if (async) w.functions[w.function]!.awaits++;
  for (const item of node.items) {
    const origin = expression(w, item.context_expr);
    enter(w, item.context_expr, origin, async);
    if (item.optional_vars) bindTo(w, item.optional_vars, w.origins.entered(origin, async));
  }
  return block(w, node.body);
}
