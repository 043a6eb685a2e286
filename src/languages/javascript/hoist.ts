import type { Node, Statement } from "./ast.ts";
import { hoistPrototypes } from "./prototypes.ts";
import type { Scope } from "./scope.ts";
import type { FunctionDraft, Walk } from "./walk.ts";

/** Declares what the statements of a block bind in that block, before any of them is walked: names may be used first. */
export function hoist(w: Walk, statements: readonly Statement[], scope: Scope): void {
  for (const statement of statements) hoistStatement(w, statement, scope);
  hoistPrototypes(w, statements, scope);
}

function hoistStatement(w: Walk, node: Node, scope: Scope): void {
  switch (node.type) {
    case "VariableDeclaration":
      if (node.kind !== "var") for (const each of node.declarations) declareNames(w, each.id, scope);
      return;
    case "FunctionDeclaration":
      if (node.id != null) scope.bind(node.id.name, { origin: w.origins.functionAt(reserveFunction(w, node)), variable: undefined });
      return;
    case "TSDeclareFunction":
      if (node.id != null && !scope.has(node.id.name)) scope.bind(node.id.name, { origin: w.origins.functionAt(reserveFunction(w, node)), variable: undefined });
      return;
    case "ClassDeclaration":
      if (node.id != null) scope.bind(node.id.name, { origin: w.origins.classAt(reserveClass(w, node, node.id.name)), variable: undefined });
      return;
    case "ImportDeclaration":
      for (const each of node.specifiers) scope.bind(each.local.name, { origin: importOrigin(w, each, node.source.value), variable: undefined });
      return;
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      if (node.declaration != null) hoistStatement(w, node.declaration, scope);
      return;
    case "TSEnumDeclaration":
      scope.bind(node.id.name, { origin: w.origins.literal("enum"), variable: undefined });
      return;
    case "TSModuleDeclaration":
      if (node.id.type === "Identifier" && !scope.has(node.id.name))
        scope.bind(node.id.name, { origin: w.origins.instance(w.origins.classAt(reserveClass(w, node, node.id.name))), variable: undefined });
      return;
    case "TSImportEqualsDeclaration":
      w.declare(node.id.name, scope);
      return;
    case "TSTypeAliasDeclaration":
      scope.bindType(node.id.name, { type: node.typeAnnotation, scope });
      return;
    case "TSInterfaceDeclaration":
      scope.bindType(node.id.name, { type: node, scope });
      return;
    default:
  }
}

function importOrigin(w: Walk, specifier: Extract<Node, { type: `Import${string}Specifier` }>, module: string): number {
  switch (specifier.type) {
    case "ImportNamespaceSpecifier":
      return w.origins.module(module);
    case "ImportDefaultSpecifier":
      return w.origins.imported(module, "default");
    default:
      return w.origins.imported(module, specifier.imported.type === "Literal" ? specifier.imported.value : specifier.imported.name);
  }
}

/** Declares the `var`s of a function body: they belong to the function, wherever they stand in it. */
export function hoistVars(w: Walk, node: Node | null | undefined, scope: Scope): void {
  if (node == null) return;
  switch (node.type) {
    case "VariableDeclaration":
      if (node.kind === "var") for (const each of node.declarations) declareNames(w, each.id, scope);
      return;
    case "ExportNamedDeclaration":
      return hoistVars(w, node.declaration, scope);
    case "BlockStatement":
      for (const each of node.body) hoistVars(w, each, scope);
      return;
    case "IfStatement":
      hoistVars(w, node.consequent, scope);
      return hoistVars(w, node.alternate, scope);
    case "ForStatement":
      hoistVars(w, node.init, scope);
      return hoistVars(w, node.body, scope);
    case "ForInStatement":
    case "ForOfStatement":
      hoistVars(w, node.left, scope);
      return hoistVars(w, node.body, scope);
    case "WhileStatement":
    case "DoWhileStatement":
    case "LabeledStatement":
    case "WithStatement":
      return hoistVars(w, node.body, scope);
    case "TryStatement":
      hoistVars(w, node.block, scope);
      hoistVars(w, node.handler?.body, scope);
      return hoistVars(w, node.finalizer, scope);
    case "SwitchStatement":
      for (const each of node.cases) for (const statement of each.consequent) hoistVars(w, statement, scope);
      return;
    default:
  }
}

/** Declares every name that a pattern binds. A repeated `var`, or one named as a parameter, keeps its binding. */
export function declareNames(w: Walk, pattern: Node, scope: Scope): void {
  switch (pattern.type) {
    case "Identifier":
      if (!scope.has(pattern.name)) w.declare(pattern.name, scope);
      return;
    case "ObjectPattern":
      for (const each of pattern.properties) declareNames(w, each.type === "RestElement" ? each.argument : each.value, scope);
      return;
    case "ArrayPattern":
      for (const each of pattern.elements) if (each != null) declareNames(w, each.type === "RestElement" ? each.argument : each, scope);
      return;
    case "AssignmentPattern":
      return declareNames(w, pattern.left, scope);
    case "RestElement":
      return declareNames(w, pattern.argument, scope);
    default:
  }
}

export function reserveFunction(w: Walk, node: object): number {
  const known = w.reserved.get(node);
  if (known !== undefined) return known;
  const index = newFunction(w);
  w.reserved.set(node, index);
  return index;
}

/** A place in the table of functions; filled in when the function is walked. */
export function newFunction(w: Walk): number {
  const draft: FunctionDraft = {
    name: "",
    kind: "function",
    async: false,
    generator: false,
    range: { start: 0, end: 0 },
    nameRange: { start: 0, end: 0 },
    parent: null,
    class: null,
    parameters: [],
    decorators: [],
    returns: [],
    yields: [],
    awaits: 0,
    stub: false,
  };
  return w.functions.push(draft) - 1;
}

export function reserveClass(w: Walk, node: { start: number; end: number }, name: string): number {
  const known = w.reserved.get(node);
  if (known !== undefined) return known;
  const index = w.newClass(name, node);
  w.reserved.set(node, index);
  return index;
}
