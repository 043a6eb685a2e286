import { UNKNOWN, type OriginId } from "../../../model/origin.ts";
import type { CallFacts } from "../../../model/facts.ts";
import type { Attribute, BinOp, Expression, Subscript } from "../nodes.ts";
import { bindTo } from "./assignment.ts";
import { access, call, iterate } from "./calls.ts";
import { comprehension } from "./comprehensions.ts";
import { lambda } from "./functions.ts";
import { readName } from "./scopes.ts";
import { constantType } from "./values.ts";
import type { Walk } from "./walk.ts";

export type Use = CallFacts["use"];

/** Reads an expression: records what it calls and returns where its value comes from. */
export function expression(w: Walk, node: Expression, use: Use = "other"): OriginId {
  switch (node.nodeType) {
    case "Name":
      return readName(w, node.id);
    case "Attribute":
      return attribute(w, node);
    case "Constant":
      return w.origins.literal(constantType(node));
    case "Call":
      return call(w, node, use, false);
    case "Await":
      w.functions[w.function]!.awaits++;
      return w.origins.awaited(
        node.value.nodeType === "Call" ? call(w, node.value, "awaited", true) : expression(w, node.value, "awaited"),
      );
    case "BinOp":
      return binary(w, node);
    case "Subscript":
      return subscript(w, node);
    case "JoinedStr":
    case "TemplateStr":
      for (const value of node.values) if (value.nodeType !== "Constant") expression(w, value);
      return w.origins.literal("str");
    case "FormattedValue":
    case "Interpolation":
      expression(w, node.value);
      if (node.format_spec) expression(w, node.format_spec);
      return UNKNOWN;
    case "Compare":
      expression(w, node.left);
      for (const other of node.comparators) expression(w, other);
      return w.origins.literal("bool");
    case "BoolOp":
      return w.origins.either(node.values.map(value => expression(w, value, use)));
    case "UnaryOp": {
      const operand = expression(w, node.operand);
      return node.op.nodeType === "Not" ? w.origins.literal("bool") : isLiteral(w, operand) ? operand : UNKNOWN;
    }
    case "IfExp":
      expression(w, node.test);
      return w.origins.either([expression(w, node.body, use), expression(w, node.orelse, use)]);
    case "Tuple":
      return w.origins.container("tuple", items(w, node.elts));
    case "List":
      return w.origins.container("list", items(w, node.elts));
    case "Set":
      return w.origins.container("set", items(w, node.elts));
    case "Dict":
      for (const key of node.keys) if (key !== null) expression(w, key);
      return w.origins.container("dict", node.values.map((value, index) => {
        const origin = expression(w, value);
        return node.keys[index] === null ? w.origins.element(origin) : origin;
      }));
    case "ListComp":
    case "SetComp":
    case "DictComp":
    case "GeneratorExp":
      return comprehension(w, node);
    case "Lambda":
      return w.origins.add({ kind: "function", function: lambda(w, node) });
    case "NamedExpr": {
      const origin = expression(w, node.value, "assigned");
      bindTo(w, node.target, origin);
      return origin;
    }
    case "Yield": {
      const fn = w.functions[w.function]!;
      fn.generator = true;
      if (node.value) fn.yields.push(expression(w, node.value));
      return UNKNOWN;
    }
    case "YieldFrom": {
      const fn = w.functions[w.function]!;
      fn.generator = true;
      const from = expression(w, node.value);
      iterate(w, node.value, from, false);
      fn.yields.push(w.origins.element(from));
      return UNKNOWN;
    }
    case "Starred": {
      const from = expression(w, node.value);
      iterate(w, node.value, from, false);
      return w.origins.element(from);
    }
    case "Slice":
      for (const part of [node.lower, node.upper, node.step]) if (part) expression(w, part);
      return UNKNOWN;
  }
}

function attribute(w: Walk, node: Attribute): OriginId {
  const origin = w.origins.member(expression(w, node.value), node.attr);
  access(w, node, "read", origin);
  return origin;
}

/** The elements of a display. */
function items(w: Walk, elements: readonly Expression[]): OriginId[] {
  return elements.map(element => expression(w, element));
}

function subscript(w: Walk, node: Subscript): OriginId {
  const of = expression(w, node.value);
  expression(w, node.slice);
  return node.slice.nodeType === "Slice" ? of : w.origins.element(of);
}

/** `base / "name"` keeps its receiver: that is how paths are joined. */
function binary(w: Walk, node: BinOp): OriginId {
  const left = expression(w, node.left);
  const right = expression(w, node.right);
  if (node.op.nodeType === "Div" && left !== UNKNOWN) {
    if (!isLiteral(w, left)) return w.origins.add({ kind: "result", of: w.origins.member(left, "__truediv__") });
    return isLiteral(w, right) ? right : w.origins.add({ kind: "result", of: w.origins.member(right, "__rtruediv__") });
  }
  if (isText(w, left) || isText(w, right)) return w.origins.literal("str");
  return isLiteral(w, left) && isLiteral(w, right) ? left : UNKNOWN;
}

function isText(w: Walk, id: OriginId): boolean {
  const origin = w.origins.get(id);
  return origin.kind === "literal" && origin.type === "str";
}

export function isLiteral(w: Walk, id: OriginId): boolean {
  return w.origins.get(id).kind === "literal";
}
