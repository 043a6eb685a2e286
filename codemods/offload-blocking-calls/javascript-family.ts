import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { propertyName } from "../../src/languages/javascript/ast.ts";
import { isFunction } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { Attempt } from "./javascript-attempt.ts";
import type { SourceFile } from "./javascript-files.ts";
import type { OpenReferences } from "./javascript-propagation.ts";
import type { TypeFollowed, WrittenTypes } from "./javascript-types.ts";

const NOTHING: TypeFollowed = { names: [], functions: [] };

/** Members of the base classes of Node and the language that such a class's own code calls by name. */
const KNOWN_PARENTS: Readonly<Record<string, ReadonlySet<string>>> = {
  EventEmitter: new Set(["on", "once", "emit", "off", "addListener", "removeListener", "listeners", "eventNames", "setMaxListeners"]),
  Error: new Set(["toString"]),
  Map: new Set(["get", "set", "has", "delete", "forEach", "keys", "values", "entries", "clear"]),
  Set: new Set(["add", "has", "delete", "forEach", "keys", "values", "entries", "clear"]),
};

/** Declarations that stand for the same function: overloads, signatures of interfaces and abstract classes, and what implements or overrides it. */
export class Family {
  readonly #open: OpenReferences;
  readonly #types: WrittenTypes;

  constructor({ open }: { readonly open: OpenReferences }, types: WrittenTypes) {
    this.#open = open;
    this.#types = types;
  }

  /** What a declaration of the same name in the family asks for; undefined when the place is no such declaration. */
  of(attempt: Attempt, file: SourceFile, node: Node, parent: Node, depth: number, own: FunctionNode): TypeFollowed | { readonly trouble: string } | undefined {
    switch (parent.type) {
      case "TSDeclareFunction":
        return parent.id === node ? this.#signature(attempt, file, parent.returnType, depth) : undefined;
      case "TSMethodSignature":
        return parent.key === node ? this.#signature(attempt, file, parent.returnType, depth) : undefined;
      case "TSPropertySignature":
        return parent.key !== node || parent.typeAnnotation == null ? undefined : this.#types.follow(attempt, file, parent.typeAnnotation, depth);
      case "TSAbstractMethodDefinition":
      case "MethodDefinition":
      case "TSAbstractPropertyDefinition":
      case "PropertyDefinition":
        return parent.key === node ? this.#member(attempt, file, parent, depth, own) : undefined;
      case "Property":
        if (parent.key !== node || parent.shorthand || file.index.parent(parent)?.type !== "ObjectExpression") return undefined;
        return isFunction(parent.value) && parent.value !== own && depth === 0 ? { names: [], functions: [{ file, fn: parent.value }] } : NOTHING;
      case "TSTypeQuery":
        return this.#query(attempt, file, parent, depth);
      default:
        return undefined;
    }
  }

  /** Why a class with parents that nobody can read may be called through them; undefined when all are known. */
  unknownParents(file: SourceFile, fn: FunctionNode, start: number): string | undefined {
    const holder = [...file.index.ancestors(fn)].find(({ type }) => type === "MethodDefinition" || type === "PropertyDefinition" || type === "Property");
    if (holder === undefined || holder.type === "Property") return undefined;
    const cls = file.index.parent(file.index.parent(holder) ?? holder);
    if (cls?.type !== "ClassDeclaration" && cls?.type !== "ClassExpression") return undefined;
    if (cls.superClass == null && (cls.implements ?? []).length === 0) return undefined;
    const name = holder.type === "MethodDefinition" || holder.type === "PropertyDefinition" ? propertyName(holder.key, holder.computed) ?? "" : "";
    const unknown = this.#open().unknownParents(file.unit.path, start).find(parent => KNOWN_PARENTS[parent.replace(/^.*\./, "")]?.has(name) !== false);
    return unknown === undefined ? undefined : `its class extends or implements \`${unknown}\`, which is not known and may call it`;
  }

  #signature(attempt: Attempt, file: SourceFile, returnType: Node | null | undefined, depth: number): TypeFollowed | { readonly trouble: string } {
    if (returnType?.type !== "TSTypeAnnotation") return NOTHING;
    return this.#types.gives(attempt, file, returnType.typeAnnotation, depth);
  }

  #member(attempt: Attempt, file: SourceFile, member: Node & { readonly type: "TSAbstractMethodDefinition" | "MethodDefinition" | "TSAbstractPropertyDefinition" | "PropertyDefinition" }, depth: number, own: FunctionNode): TypeFollowed | { readonly trouble: string } {
    const { value } = member;
    const typed = "typeAnnotation" in member && member.typeAnnotation != null ? this.#types.follow(attempt, file, member.typeAnnotation, depth) : NOTHING;
    if ("trouble" in typed || value == null || value === own) return typed;
    if (value.type === "TSEmptyBodyFunctionExpression") return this.#signature(attempt, file, value.returnType, depth);
    if ("kind" in member && member.kind !== "method") return { trouble: `another class has a ${member.kind}ter in its place` };
    if (!isFunction(value)) return typed;
    if (depth > 0) return { trouble: "another class has a method in its place" };
    // Without types nobody asks for a promise: what is awaited may give a plain value.
    if (!file.isTypeScript) return typed;
    return { names: typed.names, functions: [...typed.functions, { file, fn: value }] };
  }

  /** `typeof load` in a type: what it is part of says how it follows. */
  #query(attempt: Attempt, file: SourceFile, query: Node, depth: number): TypeFollowed | { readonly trouble: string } {
    const { index } = file;
    const outer = index.parent(query);
    if (outer?.type === "TSTypeAnnotation") {
      const holder = index.parent(outer);
      if (holder?.type === "Identifier") return { names: [{ path: file.unit.path, start: holder.start, depth }], functions: [] };
      if (holder?.type === "TSPropertySignature" || holder?.type === "PropertyDefinition") return { names: [{ path: file.unit.path, start: holder.key.start, depth, ...(holder.key.type === "Identifier" && { member: holder.key.name }) }], functions: [] };
    }
    const generic = outer?.type === "TSTypeParameterInstantiation" ? index.parent(outer) : undefined;
    const name = generic?.type === "TSTypeReference" ? file.excerpt(generic.typeName) : "";
    if (/^(?:Parameters|(?:jest|vi|vitest)\.\w+|Mock\w*|SinonStub\w*)$/.test(name)) return NOTHING;
    if (name === "ReturnType" && depth === 0) {
      const around = index.parent(generic!);
      const awaited = around?.type === "TSTypeParameterInstantiation" ? index.parent(around) : undefined;
      if (awaited?.type !== "TSTypeReference" || file.excerpt(awaited.typeName) !== "Awaited") attempt.addType(file, generic!, "Awaited");
      return NOTHING;
    }
    return { trouble: "its type is used" };
  }
}
