import { UNKNOWN, type OriginId } from "../../../model/origin.ts";
import type { Expression } from "../nodes.ts";
import { annotation } from "./annotations.ts";
import { readName, setCurrent } from "./scopes.ts";
import type { Walk } from "./walk.ts";

/** Inside `if isinstance(x, C):` the local `x` is a `C`; `holds` says whether the test did. Taken back with its branch. */
export function narrow(w: Walk, test: Expression, holds: boolean): void {
  if (test.nodeType === "UnaryOp" && test.op.nodeType === "Not") narrow(w, test.operand, !holds);
  else if (test.nodeType === "BoolOp" && (test.op.nodeType === "And") === holds) for (const value of test.values) narrow(w, value, holds);
  else if (test.nodeType === "Call" && holds) narrowToClass(w, test.func, test.args);
}

function narrowToClass(w: Walk, called: Expression, [object, type]: readonly Expression[]): void {
  if (called.nodeType !== "Name" || called.id !== "isinstance" || object?.nodeType !== "Name" || !type) return;
  const binding = w.scope.names.get(object.id);
  if (!binding || binding.target || w.origins.get(readName(w, "isinstance")).kind !== "global") return;
  const origin = typeTested(w, type);
  if (origin !== UNKNOWN) setCurrent(w, binding, origin);
}

/** `C`, `a.C`, `A | B` and `(A, B)`. */
function typeTested(w: Walk, type: Expression): OriginId {
  return type.nodeType === "Tuple" ? w.origins.either(type.elts.map(one => annotation(w, one))) : annotation(w, type);
}
