import type { OriginId } from "../../model/origin.ts";
import type { InterfaceNode, TypeNode } from "./ast.ts";

/** What a name stands for in a scope. */
export interface Binding {
  /** Undefined until the name of a variable is first used. */
  origin: OriginId | undefined;
  /** Index into the variables, where assignments are gathered. */
  readonly variable: number | undefined;
  /** The string that a constant holds: it may be a computed key. */
  constant?: string;
  /** `const require = createRequire(import.meta.url)`. */
  loadsModules?: boolean;
}

/** A type alias, resolved when it is first used. */
export interface TypeBinding {
  /** Null for a type parameter. */
  readonly type: TypeNode | InterfaceNode | null;
  readonly scope: Scope;
  resolved?: OriginId;
}

/** A block or a function body with the names it declares. */
export class Scope {
  readonly parent: Scope | null;
  #names: Map<string, Binding> | undefined;
  #types: Map<string, TypeBinding> | undefined;

  constructor(parent: Scope | null) {
    this.parent = parent;
  }

  has(name: string): boolean {
    return this.#names?.has(name) ?? false;
  }

  bind(name: string, binding: Binding): Binding {
    (this.#names ??= new Map()).set(name, binding);
    return binding;
  }

  bindType(name: string, binding: TypeBinding): void {
    (this.#types ??= new Map()).set(name, binding);
  }

  find(name: string): Binding | undefined {
    return findFrom(this, name);
  }

  own(name: string): Binding | undefined {
    return this.#names?.get(name);
  }

  /** The type of that name, or the value if that is declared further in: a class is both. */
  findType(name: string): TypeBinding | Binding | undefined {
    return this.#types?.get(name) ?? this.#names?.get(name) ?? this.parent?.findType(name);
  }
}

function findFrom(scope: Scope | null, name: string): Binding | undefined {
  for (let at = scope; at !== null; at = at.parent) {
    const found = at.own(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
