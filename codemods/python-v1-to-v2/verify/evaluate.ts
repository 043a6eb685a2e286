import type { Call, Expression } from "../../../src/languages/python/nodes.ts";
import type { Json } from "../../../src/model/app.ts";
import type { Argument, Decoration } from "../bindings/decoration.ts";

/** Reads a decorator's call back; undefined when an argument is not written out. */
export function readDecoration(call: Call): Decoration | undefined {
  if (call.func.nodeType !== "Attribute" || call.args.length > 0) return undefined;
  const args: [string, Argument][] = [];
  const unpacked: Record<string, Json> = {};
  for (const keyword of call.keywords) {
    const value = evaluate(keyword.value);
    if (value === undefined) return undefined;
    if (keyword.arg != null) args.push([keyword.arg, value]);
    else if ("json" in value && typeof value.json === "object" && value.json !== null) Object.assign(unpacked, value.json);
    else return undefined;
  }
  return { decorator: call.func.attr, arguments: args, unpacked, since: "0" };
}

/** The value of a literal, or of a member of one of the library's enumerations. */
export function evaluate(node: Expression): Argument | undefined {
  if (node.nodeType === "Attribute" && node.value.nodeType === "Attribute") {
    const { attr } = node.value;
    return attr === "AuthLevel" || attr === "DataType" ? { enumeration: attr, member: node.attr } : undefined;
  }
  const json = jsonOf(node);
  return json === undefined ? undefined : { json };
}

function jsonOf(node: Expression): Json | undefined {
  switch (node.nodeType) {
    case "Constant": {
      const { value } = node;
      return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
    }
    case "UnaryOp": {
      const operand = jsonOf(node.operand);
      return node.op.nodeType === "USub" && typeof operand === "number" ? -operand : undefined;
    }
    case "List":
    case "Tuple": {
      const items = node.elts.map(jsonOf);
      return items.includes(undefined) ? undefined : (items as Json[]);
    }
    case "Dict": {
      const result: Record<string, Json> = {};
      for (const [index, key] of node.keys.entries()) {
        const name = key == null ? undefined : jsonOf(key);
        const value = jsonOf(node.values[index]!);
        if (typeof name !== "string" || value === undefined) return undefined;
        result[name] = value;
      }
      return result;
    }
    default:
      return undefined;
  }
}
