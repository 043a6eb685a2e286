import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { isFunction } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { Attempt } from "./javascript-attempt.ts";
import { namingOf } from "./javascript-declarations.ts";
import type { FileTable, SourceFile } from "./javascript-files.ts";
import type { OpenReferences } from "./javascript-propagation.ts";
import type { Reference } from "./javascript-references.ts";

/** A name to go on with: `depth` calls of it give the function. */
export interface TypedName extends Reference {
  readonly depth: number;
  /** The name that it has as a member of an object. */
  readonly member?: string;
}

/** What follows from a written type that says from now on that its function gives a promise. */
export interface TypeFollowed {
  readonly names: readonly TypedName[];
  /** Functions that the type is written for: they must give a promise too. */
  readonly functions: readonly { readonly file: SourceFile; readonly fn: FunctionNode }[];
}

type Trouble = { readonly trouble: string };

const NOTHING: TypeFollowed = { names: [], functions: [] };
const SAYS = "a written type says what it gives";

/** Lets written types follow: the function type in an annotation gives a promise, and with an alias all that is annotated by it. */
export class WrittenTypes {
  readonly #files: FileTable;
  readonly #open: OpenReferences;

  constructor(files: FileTable, references: OpenReferences) {
    this.#files = files;
    this.#open = references;
  }

