import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId } from "../../model/origin.ts";
import type { FunctionDeclaration, Node, Statement } from "./ast.ts";
import { endOf, startOf, staticString, unwrapped } from "./ast.ts";
import { newCall, recordSilent } from "./calls.ts";
import { walkClass } from "./classes.ts";
import { evaluate } from "./expressions.ts";
import { walkFunction } from "./functions.ts";
import { hoist, newFunction, declareNames } from "./hoist.ts";
import { walkExportAll, walkExportDefault, walkExportNamed, walkImportDeclaration, walkImportEquals, walkNamespace } from "./modules.ts";
import { assignPattern } from "./patterns.ts";
import { Scope } from "./scope.ts";
import { annotationOrigin } from "./types.ts";
import type { Walk } from "./walk.ts";

type Of<Type extends Node["type"]> = Extract<Node, { type: Type }>;

export function walkStatements(w: Walk, statements: readonly Statement[]): void {
  for (const each of statements) walkStatement(w, each);
}

export function walkStatement(w: Walk, node: Node): void {
  switch (node.type) {
    case "ExpressionStatement":
      evaluate(w, node.expression, "discarded");
      return;
    case "VariableDeclaration":
      return walkVariables(w, node);
    case "ReturnStatement":
      return walkReturn(w, node);
    case "IfStatement":
      return walkIf(w, node);
    case "BlockStatement":
      return walkBlock(w, node.body);
    case "FunctionDeclaration":
    case "TSDeclareFunction": {
      const index = w.reserved.get(node) ?? newFunction(w);
      walkDeclaration(w, node, index);
      if (node.type === "TSDeclareFunction") w.functions[index]!.abstract = true;
      return;
    }
    case "ClassDeclaration":
      walkClass(w, node);
      return;
    case "ForStatement":
      return walkFor(w, node);
    case "ForOfStatement":
    case "ForInStatement":
      return walkForEach(w, node);
    case "WhileStatement":
      return inLoop(w, () => {
        evaluate(w, node.test, "operand");
        walkStatement(w, node.body);
      });
    case "DoWhileStatement":
      return inLoop(w, () => {
        walkStatement(w, node.body);
        evaluate(w, node.test, "operand");
      });
    case "TryStatement":
      return walkTry(w, node);
    case "ThrowStatement":
      evaluate(w, node.argument, "other");
      return;
    case "SwitchStatement":
      return walkSwitch(w, node);
    case "LabeledStatement":
      return walkStatement(w, node.body);
    case "WithStatement":
      evaluate(w, node.object, "operand");
      return walkStatement(w, node.body);
    case "ImportDeclaration":
      return walkImportDeclaration(w, node);
    case "ExportNamedDeclaration":
      return walkExportNamed(w, node);
    case "ExportDefaultDeclaration":
      return walkExportDefault(w, node);
    case "ExportAllDeclaration":
      return walkExportAll(w, node);
    case "TSExportAssignment":
      w.exportEquals = evaluate(w, node.expression, "assigned");
      return;
    case "TSImportEqualsDeclaration":
      return walkImportEquals(w, node);
    case "TSModuleDeclaration":
      return walkNamespace(w, node);
    case "TSEnumDeclaration":
      for (const each of node.body.members) if (each.initializer != null) evaluate(w, each.initializer, "operand");
      return;
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "EmptyStatement":
    case "BreakStatement":
    case "ContinueStatement":
    case "DebuggerStatement":
      return;
    default:
      if (!node.type.startsWith("TS")) evaluate(w, node, "discarded");
  }
}

function walkDeclaration(w: Walk, node: FunctionDeclaration, index: number): void {
  const cls = w.constructors.get(index);
  if (cls === undefined) {
    walkFunction(w, node, {}, undefined, index);
    return;
  }
  const outer = w.class;
  w.class = cls;
  w.classes[cls]!.range = { start: startOf(node), end: endOf(node) };
  walkFunction(w, node, {}, { kind: "constructor", key: node.id, name: "constructor", static: false }, index);
  w.class = outer;
}

function walkBlock(w: Walk, statements: readonly Statement[]): void {
  const outer = w.scope;
  w.scope = new Scope(outer);
  hoist(w, statements, w.scope);
  walkStatements(w, statements);
  w.scope = outer;
}

function inLoop(w: Walk, body: () => void): void {
  w.loops++;
  body();
  w.loops--;
}

