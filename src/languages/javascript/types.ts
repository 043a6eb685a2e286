import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId } from "../../model/origin.ts";
import type { InterfaceNode, Node, TypeNode } from "./ast.ts";
import { propertyName, staticString } from "./ast.ts";
import type { Walk } from "./walk.ts";

/** Types whose values behave as their first argument. A promise counts as what it gives: `awaited` of that is itself. */
const transparent = new Set(["Promise", "PromiseLike", "Awaited", "Readonly", "Partial", "Required", "NonNullable"]);

/** Types whose values hold or hand out values of their first argument. */
const containers = new Set(["Array", "ReadonlyArray", "Set", "ReadonlySet", "Iterable", "AsyncIterable", "Iterator", "Generator", "AsyncGenerator"]);

const literals: Readonly<Record<string, string>> = {
  TSStringKeyword: "string",
  TSNumberKeyword: "number",
  TSBooleanKeyword: "boolean",
};

/** The origin of a value that is written to have this type; unknown where the text does not tell. */
export function typeOrigin(w: Walk, type: TypeNode | InterfaceNode | null | undefined): OriginId {
  if (type == null) return UNKNOWN;
  switch (type.type) {
    case "TSInterfaceDeclaration": {
      const bases = type.extends.map(each => (each.expression.type === "Identifier" ? namedType(w, each.expression.name, undefined) : UNKNOWN));
      return structure(w, type, type.body.body, bases.filter(each => isTelling(w, each)));
    }
    case "TSTypeLiteral":
      return structure(w, type, type.members, []);
    case "TSArrayType":
      return arrayOf(w, type.elementType);
    case "TSTupleType":
      return w.origins.literal("array");
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
    if (containers.has(name)) return arrayOf(w, argument);
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

function arrayOf(w: Walk, element: TypeNode | undefined): OriginId {
  const origin = typeOrigin(w, element);
  return w.origins.array(isTelling(w, origin) ? [origin] : []);
}

type Signature = Extract<Node, { type: "TSTypeLiteral" }>["members"][number];

/** A type that is written out: a class with the members whose types tell something, if there are any. */
function structure(w: Walk, node: { start: number; end: number }, members: readonly Signature[], bases: readonly OriginId[]): OriginId {
  const annotations: [string, OriginId][] = [];
  for (const each of members) {
    if (each.type !== "TSPropertySignature") continue;
    const name = propertyName(each.key, each.computed);
    const origin = annotationOrigin(w, each.typeAnnotation);
    if (name !== undefined && isTelling(w, origin)) annotations.push([name, origin]);
  }
  if (annotations.length === 0) return bases.length === 0 ? UNKNOWN : w.origins.either(...bases);
  const index = w.newClass("", node);
  const cls = w.classes[index]!;
  cls.object = true;
  cls.bases.push(...bases);
  for (const [name, origin] of annotations) cls.annotations[name] = origin;
  w.interfaces.add(index);
  return w.origins.instance(w.origins.classAt(index));
}

/** Whether the origin of a type leads to code: a class of this file or of a module. */
function isTelling(w: Walk, id: OriginId): boolean {
  const origin = w.origins.all[id]!;
  switch (origin.kind) {
    case "unknown":
    case "global":
      return false;
    case "literal":
      return origin.elements !== undefined;
    case "instance":
      return isTelling(w, origin.of);
    case "either":
      return origin.of.some(each => isTelling(w, each));
    default:
      return true;
  }
}

/** What a function is written to return. A structure is left out: what the function does return tells more. */
export function returnedOrigin(w: Walk, annotation: { typeAnnotation: TypeNode } | null | undefined): OriginId {
  const id = annotationOrigin(w, annotation);
  const origin = w.origins.all[id]!;
  const of = origin.kind === "instance" ? w.origins.all[origin.of]! : origin;
  return of.kind === "class" && w.interfaces.has(of.class) ? UNKNOWN : id;
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
