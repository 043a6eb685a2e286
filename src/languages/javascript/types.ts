import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId } from "../../model/origin.ts";
import type { Node, TypeNode } from "./ast.ts";
import { staticString } from "./ast.ts";
import type { Walk } from "./walk.ts";

/** Types whose values behave as their first argument. A promise counts as what it gives: `awaited` of that is itself. */
const transparent = new Set(["Promise", "PromiseLike", "Awaited", "Readonly", "Partial", "Required", "NonNullable"]);

const literals: Readonly<Record<string, string>> = {
  TSStringKeyword: "string",
  TSNumberKeyword: "number",
  TSBooleanKeyword: "boolean",
  TSArrayType: "array",
  TSTupleType: "array",
};

/** The origin of a value that is written to have this type; unknown where the text does not tell. */
export function typeOrigin(w: Walk, type: TypeNode | null | undefined): OriginId {
  if (type == null) return UNKNOWN;
  switch (type.type) {
    case "TSTypeReference": {
      const first = type.typeArguments?.params[0];
      if (type.typeName.type !== "Identifier") return w.origins.instance(entityOrigin(w, type.typeName));
      return namedType(w, type.typeName.name, first);
    }
    case "TSTypeQuery":
      return type.exprName.type === "TSImportType" ? importedType(w, type.exprName, false) : entityOrigin(w, type.exprName);
    case "TSImportType":
      return importedType(w, type, true);
    case "TSUnionType":
    case "TSIntersectionType": {
      const known = type.types.map(each => typeOrigin(w, each)).filter(each => each !== UNKNOWN);
      return known.length === 0 ? UNKNOWN : w.origins.either(...known);
    }
    case "TSTypeOperator":
      return type.operator === "readonly" ? typeOrigin(w, type.typeAnnotation) : UNKNOWN;
    case "TSParenthesizedType":
      return typeOrigin(w, type.typeAnnotation);
    default: {
      const literal = literals[type.type];
      return literal === undefined ? UNKNOWN : w.origins.literal(literal);
    }
  }
}

function namedType(w: Walk, name: string, argument: TypeNode | undefined): OriginId {
  const bound = w.scope.findType(name);
  if (bound === undefined) {
    if (transparent.has(name)) return typeOrigin(w, argument);
    if (name === "InstanceType") return w.origins.instance(typeOrigin(w, argument));
    if (name === "ReturnType") return argument === undefined ? UNKNOWN : w.origins.add({ kind: "result", of: typeOrigin(w, argument) });
    return w.origins.instance(w.origins.global(name));
  }
  if (!("type" in bound)) return w.origins.instance(w.originOf(bound));
  if (bound.resolved !== undefined) return bound.resolved;
  // A type that refers to itself is unknown at the place where it does.
  bound.resolved = UNKNOWN;
  w.inScope(bound.scope, () => (bound.resolved = typeOrigin(w, bound.type)));
  return bound.resolved;
}

/** `a.b.c` in a type, as a value. */
function entityOrigin(w: Walk, entity: Node): OriginId {
  switch (entity.type) {
    case "Identifier":
      return w.nameOrigin(entity.name);
    case "TSQualifiedName":
      return w.origins.member(entityOrigin(w, entity.left), entity.right.name);
    case "MemberExpression":
      return !entity.computed && entity.property.type === "Identifier" ? w.origins.member(entityOrigin(w, entity.object), entity.property.name) : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** `import("m").C`: typescript-estree keeps the specifier in `source` or, before version 8, in `argument`. */
function importedType(w: Walk, type: Extract<TypeNode, { type: "TSImportType" }>, isInstance: boolean): OriginId {
  const module = staticString(type.source);
  if (module === undefined) return UNKNOWN;
  let origin: OriginId;
  if (type.qualifier == null) origin = w.origins.module(module);
  else if (type.qualifier.type === "Identifier") origin = w.origins.imported(module, type.qualifier.name);
  else return UNKNOWN;
  return isInstance ? w.origins.instance(origin) : origin;
}

/** The origin of an `extends` clause or a decorator's name is the value itself. */
export function annotationOrigin(w: Walk, annotation: { typeAnnotation: TypeNode } | null | undefined): OriginId {
  return annotation == null ? UNKNOWN : typeOrigin(w, annotation.typeAnnotation);
}
