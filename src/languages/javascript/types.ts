import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId } from "../../model/origin.ts";
import type { InterfaceNode, Node, TypeNode } from "./ast.ts";
import { propertyName, staticString } from "./ast.ts";
import type { Walk } from "./walk.ts";

/** Types whose values behave as their first argument. A promise counts as what it gives: `awaited` of that is itself. */
const transparent = new Set(["Promise", "PromiseLike", "Awaited", "Readonly", "Partial", "Required", "NonNullable"]);

/** Types whose values hold or hand out values of one of their arguments: which one. */
const containers = new Map([
  ...["Map", "ReadonlyMap", "WeakMap", "Record"].map(name => [name, 1] as const),
  ...["Array", "ReadonlyArray", "Set", "ReadonlySet", "Iterable", "AsyncIterable", "Iterator", "Generator", "AsyncGenerator"].map(name => [name, 0] as const),
]);

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
      const bases = type.extends.map(each => (each.expression.type === "Identifier" ? namedType(w, each.expression.name, []) : UNKNOWN));
      return structure(w, type.id.name, type, type.body.body, bases.filter(each => isTelling(w, each)));
    }
    case "TSTypeLiteral":
      return structure(w, "", type, type.members, []);
    case "TSArrayType":
      return arrayOf(w, type.elementType);
    case "TSTupleType":
      return w.origins.literal("array");
    case "TSTypeReference": {
      if (type.typeName.type !== "Identifier") return w.origins.instance(entityOrigin(w, type.typeName));
      return namedType(w, type.typeName.name, type.typeArguments?.params ?? []);
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

function namedType(w: Walk, name: string, args: readonly TypeNode[]): OriginId {
  const [argument] = args;
  const bound = w.scope.findType(name);
  if (bound === undefined) {
    if (transparent.has(name)) return typeOrigin(w, argument);
    const held = containers.get(name);
    const elements = held === undefined ? UNKNOWN : arrayOf(w, args[held]);
    if (isTelling(w, elements)) return elements;
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

/** What `new Map<string, Store>()` makes; unknown for anything but a container of a telling type. */
export function newContainer(w: Walk, callee: Node, args: readonly TypeNode[]): OriginId {
  const held = callee.type === "Identifier" && w.isGlobal(callee.name) ? containers.get(callee.name) : undefined;
  const origin = held === undefined ? UNKNOWN : arrayOf(w, args[held]);
  return isTelling(w, origin) ? origin : UNKNOWN;
}

type Signature = Extract<Node, { type: "TSTypeLiteral" }>["members"][number];

/** A type that is written out: a class with the members whose types tell something, if there are any. */
function structure(w: Walk, name: string, node: { start: number; end: number }, members: readonly Signature[], bases: readonly OriginId[]): OriginId {
  const annotations: [string, OriginId][] = [];
  for (const each of members) {
    if (each.type !== "TSPropertySignature") continue;
    const key = propertyName(each.key, each.computed);
    const origin = annotationOrigin(w, each.typeAnnotation);
    if (key !== undefined && isTelling(w, origin)) annotations.push([key, origin]);
  }
  if (annotations.length === 0) return bases.length === 0 ? UNKNOWN : w.origins.either(...bases);
  const index = w.newClass(name, node);
  const cls = w.classes[index]!;
  cls.object = true;
  cls.bases.push(...bases);
  for (const [key, origin] of annotations) cls.annotations[key] = origin;
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

/** The origin of what stands behind the colon of a name. */
export function annotationOrigin(w: Walk, annotation: { typeAnnotation: TypeNode } | null | undefined): OriginId {
  return annotation == null ? UNKNOWN : typeOrigin(w, annotation.typeAnnotation);
}
