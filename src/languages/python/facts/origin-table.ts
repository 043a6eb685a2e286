import { UNKNOWN, type Origin, type OriginId } from "../../../model/origin.ts";

/** Generated tables may hold thousands of functions: this many stand for the rest. */
const MOST_ALTERNATIVES = 64;

/** The origins of one file. What is asked for twice is stored once, so that `project` follows it once. */
export class OriginTable {
  readonly list: Origin[] = [{ kind: "unknown" }];
  readonly #members = new Map<OriginId, Map<string, OriginId>>();
  readonly #literals = new Map<string, OriginId>();
  readonly #globals = new Map<string, OriginId>();
  readonly #modules = new Map<string, OriginId>();
  readonly #eithers = new Map<string, OriginId>();
  readonly #imported = new Map<string, Map<string, OriginId>>();
  readonly #this = new Map<number, OriginId>();
  readonly #super = new Map<number, OriginId>();
  readonly #derived = { instance: new Map<OriginId, OriginId>(), awaited: new Map<OriginId, OriginId>(), partial: new Map<OriginId, OriginId>(), element: new Map<OriginId, OriginId>() };
  readonly #entered = { true: new Map<OriginId, OriginId>(), false: new Map<OriginId, OriginId>() };

  add(origin: Origin): OriginId {
    return this.list.push(origin) - 1;
  }

  get(id: OriginId): Origin {
    return this.list[id]!;
  }

  member(of: OriginId, name: string): OriginId {
    return this.#once(inner(this.#members, of), name, { kind: "member", of, name });
  }

  literal(type: string): OriginId {
    return this.#once(this.#literals, type, { kind: "literal", type });
  }

  global(name: string): OriginId {
    return this.#once(this.#globals, name, { kind: "global", name });
  }

  module(module: string): OriginId {
    return this.#once(this.#modules, module, { kind: "module", module });
  }

  imported(module: string, name: string): OriginId {
    return this.#once(inner(this.#imported, module), name, { kind: "imported", module, name });
  }

  this(index: number): OriginId {
    return this.#once(this.#this, index, { kind: "this", class: index });
  }

  super(index: number): OriginId {
    return this.#once(this.#super, index, { kind: "super", class: index });
  }

  instance(of: OriginId): OriginId {
    return of === UNKNOWN ? UNKNOWN : this.#derive("instance", of);
  }

  awaited(of: OriginId): OriginId {
    return of === UNKNOWN ? UNKNOWN : this.#derive("awaited", of);
  }

  partial(of: OriginId): OriginId {
    return of === UNKNOWN ? UNKNOWN : this.#derive("partial", of);
  }

  entered(of: OriginId, async: boolean): OriginId {
    return of === UNKNOWN ? UNKNOWN : this.#once(this.#entered[`${async}`], of, { kind: "entered", of, async });
  }

  /** A list, tuple, set, dict or generator whose elements come from these origins. */
  container(type: string, elements: readonly OriginId[]): OriginId {
    const known = [...new Set(elements)].filter(id => this.#tells(id)).slice(0, MOST_ALTERNATIVES);
    if (known.length === 0) return this.literal(type);
    return this.add({ kind: "literal", type, elements: known });
  }

  /** What iterating or indexing gives. Containers written in this file give their elements. */
  element(of: OriginId): OriginId {
    const origin = this.get(of);
    if (origin.kind === "unknown") return UNKNOWN;
    if (origin.kind === "literal") return origin.elements ? this.either(origin.elements) : UNKNOWN;
    return this.#derive("element", of);
  }

  either(ids: readonly OriginId[]): OriginId {
    const all = new Set<OriginId>();
    for (const id of ids) {
      const origin = this.get(id);
      if (origin.kind === "either") for (const one of origin.of) all.add(one);
      else all.add(id);
    }
    if (all.size <= 1) return all.values().next().value ?? UNKNOWN;
    const of = [...all].slice(0, MOST_ALTERNATIVES);
    return this.#once(this.#eithers, of.join(), { kind: "either", of });
  }

  /** A value that could lead anywhere: not unknown, and no plain literal. */
  #tells(id: OriginId): boolean {
    const origin = this.get(id);
    return origin.kind !== "unknown" && (origin.kind !== "literal" || origin.elements !== undefined);
  }

  #derive(kind: "instance" | "awaited" | "partial" | "element", of: OriginId): OriginId {
    return this.#once(this.#derived[kind], of, { kind, of });
  }

  #once<Key>(known: Map<Key, OriginId>, key: Key, origin: Origin): OriginId {
    let id = known.get(key);
    if (id === undefined) known.set(key, (id = this.add(origin)));
    return id;
  }
}

function inner<Key>(maps: Map<Key, Map<string, OriginId>>, key: Key): Map<string, OriginId> {
  let map = maps.get(key);
  if (map === undefined) maps.set(key, (map = new Map()));
  return map;
}
