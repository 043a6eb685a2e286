import type { DecoratorFacts, FunctionKind, ParameterFacts } from "../../model/facts.ts";
import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId } from "../../model/origin.ts";
import type { FunctionNode, Node, ParameterNode, Statement } from "./ast.ts";
import { endOf, startOf } from "./ast.ts";
import { evaluate } from "./expressions.ts";
import { declareNames, hoist, hoistVars, newFunction } from "./hoist.ts";
import { assignPattern } from "./patterns.ts";
import { Scope } from "./scope.ts";
import { walkStatements } from "./statements.ts";
import { annotationOrigin, returnedOrigin } from "./types.ts";
import type { FunctionDraft, Walk } from "./walk.ts";

/** What stands around a function (or a class, or an object) that is a value. */
export interface Held {
  /** The variable or property that holds it. */
  readonly name?: string | undefined;
  /** The value is checked against a written type. */
  readonly typed?: boolean;
  /** It is an argument of this call. */
  readonly argumentOf?: number;
  /** A generator that a compiler made of an async function: `__awaiter(this, void 0, void 0, function* () {…})`. */
  readonly compiledAsync?: boolean;
  /** The class whose prototype an object literal is. */
  readonly into?: number;
  /** What the callee will pass, where that is known: the element for `items.map`. */
  readonly passes?: OriginId;
}

export interface Member {
  readonly kind: FunctionKind;
  /** The key as the user would write it. */
  readonly key: Node | null;
  readonly name: string;
  readonly static: boolean;
  readonly decorators?: DecoratorFacts[];
}

const ANONYMOUS = "<anonymous>";

/** Walks a function and returns its index. `index` is given when it was reserved; `member` when it belongs to `w.class`. */
export function walkFunction(w: Walk, node: FunctionNode, held: Held = {}, member?: Member, index = newFunction(w)): number {
  const draft = w.functions[index]!;
  describe(w, draft, node, held, member);

  const outer = { scope: w.scope, function: w.function, class: w.class, loops: w.loops, inTry: w.inTry, returnsTyped: w.returnsTyped };
  w.function = index;
  w.loops = 0;
  w.inTry = false;
  w.returnsTyped = node.returnType != null;
  // A plain function has a `this` of its own, and nobody knows which.
  if (member === undefined && node.type !== "ArrowFunctionExpression") w.class = null;
  w.scope = new Scope(w.scope);
  if (node.type === "FunctionExpression" && node.id != null) {
    w.scope.bind(node.id.name, { origin: w.origins.functionAt(index), variable: undefined });
    w.scope = new Scope(w.scope);
  }
  for (const each of node.typeParameters?.params ?? []) w.scope.bindType(nameOf(each.name), { type: null, scope: w.scope });
  const annotated = returnedOrigin(w, node.returnType);
  if (annotated !== UNKNOWN) draft.returnAnnotation = annotated;
  walkParameters(w, draft, index, node.params, held.passes);
  walkBody(w, draft, node);
  w.scope = outer.scope;
  w.function = outer.function;
  w.class = outer.class;
  w.loops = outer.loops;
  w.inTry = outer.inTry;
  w.returnsTyped = outer.returnsTyped;
  return index;
}

function nameOf(name: string | { name: string }): string {
  return typeof name === "string" ? name : name.name;
}

function describe(w: Walk, draft: FunctionDraft, node: FunctionNode, held: Held, member: Member | undefined): void {
  const owner = member === undefined || w.class === null ? "" : w.classes[w.class]!.name;
  const own = member?.name ?? node.id?.name ?? held.name;
  const named = member?.key ?? node.id;
  if (held.compiledAsync) draft.name = w.functions[w.function]!.name;
  else draft.name = own === undefined ? ANONYMOUS : owner === "" ? own : `${owner}.${own}`;
  draft.kind = member?.kind ?? (node.type === "ArrowFunctionExpression" ? "lambda" : "function");
  draft.async = node.async || held.compiledAsync === true;
  draft.generator = node.generator && !held.compiledAsync;
  draft.range = { start: startOf(node), end: endOf(node) };
  draft.nameRange = named == null ? firstToken(w.text, draft.range) : { start: startOf(named), end: endOfName(named) };
  draft.parent = w.function;
  if (member !== undefined) {
    draft.class = w.class;
    if (member.static) draft.static = true;
    if (member.decorators !== undefined) draft.decorators = member.decorators;
  }
  if (held.argumentOf !== undefined) draft.argumentOf = held.argumentOf;
  if (held.typed) draft.contextualType = true;
  if (node.id == null && held.name !== undefined) draft.heldBy = held.name;
}

