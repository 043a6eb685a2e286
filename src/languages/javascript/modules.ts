import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId } from "../../model/origin.ts";
import type { Node } from "./ast.ts";
import { endOf, startOf } from "./ast.ts";
import { walkClass } from "./classes.ts";
import { evaluate } from "./expressions.ts";
import { walkFunction, walkStatementsOfBody } from "./functions.ts";
import { newFunction } from "./hoist.ts";
import { Scope } from "./scope.ts";
import { walkStatement } from "./statements.ts";
import type { Walk } from "./walk.ts";

type Of<Type extends Node["type"]> = Extract<Node, { type: Type }>;

export function walkImportDeclaration(w: Walk, node: Of<"ImportDeclaration">): void {
  const { specifiers } = node;
  const typeOnly = node.importKind === "type" || (specifiers.length > 0 && specifiers.every(each => each.type === "ImportSpecifier" && each.importKind === "type"));
  addImport(w, node, node.source.value, typeOnly);
}

function addImport(w: Walk, node: Node, module: string, typeOnly: boolean): void {
  w.imports.push({ module, range: { start: startOf(node), end: endOf(node) }, ...(typeOnly && { typeOnly }) });
}

/** `exports.x = void 0` of a compiler never hides what is really exported. */
export function exportName(w: Walk, name: string, value: OriginId): void {
  if (w.namespace !== undefined) {
    w.addField(w.namespace, name, value);
    const origin = w.origins.all[value]!;
    if (origin.kind === "function") w.namespace.methods[name] = origin.function;
    return;
  }
  const kind = w.origins.all[value]!.kind;
  if (w.exports[name] !== undefined && (kind === "literal" || kind === "unknown")) return;
  w.exports[name] = value;
}

function specifierName(node: Of<"ExportSpecifier">["local"]): string {
  return node.type === "Literal" ? node.value : node.name;
}

export function walkExportNamed(w: Walk, node: Of<"ExportNamedDeclaration">): void {
  const { declaration, source } = node;
  if (declaration != null) {
    walkStatement(w, declaration);
    for (const name of declaredNames(declaration)) exportName(w, name, w.nameOrigin(name));
    return;
  }
  if (source != null) addImport(w, node, source.value, node.exportKind === "type");
  for (const each of node.specifiers) {
    const local = specifierName(each.local);
    exportName(w, specifierName(each.exported), source == null ? w.nameOrigin(local) : w.origins.imported(source.value, local));
  }
}

function declaredNames(node: Node): string[] {
  switch (node.type) {
    case "VariableDeclaration":
      return node.declarations.flatMap(each => patternNames(each.id));
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "ClassDeclaration":
      return node.id == null ? [] : [node.id.name];
    case "TSEnumDeclaration":
    case "TSImportEqualsDeclaration":
      return [node.id.name];
    case "TSModuleDeclaration":
      return node.id.type === "Identifier" ? [node.id.name] : [];
    default:
      return [];
  }
}

function patternNames(node: Node): string[] {
  switch (node.type) {
    case "Identifier":
      return [node.name];
    case "ObjectPattern":
      return node.properties.flatMap(each => patternNames(each.type === "RestElement" ? each.argument : each.value));
    case "ArrayPattern":
      return node.elements.flatMap(each => (each == null ? [] : patternNames(each)));
    case "AssignmentPattern":
      return patternNames(node.left);
    case "RestElement":
      return patternNames(node.argument);
    default:
      return [];
  }
}

export function walkExportDefault(w: Walk, node: Of<"ExportDefaultDeclaration">): void {
  const { declaration } = node;
  const held = { name: "default" };
  switch (declaration.type) {
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      return exportName(w, "default", w.origins.functionAt(walkFunction(w, declaration, held, undefined, w.reserved.get(declaration) ?? newFunction(w))));
    case "ClassDeclaration":
      return exportName(w, "default", w.origins.classAt(walkClass(w, declaration, held)));
    case "TSInterfaceDeclaration":
      return;
    default:
      exportName(w, "default", evaluate(w, declaration, "assigned", held));
  }
}

export function walkExportAll(w: Walk, node: Of<"ExportAllDeclaration">): void {
  const { source, exported } = node;
  addImport(w, node, source.value, node.exportKind === "type");
  if (exported == null) w.exportAll.push(source.value);
  else exportName(w, specifierName(exported), w.origins.module(source.value));
}

export function walkImportEquals(w: Walk, node: Of<"TSImportEqualsDeclaration">): void {
  const { moduleReference: reference } = node;
  const binding = w.scope.find(node.id.name);
  if (binding === undefined) return;
  if (reference.type === "TSExternalModuleReference") {
    addImport(w, node, reference.expression.value, node.importKind === "type");
    w.assign(binding, w.origins.module(reference.expression.value));
  } else {
    w.assign(binding, qualified(w, reference));
  }
}

function qualified(w: Walk, node: Node): OriginId {
  if (node.type === "Identifier") return w.nameOrigin(node.name);
  return node.type === "TSQualifiedName" ? w.origins.member(qualified(w, node.left), node.right.name) : UNKNOWN;
}

/** A TypeScript namespace is an object that holds what it exports; `declare` and ambient modules hold no code. */
export function walkNamespace(w: Walk, node: Of<"TSModuleDeclaration">): void {
  const { body } = node;
  if (body == null || node.declare || node.id.type !== "Identifier") return;
  const bound = w.origins.all[w.scope.find(node.id.name)?.origin ?? UNKNOWN]!;
  const origin = bound.kind === "instance" ? w.origins.all[bound.of]! : bound;
  const outer = w.namespace;
  w.namespace = origin.kind === "class" ? w.classes[origin.class]! : w.classes[w.newClass(node.id.name, node)]!;
  w.inScope(new Scope(w.scope), () => walkStatementsOfBody(w, body.body));
  w.namespace = outer;
}
