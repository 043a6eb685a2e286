import { ts } from "ts-morph";

import { placeOf, type Program } from "./program.ts";
import type { FunctionLike } from "./target.ts";

/** What structured clone, with what the runtime adds, gives back as it was. */
const CROSSES = new Set([
  "Date", "RegExp", "Buffer", "ArrayBuffer", "SharedArrayBuffer", "ArrayBufferLike", "DataView", "Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError",
  "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array", "ArrayBufferView",
]);
const CONTAINERS = new Set(["Array", "ReadonlyArray", "Map", "ReadonlyMap", "Set", "ReadonlySet", "Promise", "PromiseLike"]);

/** What is known of the arguments and the result: `trouble` ends a sentence that begins with the function's name. */
export interface Crossing {
  readonly trouble?: string;
  /** Parts whose types say nothing. */
  readonly unknown: readonly string[];
}

/** Whether arguments and result can be sent between threads, by their types; where a parameter has none, by what callers give. */
export function crossingOf(program: Program, fn: FunctionLike, overloads: readonly FunctionLike[], calls: readonly ts.CallExpression[], root: string): Crossing {
  const { checker } = program;
  const unknown: string[] = [];
  for (const declaration of overloads.length > 1 ? overloads : [fn]) {
    if (declaration.typeParameters !== undefined) return { trouble: "it is generic, and its callers would get `unknown`: write its types out", unknown };
    for (const parameter of declaration.parameters) {
      const name = parameter.name.getText();
      if (name === "this") return { trouble: "it uses `this`, which belongs to the caller's thread", unknown };
      const verdict = new Looker(program).typed(checker.getTypeAtLocation(parameter), parameter.type);
      if (verdict === "unknown") unknown.push(`\`${name}\``);
      else if (verdict !== undefined) return { trouble: `its argument \`${name}\` cannot be sent to another thread: ${verdict}`, unknown };
    }
    const signature = checker.getSignatureFromDeclaration(declaration);
    if (signature === undefined) continue;
    if (checker.getTypePredicateOfSignature(signature) !== undefined) return { trouble: "its result tells types apart (`… is …`), which a promise cannot do", unknown };
    const result = new Looker(program).typed(checker.getAwaitedType(signature.getReturnType()) ?? signature.getReturnType(), declaration.type);
    if (result === "unknown") unknown.push("its result");
    else if (result !== undefined) return { trouble: `its result cannot be sent between threads: ${result}`, unknown };
  }
  for (const call of calls) {
    for (const argument of call.arguments) {
      const verdict = new Looker(program).typed(checker.getTypeAtLocation(ts.isSpreadElement(argument) ? argument.expression : argument), undefined);
      if (verdict !== undefined && verdict !== "unknown") return { trouble: `\`${argument.getText()}\` at ${placeOf(call, root)} cannot be sent to another thread: ${verdict}`, unknown };
    }
  }
  return { unknown };
}

/** Looks through one type, to any depth: undefined when all of it crosses. */
class Looker {
  readonly #program: Program;
  readonly #seen = new Set<ts.Type>();
  #unknown = false;

  constructor(program: Program) {
    this.#program = program;
  }

  typed(type: ts.Type, node: ts.TypeNode | undefined): string | "unknown" | undefined {
    const trouble = (node === undefined ? undefined : this.#written(node)) ?? this.#type(type);
    return trouble ?? (this.#unknown ? "unknown" : undefined);
  }

  /** A type that is written but not known here is `any` to the compiler: its name must do. */
  #written(node: ts.TypeNode): string | undefined {
    let found: string | undefined;
    const visit = (at: ts.Node): void => {
      if (found !== undefined) return;
      if (ts.isTypeReferenceNode(at)) {
        const type = this.#program.checker.getTypeFromTypeNode(at);
        const name = at.typeName.getText();
        if ((type.flags & ts.TypeFlags.Any) !== 0 && !CROSSES.has(name) && !this.#isAliasOfAny(at.typeName)) found = `the type \`${name}\` is not known here, so it cannot be told what it holds: install the packages of the app first`;
        if (CROSSES.has(name) && (type.flags & ts.TypeFlags.Any) !== 0) return;
      }
      ts.forEachChild(at, visit);
    };
    visit(node);
    return found;
  }

  #isAliasOfAny(name: ts.EntityName): boolean {
    return this.#program.symbolOf(name)?.declarations?.some(declaration => ts.isTypeAliasDeclaration(declaration) && declaration.type.kind === ts.SyntaxKind.AnyKeyword) === true;
  }

  #type(type: ts.Type): string | undefined {
    const { checker } = this.#program;
    if (this.#seen.has(type)) return undefined;
    this.#seen.add(type);
    const { flags } = type;
    if ((flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) !== 0) {
      this.#unknown = true;
      return undefined;
    }
    if ((flags & ts.TypeFlags.ESSymbolLike) !== 0) return "a symbol cannot be copied";
    if ((flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.VoidLike | ts.TypeFlags.Null | ts.TypeFlags.Never)) !== 0) return undefined;
    if (type.isUnionOrIntersection()) return this.#first(type.types);
    if ((flags & ts.TypeFlags.Object) === 0) {
      const constraint = checker.getBaseConstraintOfType(type);
      if (constraint === undefined || constraint === type) this.#unknown = true;
      return constraint === undefined || constraint === type ? undefined : this.#type(constraint);
    }
    return this.#object(type as ts.ObjectType);
  }

  #object(type: ts.ObjectType): string | undefined {
    const { checker } = this.#program;
    const name = type.symbol?.name ?? "";
    const shown = checker.typeToString(type);
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return "a function cannot be copied";
    const isForeign = type.symbol?.declarations?.every(declaration => !this.#program.isOurs(declaration.getSourceFile())) === true;
    if (isForeign && CROSSES.has(name)) return undefined;
    if (checker.isTupleType(type) || checker.isArrayType(type) || (isForeign && CONTAINERS.has(name))) return this.#first(checker.getTypeArguments(type as ts.TypeReference));
    if ((type.symbol?.flags ?? 0) & ts.SymbolFlags.Class) return `\`${shown}\` is an instance of a class and would arrive as a plain object`;
    for (const property of checker.getPropertiesOfType(type)) {
      const declaration = property.valueDeclaration ?? property.declarations?.[0];
      const inner = declaration === undefined ? checker.getTypeOfSymbol(property) : checker.getTypeOfSymbolAtLocation(property, declaration);
      const written = declaration !== undefined && ts.isPropertySignature(declaration) && declaration.type !== undefined ? this.#written(declaration.type) : undefined;
      const trouble = written ?? (isCallable(inner) ? `\`${shown}\` has a function, \`${property.name}\`` : this.#type(inner));
      if (trouble !== undefined) return trouble;
    }
    return this.#first(checker.getIndexInfosOfType(type).map(({ type: value }) => value));
  }

  #first(types: readonly ts.Type[]): string | undefined {
    for (const type of types) {
      const trouble = this.#type(type);
      if (trouble !== undefined) return trouble;
    }
    return undefined;
  }
}

function isCallable(type: ts.Type): boolean {
  return type.isUnion() ? type.types.some(isCallable) : type.getCallSignatures().length > 0;
}