/** In typescript-estree an identifier's range takes in its type annotation; a name ends where its text does. */
function endOfName(node: Node): number {
  return node.type === "Identifier" ? startOf(node) + node.name.length : endOf(node);
}

/** `async`, `function`, the parenthesis or the parameter that a function without a name begins with. */
function firstToken(text: string, range: { start: number; end: number }): { start: number; end: number } {
  const token = /^(?:[\p{ID_Continue}$]+|.)/u.exec(text.slice(range.start, range.start + 40));
  return { start: range.start, end: range.start + (token?.[0].length ?? 0) };
}

function walkParameters(w: Walk, draft: FunctionDraft, index: number, parameters: readonly ParameterNode[], passed: OriginId | undefined): void {
  const { scope } = w;
  for (const parameter of parameters) {
    // TypeScript's `this` parameter is a type: nothing is passed to it.
    if (parameter.type === "Identifier" && parameter.name === "this") continue;
    const position = draft.parameters.length;
    const property = parameter.type === "TSParameterProperty";
    let pattern: Node = property ? parameter.parameter : parameter;
    for (const decorator of parameter.decorators ?? []) evaluate(w, decorator.expression, "other");
    const facts: { -readonly [K in keyof ParameterFacts]: ParameterFacts[K] } = { name: "" };
    const annotation = annotationOrigin(w, "typeAnnotation" in pattern ? pattern.typeAnnotation : undefined);
    if (pattern.type === "RestElement") {
      facts.rest = true;
      pattern = pattern.argument;
    }
    let value: OriginId | undefined;
    let written = annotation;
    if (pattern.type === "AssignmentPattern") {
      const left: Node = pattern.left;
      written = annotationOrigin(w, "typeAnnotation" in left ? left.typeAnnotation : undefined);
      value = evaluate(w, pattern.right, "assigned", { name: left.type === "Identifier" ? left.name : undefined, typed: written !== UNKNOWN });
      facts.default = value;
      pattern = left;
    }
    if (written !== UNKNOWN) facts.annotation = written;
    const origin = position === 0 && passed !== undefined ? passed : w.origins.add({ kind: "parameter", function: index, parameter: position });
    if (pattern.type === "Identifier") {
      facts.name = pattern.name;
      scope.bind(pattern.name, { origin, variable: undefined });
      if (property && w.class !== null) {
        const cls = w.classes[w.class]!;
        w.addField(cls, pattern.name, origin);
        if (written !== UNKNOWN) cls.annotations[pattern.name] = written;
      }
    } else {
      declareNames(w, pattern, scope);
      assignPattern(w, pattern, origin);
    }
    draft.parameters.push(facts);
  }
}

function walkBody(w: Walk, draft: FunctionDraft, node: FunctionNode): void {
  const { body } = node;
  if (body == null) {
    draft.abstract = true;
    draft.stub = true;
  } else if (body.type === "BlockStatement") {
    walkStatementsOfBody(w, body.body);
    draft.stub = isStub(body.body);
  } else {
    const value = evaluate(w, body, "returned", { typed: w.returnsTyped });
    draft.returns.push(value);
  }
}

/** Walks the statements of a function (or of the module) in the present scope. */
export function walkStatementsOfBody(w: Walk, statements: readonly Statement[]): void {
  for (const each of statements) hoistVars(w, each, w.scope);
  hoist(w, statements, w.scope);
  walkStatements(w, statements);
}

/** Nothing to run: empty, or a lone `throw`. */
function isStub(statements: readonly Statement[]): boolean {
  let first: Statement | undefined;
  for (const each of statements) {
    if (each.type === "ExpressionStatement" && each.directive != null) continue;
    if (each.type === "EmptyStatement") continue;
    if (first !== undefined) return false;
    first = each;
  }
  return first === undefined || first.type === "ThrowStatement";
}