  /** @param depth how many calls of a value of the type give the function that becomes async. */
  follow(attempt: Attempt, file: SourceFile, type: Node, depth: number): TypeFollowed | Trouble {
    switch (type.type) {
      case "TSTypeAnnotation":
        return this.follow(attempt, file, type.typeAnnotation, depth);
      case "TSParenthesizedType":
        return this.follow(attempt, file, type.typeAnnotation, depth);
      case "TSUnionType":
        return this.#all(type.types.filter(each => !/^TS(?:Null|Undefined|Void|Boolean|String|Number|Literal)/.test(each.type)), each => this.follow(attempt, file, each, depth));
      case "TSFunctionType":
        return type.returnType == null ? NOTHING : this.gives(attempt, file, type.returnType.typeAnnotation, depth);
      case "TSTypeLiteral":
        return this.#all(type.members.filter(({ type: kind }) => kind === "TSCallSignatureDeclaration"), each =>
          "returnType" in each && each.returnType != null ? this.gives(attempt, file, each.returnType.typeAnnotation, depth) : NOTHING);
      case "TSTypeReference":
        return this.#reference(attempt, file, type, depth);
      case "TSTypeQuery":
      case "TSAnyKeyword":
      case "TSUnknownKeyword":
        return NOTHING;
      default:
        return { trouble: SAYS };
    }
  }

  /** The type that a call gives: at depth 0 it becomes a promise. */
  gives(attempt: Attempt, file: SourceFile, type: Node, depth: number): TypeFollowed | Trouble {
    if (depth > 0) return this.follow(attempt, file, type, depth - 1);
    if (type.type === "TSTypePredicate") return { trouble: "it tells a type by its result (`x is T`), which a promise cannot" };
    if (!givesPromise(type)) attempt.addType(file, type, "Promise");
    return NOTHING;
  }

  #reference(attempt: Attempt, file: SourceFile, type: Node & { readonly type: "TSTypeReference" }, depth: number): TypeFollowed | Trouble {
    if (type.typeName.type !== "Identifier") return { trouble: SAYS };
    if (type.typeName.name === "Promise" && type.typeArguments?.params.length === 1) return this.follow(attempt, file, type.typeArguments.params[0]!, depth);
    if (type.typeName.name === "Function") return NOTHING;
    const declared = this.#open().definition(file.unit.path, type.typeName.start);
    if (declared.length === 0) return { trouble: SAYS };
    return this.#all(declared, ({ path, start }) => {
      const at = this.#files.at(path);
      const name = at?.index.nameAt(start);
      const declaration = name === undefined ? undefined : at!.index.parent(name);
      if (at === undefined || name === undefined || declaration === undefined) return { trouble: `${SAYS}, and it is written elsewhere` };
      if (declaration.type === "TSTypeParameter") return NOTHING;
      const body = declaration.type === "TSTypeAliasDeclaration" ? declaration.typeAnnotation : undefined;
      const signatures = declaration.type === "TSInterfaceDeclaration" ? declaration.body.body.filter(each => each.type === "TSCallSignatureDeclaration") : [];
      if (body === undefined && signatures.length === 0) return { trouble: SAYS };
      if (attempt.followed.has(declaration)) return NOTHING;
      attempt.followed.add(declaration);
      const own = body === undefined
        ? this.#all(signatures, each => (each.returnType == null ? NOTHING : this.gives(attempt, at, each.returnType.typeAnnotation, depth)))
        : this.follow(attempt, at, body, depth);
      if ("trouble" in own) return own;
      return this.#all([own, ...this.#open().to(path, start).filter(use => use.path !== path || use.start !== start)], each => ("path" in each ? this.#use(each, depth) : each));
    });
  }

  /** What is annotated by an alias at one of its uses. */
  #use(use: Reference, depth: number): TypeFollowed | Trouble {
    const file = this.#files.at(use.path);
    const name = file?.index.nameAt(use.start);
    const elsewhere = { trouble: `${SAYS}, and that type is used in a way that is not followed` };
    if (file === undefined || name === undefined) return elsewhere;
    const { index } = file;
    let at = index.parent(name);
    if (at !== undefined && /^(?:Import|Export)/.test(at.type)) return NOTHING;
    if (at?.type !== "TSTypeReference") return elsewhere;
    let owner = index.parent(at);
    while (owner?.type === "TSUnionType" || owner?.type === "TSParenthesizedType") owner = index.parent((at = owner));
    if (owner?.type === "TSAsExpression" || owner?.type === "TSSatisfiesExpression") return isFunction(owner.expression) ? { names: [], functions: [{ file, fn: owner.expression }] } : NOTHING;
    if (owner?.type === "TSTypeParameterInstantiation" && index.parent(owner)?.type === "TSTypeReference") {
      const promise = index.parent(owner)!;
      if (promise.type !== "TSTypeReference" || promise.typeName.type !== "Identifier" || promise.typeName.name !== "Promise") return elsewhere;
      owner = index.parent(promise);
    }
    if (owner?.type !== "TSTypeAnnotation") return elsewhere;
    const holder = index.parent(owner);
    if (holder === undefined) return elsewhere;
    if (holder.type === "TSDeclareFunction" || isFunction(holder)) return this.#named(file, holder, depth + 1) ?? elsewhere;
    if (holder.type === "TSPropertySignature" || holder.type === "PropertyDefinition") {
      const value = holder.type === "PropertyDefinition" && holder.value != null && isFunction(holder.value) ? [{ file, fn: holder.value }] : [];
      return { names: [{ path: file.unit.path, start: holder.key.start, depth, ...(holder.key.type === "Identifier" && { member: holder.key.name }) }], functions: value };
    }
    if (holder.type !== "Identifier") return elsewhere;
    const place = { path: file.unit.path, start: holder.start, depth };
    const declarator = index.parent(holder);
    if (declarator?.type === "VariableDeclarator" && declarator.init != null && isFunction(declarator.init)) return { names: [place], functions: [{ file, fn: declarator.init }] };
    return { names: [place], functions: [] };
  }

  #named(file: SourceFile, fn: Node, depth: number): TypeFollowed | undefined {
    const naming = isFunction(fn) ? namingOf(file, fn) : undefined;
    return naming === undefined ? undefined : { names: [{ path: file.unit.path, start: naming.start, depth, ...(naming.isMember && { member: naming.name }) }], functions: [] };
  }

  #all<Item>(items: readonly Item[], each: (item: Item) => TypeFollowed | Trouble): TypeFollowed | Trouble {
    const followed: TypeFollowed[] = [];
    for (const item of items) {
      const found = each(item);
      if ("trouble" in found) return found;
      followed.push(found);
    }
    return { names: followed.flatMap(({ names }) => names), functions: followed.flatMap(({ functions }) => functions) };
  }
}

/** A promise, one of several that may be a promise, or anything. */
export function givesPromise(type: Node): boolean {
  if (type.type === "TSAnyKeyword" || type.type === "TSUnknownKeyword") return true;
  if (type.type === "TSUnionType") return type.types.some(givesPromise);
  return type.type === "TSTypeReference" && type.typeName.type === "Identifier" && /^(?:Promise|PromiseLike|Awaitable|MaybePromise)$/.test(type.typeName.name);
}