function walkVariables(w: Walk, node: Of<"VariableDeclaration">): void {
  for (const { id, init } of node.declarations) {
    const typed = "typeAnnotation" in id && id.typeAnnotation != null;
    const binding = id.type === "Identifier" ? w.scope.find(id.name) : undefined;
    if (typed && binding?.variable !== undefined) {
      const annotation = annotationOrigin(w, id.typeAnnotation);
      if (annotation !== UNKNOWN) w.variables[binding.variable]!.annotation = annotation;
    }
    if (init == null) continue;
    if (binding !== undefined && node.kind === "const") {
      const text = staticString(unwrapped(init));
      if (text !== undefined) binding.constant = text;
    }
    const held = { name: id.type === "Identifier" ? id.name : undefined, typed };
    const isConstant = binding?.constant !== undefined && w.function === 0;
    const value = isConstant ? w.origins.constant(binding.constant!) : evaluate(w, init, "assigned", held);
    assignPattern(w, id, value);
    if (binding !== undefined && isModuleLoader(w, value)) binding.loadsModules = true;
    if (node.kind === "using" || node.kind === "await using") enter(w, init, value, node.kind === "await using");
  }
}

/** What `createRequire(…)` of `node:module` gives. */
function isModuleLoader(w: Walk, value: OriginId): boolean {
  const origin = w.origins.all[value]!;
  if (origin.kind !== "result") return false;
  const callee = w.origins.all[origin.of]!;
  if (callee.kind !== "imported" && callee.kind !== "member") return false;
  return callee.name === "createRequire";
}

function enter(w: Walk, node: Node, value: OriginId, awaited: boolean): void {
  if (awaited) w.functions[w.function]!.awaits++;
  const call = newCall(w, "enter", node, node, "other");
  call.callee = value;
  call.awaited = awaited;
  w.calls.push(call);
}

function walkReturn(w: Walk, node: Of<"ReturnStatement">): void {
  if (node.argument == null) return;
  const value = evaluate(w, node.argument, "returned", { typed: w.returnsTyped });
  const { returns } = w.functions[w.function]!;
  if (!returns.includes(value)) returns.push(value);
}

/** `else if` chains can be long: they are walked in a loop. */
function walkIf(w: Walk, node: Of<"IfStatement">): void {
  let current: Of<"IfStatement"> = node;
  for (;;) {
    evaluate(w, current.test, "operand");
    walkStatement(w, current.consequent);
    if (current.alternate?.type !== "IfStatement") break;
    current = current.alternate;
  }
  if (current.alternate != null) walkStatement(w, current.alternate);
}

function walkFor(w: Walk, node: Of<"ForStatement">): void {
  w.inScope(new Scope(w.scope), () => {
    if (node.init != null) {
      hoist(w, [node.init as Statement], w.scope);
      if (node.init.type === "VariableDeclaration") walkVariables(w, node.init);
      else evaluate(w, node.init, "discarded");
    }
    inLoop(w, () => {
      if (node.test != null) evaluate(w, node.test, "operand");
      walkStatement(w, node.body);
      if (node.update != null) evaluate(w, node.update, "discarded");
    });
  });
}

function walkForEach(w: Walk, node: Of<"ForOfStatement" | "ForInStatement">): void {
  const right = evaluate(w, node.right, "other");
  const awaited = node.type === "ForOfStatement" && node.await;
  if (awaited) w.functions[w.function]!.awaits++;
  if (node.type === "ForOfStatement") recordSilent(w, "iterate", right, node.right, awaited);
  const value = node.type === "ForOfStatement" ? w.origins.element(right) : w.origins.literal("string");
  w.inScope(new Scope(w.scope), () => {
    const { left } = node;
    if (left.type === "VariableDeclaration") {
      if (left.kind !== "var") for (const each of left.declarations) declareNames(w, each.id, w.scope);
      for (const each of left.declarations) assignPattern(w, each.id, value);
    } else {
      assignPattern(w, left, value);
    }
    inLoop(w, () => walkStatement(w, node.body));
  });
}

function walkTry(w: Walk, node: Of<"TryStatement">): void {
  const outer = w.inTry;
  w.inTry = true;
  walkStatement(w, node.block);
  w.inTry = outer;
  const { handler } = node;
  if (handler != null) {
    w.inScope(new Scope(w.scope), () => {
      if (handler.param != null) declareNames(w, handler.param, w.scope);
      walkStatement(w, handler.body);
    });
  }
  if (node.finalizer != null) walkStatement(w, node.finalizer);
}

function walkSwitch(w: Walk, node: Of<"SwitchStatement">): void {
  evaluate(w, node.discriminant, "operand");
  w.inScope(new Scope(w.scope), () => {
    for (const each of node.cases) hoist(w, each.consequent, w.scope);
    for (const each of node.cases) {
      if (each.test != null) evaluate(w, each.test, "operand");
      walkStatements(w, each.consequent);
    }
  });
}
