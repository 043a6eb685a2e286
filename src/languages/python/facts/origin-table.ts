import { UNKNOWN, type Origin, type OriginId } from "../../../model/origin.ts";

/** The origins of one file. What is asked for twice is stored once, so that `project` follows it once. */
export class OriginTable {
  readonly list: Origin[] = [{ kind: "unknown" }];
  readonly #members = new Map<OriginId, Map<string, OriginId>>();
  readonly #named = new Map<string, OriginId>();

  add(origin: Origin): OriginId {
    return this.list.push(origin) - 1;
  }

  get(id: OriginId): Origin {
    return this.list[id]!;
  }

  member(of: OriginId, name: string): OriginId {
    let names = this.#members.get(of);
    if (names === undefined) this.#members.set(of, (names = new Map()));
    let id = names.get(name);
    if (id === undefined) names.set(name, (id = this.add({ kind: "member", of, name })));
    return id;
  }

  literal(type: string): OriginId {
    return this.#once(`literal ${type}`, { kind: "literal", type });
  }

  global(name: string): OriginId {
    return this.#once(`global ${name}`, { kind: "global", name });
  }

  module(module: string): OriginId {
    return this.#once(`module ${module}`, { kind: "module", module });
  }

  imported(module: string, name: string): OriginId {
    return this.#once(`imported ${module} ${name}`, { kind: "imported", module, name });
  }

  this(index: number): OriginId {
    return this.#once(`this ${index}`, { kind: "this", class: index });
  }

  super(index: number): OriginId {
    return this.#once(`super ${index}`, { kind: "super", class: index });
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
    return of === UNKNOWN ? UNKNOWN : this.#once(`entered ${of} ${async}`, { kind: "entered", of, async });
  }

  /** A list, tuple, set, dict or generator whose elements come from these origins. */
  container(type: string, elements: readonly OriginId[]): OriginId {
    const known = [...new Set(elements)].filter(id => this.#tells(id));
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
    const of = [...all];
    return this.#once(`either ${of.join()}`, { kind: "either", of });
  }

  /** A value that could lead anywhere: not unknown, and no plain literal. */
  #tells(id: OriginId): boolean {
    const origin = this.get(id);
    return origin.kind !== "unknown" && (origin.kind !== "literal" || origin.elements !== undefined);
  }

  #derive(kind: "instance" | "awaited" | "partial" | "element", of: OriginId): OriginId {
    return this.#once(`${kind} ${of}`, { kind, of });
  }

  #once(key: string, origin: Origin): OriginId {
    let id = this.#named.get(key);
    if (id === undefined) this.#named.set(key, (id = this.add(origin)));
    return id;
  }
}
