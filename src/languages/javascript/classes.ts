import type { DecoratorFacts, FunctionKind } from "../../model/facts.ts";
import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId } from "../../model/origin.ts";
import type { ClassNode, Node } from "./ast.ts";
import { endOf, isFunctionExpression, propertyName, startOf, unwrapped } from "./ast.ts";
import { evaluate } from "./expressions.ts";
import { walkFunction, walkStatementsOfBody } from "./functions.ts";
import type { Held } from "./functions.ts";
import { newFunction } from "./hoist.ts";
import { Scope } from "./scope.ts";
import { annotationOrigin } from "./types.ts";
import type { ClassDraft, Walk } from "./walk.ts";

type Element = ClassNode["body"]["body"][number];

const kinds = { constructor: "constructor", method: "method", get: "getter", set: "setter" } as const satisfies Record<string, FunctionKind>;

/** Walks a class declaration or expression and returns its index. */
export function walkClass(w: Walk, node: ClassNode, held: Held = {}): number {
  const name = node.id?.name ?? held.name ?? "";
  const index = w.reserved.get(node) ?? w.newClass(name, node);
  const cls = w.classes[index]!;
  decoratorsOf(w, node);
  if (node.superClass != null) cls.bases.push(evaluate(w, node.superClass, "other"));
  cls.implements = (node.implements?.length ?? 0) > 0;

  const outer = { scope: w.scope, class: w.class };
  w.scope = new Scope(w.scope);
  if (node.id != null) w.scope.bind(node.id.name, { origin: w.origins.classAt(index), variable: undefined });
  for (const each of node.typeParameters?.params ?? []) w.scope.bindType(typeof each.name === "string" ? each.name : each.name.name, { type: null, scope: w.scope });
  w.class = index;
  const members = new Members(w, cls, node.abstract === true);
  for (const each of node.body.body) members.walk(each);
  w.class = outer.class;
  w.scope = outer.scope;
  return index;
}

export function decoratorsOf(w: Walk, node: { decorators?: readonly { expression: Node }[] | null }): DecoratorFacts[] | undefined {
  if (node.decorators == null || node.decorators.length === 0) return undefined;
  return node.decorators.map(each => ({ origin: evaluate(w, each.expression, "other"), text: w.textOf(each.expression) }));
}

/** The members of one class body, and the functions made up for its initializers: they exist only if there is something to run. */
class Members {
  readonly #w: Walk;
  readonly #cls: ClassDraft;
  readonly #abstract: boolean;
  readonly #initializers: { static: number | undefined; instance: number | undefined } = { static: undefined, instance: undefined };

  constructor(w: Walk, cls: ClassDraft, abstract: boolean) {
    this.#w = w;
    this.#cls = cls;
    this.#abstract = abstract;
  }

  walk(element: Element): void {
    switch (element.type) {
      case "MethodDefinition":
      case "TSAbstractMethodDefinition":
        return this.#method(element);
      case "PropertyDefinition":
      case "TSAbstractPropertyDefinition":
      case "AccessorProperty":
      case "TSAbstractAccessorProperty":
        return this.#field(element);
      case "StaticBlock":
        return this.#initialize(true, element, () => {
          this.#w.inScope(new Scope(this.#w.scope), () => walkStatementsOfBody(this.#w, element.body));
        });
      default:
    }
  }

  #method(element: Extract<Element, { type: "MethodDefinition" | "TSAbstractMethodDefinition" }>): void {
    const w = this.#w;
    const decorators = decoratorsOf(w, element);
    const name = this.#key(element);
    const kind = kinds[element.kind];
    const index = walkFunction(w, element.value, {}, {
      kind,
      key: element.key,
      name: name ?? w.textOf(element.key),
      static: element.static,
      ...(decorators && { decorators }),
    });
    const draft = w.functions[index]!;
    if (element.type === "TSAbstractMethodDefinition") draft.abstract = true;
    // In an abstract class it is the default of a member that subclasses replace, perhaps by one that awaits.
    else if (this.#abstract && !element.static && element.accessibility !== "private" && element.key.type !== "PrivateIdentifier") draft.contextualType = true;
    if (name !== undefined) addMethod(w, this.#cls, name, index);
  }

  #field(element: Extract<Element, { type: "PropertyDefinition" | "TSAbstractPropertyDefinition" | "AccessorProperty" | "TSAbstractAccessorProperty" }>): void {
    const w = this.#w;
    decoratorsOf(w, element);
    const name = this.#key(element);
    const annotation = annotationOrigin(w, element.typeAnnotation);
    if (name !== undefined && annotation !== UNKNOWN) this.#cls.annotations[name] = annotation;
    if (element.value == null) {
      if (name !== undefined && !element.declare) this.#cls.fields[name] ??= [];
      return;
    }
    const typed = element.typeAnnotation != null;
    const value = unwrapped(element.value);
    if (isFunctionExpression(value)) {
      const index = walkFunction(w, value, { name, typed: typed || value !== element.value }, {
        kind: value.type === "ArrowFunctionExpression" ? "lambda" : "method",
        key: element.key,
        name: name ?? w.textOf(element.key),
        static: element.static,
      });
      if (name !== undefined) this.#cls.methods[name] = index;
      return;
    }
    if (value.type === "Literal") {
      if (name !== undefined) w.addField(this.#cls, name, evaluate(w, value, "assigned"));
      return;
    }
    const before = w.calls.length + w.silent.length;
    this.#initialize(element.static, element, () => {
      const origin: OriginId = evaluate(w, value, "assigned", { name, typed });
      if (name !== undefined) w.addField(this.#cls, name, origin);
    }, () => w.calls.length + w.silent.length > before);
  }

  #key(element: { key: Node; computed: boolean }): string | undefined {
    const name = propertyName(element.key, element.computed);
    if (name === undefined && element.computed) evaluate(this.#w, element.key, "operand");
    return name;
  }

  /** Runs `body` as part of the initializer of the class or of its objects; one that runs nothing is not made. */
  #initialize(isStatic: boolean, node: { start: number; end: number }, body: () => void, needed = (): boolean => true): void {
    const w = this.#w;
    const which = isStatic ? "static" : "instance";
    const index = this.#initializers[which] ?? w.functions.length;
    const outer = { function: w.function, loops: w.loops, inTry: w.inTry };
    const fresh = this.#initializers[which] === undefined;
    if (fresh) this.#describe(newFunction(w), isStatic, node);
    w.function = index;
    w.loops = 0;
    w.inTry = false;
    body();
    w.function = outer.function;
    w.loops = outer.loops;
    w.inTry = outer.inTry;
    if (fresh && !needed() && w.functions.length === index + 1) w.functions.pop();
    else this.#initializers[which] = index;
  }

  #describe(index: number, isStatic: boolean, node: { start: number; end: number }): void {
    const w = this.#w;
    const draft = w.functions[index]!;
    const range = { start: startOf(node), end: endOf(node) };
    draft.name = `${this.#cls.name}.${isStatic ? "<static>" : "<fields>"}`;
    draft.kind = "initializer";
    draft.range = range;
    draft.nameRange = range;
    draft.parent = w.function;
    draft.class = w.class;
    if (isStatic) draft.static = true;
  }
}

/** A setter beside a getter is listed as `set name`; where a class has a static and an instance method of one name, the latter counts. */
export function addMethod(w: Walk, cls: ClassDraft, name: string, index: number): void {
  const draft = w.functions[index]!;
  const known = cls.methods[name];
  const key = draft.kind === "setter" ? `set ${name}` : name;
  if (known !== undefined && draft.static && !w.functions[known]!.static) return;
  cls.methods[key] = index;
}
