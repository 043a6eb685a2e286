import { UNKNOWN, type OriginId, type Value } from "../../../model/origin.ts";
import type { Constant, Expression } from "../nodes.ts";
import { readName } from "./scopes.ts";
import type { Walk } from "./walk.ts";

/** The builtin type of a constant. */
export function constantType(node: Constant): string {
  switch (typeof node.value) {
    case "string":
      if (node.quote_style === undefined) return "ellipsis";
      return isBytes(node) ? "bytes" : "str";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isInteger(node.value) ? "int" : "float";
    default:
      return node.value === null ? "None" : "complex";
  }
}

function isBytes(node: Constant): boolean {
  return /^r?b/i.test(node.quote_style ?? "");
}

/** A constant that JSON can hold; undefined for bytes, `...`, complex and very large numbers. */
export function jsonConstant(node: Expression): string | number | boolean | null | undefined {
  if (node.nodeType === "UnaryOp" && node.op.nodeType === "USub") {
    const operand = jsonConstant(node.operand);
    return typeof operand === "number" ? -operand : undefined;
  }
  if (node.nodeType !== "Constant") return undefined;
  const value: unknown = node.value;
  if (value === null || typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "string" && node.quote_style !== undefined && !isBytes(node) ? value : undefined;
}

/** An expression as data, for registrations. Calls in it are not recorded here: the walk does that. */
export function valueOf(w: Walk, node: Expression): Value {
  return literalOf(w, node) ?? { kind: "origin", origin: staticOrigin(w, node), text: foldedSource(w, node) };
}

/** Constants and displays of values; undefined for anything else. */
function literalOf(w: Walk, node: Expression): Value | undefined {
  const value = jsonConstant(node);
  if (value !== undefined) return { kind: "constant", value };
  switch (node.nodeType) {
    case "List":
    case "Tuple":
    case "Set":
      if (node.elts.some(element => element.nodeType === "Starred")) return undefined;
      return { kind: "list", items: node.elts.map(element => valueOf(w, element)) };
    case "Dict": {
      const entries: [string, Value][] = [];
      for (const [index, key] of node.keys.entries()) {
        const name = key === null ? undefined : jsonConstant(key);
        if (typeof name !== "string") return undefined;
        entries.push([name, valueOf(w, node.values[index]!)]);
      }
      return { kind: "record", entries };
    }
    default:
      return undefined;
  }
}

export function isConstantName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name);
}

/** What a condition of the catalogue may ask of an argument: a constant, or a named one as `os.P_NOWAIT`. */
export function argumentValue(w: Walk, node: Expression): Value | undefined {
  switch (node.nodeType) {
    case "Constant":
    case "UnaryOp": {
      const value = jsonConstant(node);
      return value === undefined ? undefined : { kind: "constant", value };
    }
    case "Attribute":
      return isConstantName(node.attr) ? valueOf(w, node) : undefined;
    case "Name":
      return isConstantName(node.id) ? valueOf(w, node) : undefined;
    default:
      return undefined;
  }
}

/** The origin of a name or of an attribute of one, read without recording anything. */
export function staticOrigin(w: Walk, node: Expression): OriginId {
  switch (node.nodeType) {
    case "Name":
      return readName(w, node.id);
    case "Attribute":
      return w.origins.member(staticOrigin(w, node.value), node.attr);
    default:
      return UNKNOWN;
  }
}

const LONGEST = 80;

/** The text of a node on one line. */
export function foldedSource(w: Walk, node: Expression): string {
  const source = w.tree.source(node);
  return source.includes("\n") || source.includes("\r") ? source.replace(/\s+/g, " ") : source;
}

export function shortSource(w: Walk, node: Expression): string {
  const source = foldedSource(w, node);
  return source.length > LONGEST ? `${source.slice(0, LONGEST - 1)}…` : source;
}
