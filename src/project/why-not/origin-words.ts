import type { OriginId } from "../../model/origin.ts";
import type { Unit } from "../../model/project-view.ts";

/** Why an origin could not be followed, from the outside in: one sentence, for people. */
export function originInWords(unit: Unit, id: OriginId, depth = 0): string {
  const { facts } = unit;
  const origin = facts.origins[id]!;
  if (depth > 12) return "it comes from too far away";
  switch (origin.kind) {
    case "member":
      return `\`.${origin.name}\` is looked up on something that is not known: ${originInWords(unit, origin.of, depth + 1)}`;
    case "result":
      return `it is what a call gives, and what is called is not known or says nothing about its result: ${originInWords(unit, origin.of, depth + 1)}`;
    case "instance":
      return `it is an object of a class that is not known: ${originInWords(unit, origin.of, depth + 1)}`;
    case "awaited":
    case "entered":
    case "element":
    case "partial":
      return `it is taken (${origin.kind}) from a value that is not known: ${originInWords(unit, origin.of, depth + 1)}`;
    case "parameter": {
      const { name, parameters } = facts.functions[origin.function]!;
      const parameter = parameters[origin.parameter];
      return `it is the parameter \`${parameter?.name ?? ""}\` of \`${name}\`${parameter?.annotation === undefined ? ", which has no type annotation" : ", whose annotation names nothing that is known"}`;
    }
    case "variable": {
      const variable = facts.variables[origin.variable]!;
      return variable.assigned.length === 0
        ? `nothing that can be followed is assigned to \`${variable.name}\``
        : `\`${variable.name}\` is assigned a value that is not known: ${originInWords(unit, variable.assigned[0]!, depth + 1)}`;
    }
    case "imported":
      return `\`${origin.name}\` is imported from \`${origin.module}\`, where it was not found`;
    case "module":
      return `the module \`${origin.module}\` was not found`;
    case "either":
      return "it is one of several values, none of which is known";
    case "this":
    case "super":
      return `the class \`${facts.classes[origin.class]!.name}\` has no such member that is known`;
    case "literal":
      return `it is a ${origin.type ?? "literal"}, whose methods do not block`;
    case "unknown":
      return "the expression is of a kind that is not followed";
    default:
      return `it is a ${origin.kind} that says nothing more`;
  }
}
