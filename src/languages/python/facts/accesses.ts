import type { CallFacts } from "../../../model/facts.ts";
import type { OriginId } from "../../../model/origin.ts";
import type { Access, Walk } from "./walk.ts";

/** Whether an attribute access could run a property, as far as this file can tell. */
export function mayRunProperty(w: Walk, access: Access): boolean {
  const member = w.origins.get(access.callee);
  if (member.kind !== "member") return false;
  const of = w.origins.get(member.of);
  return of.kind === "this" ? mayBeOwnProperty(w, of.class, access.kind, member.name) : leadsToObject(w, member.of, new Set());
}

/** `self.x`: a property of the class, or of a base class if the class itself says nothing about `x`. */
function mayBeOwnProperty(w: Walk, index: number, kind: CallFacts["kind"], name: string): boolean {
  const { methods, fields, bases } = w.classes[index]!;
  const accessor = methods[kind === "write" ? `set ${name}` : name];
  if (accessor !== undefined) return w.functions[accessor]!.kind === (kind === "write" ? "setter" : "getter");
  return bases.length > 0 && methods[name] === undefined && (kind === "write" || fields[name] === undefined);
}

/** Whether following the origin may end at an object of a class of the project. */
function leadsToObject(w: Walk, id: OriginId, seen: Set<OriginId>): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  const origin = w.origins.get(id);
  switch (origin.kind) {
    case "this":
    case "super":
    case "imported":
    case "function":
    case "class":
      return true;
    case "variable": {
      const { annotation, assigned } = w.variables[origin.variable]!;
      return annotation === undefined ? assigned.some(value => leadsToObject(w, value, seen)) : leadsToObject(w, annotation, seen);
    }
    case "parameter": {
      const { annotation } = w.functions[origin.function]!.parameters[origin.parameter]!;
      return annotation !== undefined && leadsToObject(w, annotation, seen);
    }
    case "member":
      return w.origins.get(origin.of).kind === "module" || leadsToObject(w, origin.of, seen);
    case "either":
      return origin.of.some(one => leadsToObject(w, one, seen));
    case "literal":
      return origin.elements?.some(one => leadsToObject(w, one, seen)) ?? false;
    case "result":
    case "instance":
    case "awaited":
    case "entered":
    case "element":
    case "partial":
      return leadsToObject(w, origin.of, seen);
    default:
      return false;
  }
}
