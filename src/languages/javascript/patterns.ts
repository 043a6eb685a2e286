import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId } from "../../model/origin.ts";
import { assignMember } from "./assignments.ts";
import type { Node } from "./ast.ts";
import { propertyName } from "./ast.ts";
import { recordSilent } from "./calls.ts";
import { evaluate } from "./expressions.ts";
import type { Walk } from "./walk.ts";

/** Gives the names (and members) of a pattern the value that is assigned to it, taken apart as the pattern says. */
export function assignPattern(w: Walk, pattern: Node, value: OriginId): void {
  switch (pattern.type) {
    case "Identifier": {
      const binding = w.scope.find(pattern.name);
      if (binding !== undefined) w.assign(binding, value);
      return;
    }
    case "ObjectPattern":
      for (const each of pattern.properties) {
        if (each.type === "RestElement") assignPattern(w, each.argument, value);
        else assignPattern(w, each.value, propertyOf(w, each.key, each.computed, value));
      }
      return;
    case "ArrayPattern":
      if (pattern.elements.length > 0) recordSilent(w, "iterate", value, pattern, false);
      for (const each of pattern.elements) {
        if (each == null) continue;
        if (each.type === "RestElement") assignPattern(w, each.argument, value);
        else assignPattern(w, each, w.origins.element(value));
      }
      return;
    case "AssignmentPattern": {
      const name = pattern.left.type === "Identifier" ? pattern.left.name : undefined;
      const fallback = evaluate(w, pattern.right, "assigned", { name });
      return assignPattern(w, pattern.left, value === UNKNOWN ? fallback : w.origins.either(value, fallback));
    }
    case "RestElement":
      return assignPattern(w, pattern.argument, value);
    case "MemberExpression":
      return assignMember(w, pattern, value);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "TSNonNullExpression":
      return assignPattern(w, pattern.expression, value);
    default:
  }
}

function propertyOf(w: Walk, key: Node, computed: boolean, value: OriginId): OriginId {
  const name = propertyName(key, computed);
  if (name === undefined) {
    evaluate(w, key, "operand");
    return UNKNOWN;
  }
  if (value === UNKNOWN) return UNKNOWN;
  const member = w.origins.member(value, name);
  recordSilent(w, "read", member, key, false);
  return member;
}
