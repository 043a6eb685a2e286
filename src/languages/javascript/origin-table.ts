import { UNKNOWN } from "../../model/origin.ts";
import type { Origin, OriginId } from "../../model/origin.ts";

type Wrapper = "this" | "super" | "class" | "function" | "instance" | "awaited" | "element" | "partial";

/** The origins of one file. Equal origins share an index, but for results: each call gives its own. */
export class OriginTable {
  readonly all: Origin[] = [{ kind: "unknown" }];
  /** The one member of an origin, or all of them by name: most have one. */
  readonly #members: (OriginId | Map<string, OriginId> | undefined)[] = [];
  readonly #imported = new Map<string, Map<string, OriginId>>();
  readonly #named = { module: new Map<string, OriginId>(), global: new Map<string, OriginId>(), literal: new Map<string, OriginId>() };
  readonly #constants = new Map<string, OriginId>();
  readonly #eithers = new Map<string, OriginId>();
  readonly #wrapped: Record<Wrapper, OriginId[]> = { this: [], super: [], class: [], function: [], instance: [], awaited: [], element: [], partial: [] };

  literal(type: string): OriginId {
    return this.#named.literal.get(type) ?? this.#keep(this.#named.literal, type, { kind: "literal", type });
  }

  /** A constant keeps its value where others may ask for it: the name of a function, a computed key. */
  constant(value: string): OriginId {
    return this.#constants.get(value) ?? this.#keep(this.#constants, value, { kind: "literal", type: "string", value });
  }

  /** An array literal that holds something a call could reach. */
  array(elements: readonly OriginId[]): OriginId {
    return elements.length === 0 ? this.literal("array") : this.add({ kind: "literal", type: "array", elements });
  }

  module(module: string): OriginId {
    return this.#named.module.get(module) ?? this.#keep(this.#named.module, module, { kind: "module", module });
  }

  global(name: string): OriginId {
    return this.#named.global.get(name) ?? this.#keep(this.#named.global, name, { kind: "global", name });
  }

  imported(module: string, name: string): OriginId {
    let names = this.#imported.get(module);
    if (names === undefined) this.#imported.set(module, (names = new Map()));
    return names.get(name) ?? this.#keep(names, name, { kind: "imported", module, name });
  }

  member(of: OriginId, name: string): OriginId {
    const known = this.#members[of];
    if (known === undefined) return (this.#members[of] = this.add({ kind: "member", of, name }));
    if (typeof known !== "number") return known.get(name) ?? this.#keep(known, name, { kind: "member", of, name });
    const first = this.all[known]!;
    if (first.kind !== "member" || first.name === name) return known;
    const names = new Map([[first.name, known]]);
    this.#members[of] = names;
    return this.#keep(names, name, { kind: "member", of, name });
  }

  functionAt(index: number): OriginId {
    return (this.#wrapped.function[index] ??= this.add({ kind: "function", function: index }));
  }

  classAt(index: number): OriginId {
    return (this.#wrapped.class[index] ??= this.add({ kind: "class", class: index }));
  }

  thisOf(index: number): OriginId {
    return (this.#wrapped.this[index] ??= this.add({ kind: "this", class: index }));
  }

  superOf(index: number): OriginId {
    return (this.#wrapped.super[index] ??= this.add({ kind: "super", class: index }));
  }

  instance(of: OriginId): OriginId {
    return of === UNKNOWN ? UNKNOWN : (this.#wrapped.instance[of] ??= this.add({ kind: "instance", of }));
  }

  /** A module object stays itself: `await import("m")`. */
  awaited(of: OriginId): OriginId {
    const kind = this.all[of]!.kind;
    if (kind === "unknown" || kind === "module" || kind === "literal" || kind === "awaited") return of;
    return (this.#wrapped.awaited[of] ??= this.add({ kind: "awaited", of }));
  }

  element(of: OriginId): OriginId {
    return of === UNKNOWN ? UNKNOWN : (this.#wrapped.element[of] ??= this.add({ kind: "element", of }));
  }

  partial(of: OriginId): OriginId {
    return of === UNKNOWN ? UNKNOWN : (this.#wrapped.partial[of] ??= this.add({ kind: "partial", of }));
  }

  either(...of: readonly OriginId[]): OriginId {
    if (of.every(id => id === of[0])) return of[0]!;
    const all = new Set<OriginId>();
    for (const id of of) {
      const origin = this.all[id]!;
      if (origin.kind === "either") origin.of.forEach(each => all.add(each));
      else all.add(id);
    }
    if (all.size === 1) return of[0]!;
    const key = [...all].join();
    return this.#eithers.get(key) ?? this.#keep(this.#eithers, key, { kind: "either", of: [...all] });
  }

  add(origin: Origin): OriginId {
    return this.all.push(origin) - 1;
  }

  #keep(names: Map<string, OriginId>, name: string, origin: Origin): OriginId {
    const id = this.add(origin);
    names.set(name, id);
    return id;
  }
}
