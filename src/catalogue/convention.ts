import type { BlockingCall } from "../model/catalogue.ts";
import type { Language } from "../model/facts.ts";
import { blockingCall } from "./blocking-call.ts";
import type { BlockingData, ConventionData, ModuleData, Name, TypeName } from "./data.ts";

export interface Conventional {
  /** Whether the convention has anything to say about the name. */
  readonly known: boolean;
  readonly call?: BlockingCall;
  readonly type?: Name;
}

/** How a family of packages names its classes and methods, for classes that the data does not list. */
export class Convention {
  readonly #language: Language;
  readonly #rule: ConventionData;
  readonly #blocking: BlockingData;
  readonly #patterns = new Map<string, RegExp>();

  static of(language: Language, family: ModuleData): Convention[] {
    return (family.conventions ?? []).map(rule => new Convention(language, rule, { ...(family.docs !== undefined && { docs: family.docs }), ...family.blocking }));
  }

  constructor(language: Language, rule: ConventionData, blocking: BlockingData) {
    this.#language = language;
    this.#rule = rule;
    this.#blocking = blocking;
  }

  means({ module, path }: Name): boolean {
    const name = `${module}.${path}`;
    return name.startsWith(this.#rule.prefix) && !name.split(".").some(segment => this.#rule.notSegments.includes(segment));
  }

  look({ module, path }: Name): Conventional {
    const segments = `${module}.${path}`.split(".");
    const at = segments.findIndex(segment => this.#matches(this.#rule.classes, segment));
    if (at < 0) return { known: false };
    const owner: Name = { module: segments.slice(0, at).join("."), path: segments[at]! };
    const members = segments.slice(at + 1);
    const member = members.at(-1);
    if (member === undefined) return { known: true, type: owner };
    // Deeper than client.operations.method, and in private members, nothing is certain.
    if (members.length > 2 || member.startsWith("_")) return { known: true };
    if (this.#matches(this.#rule.sameClass, member)) return { known: true, type: owner };
    // What hangs on something pure is as pure: `client.config.add_user_agent()`.
    if (members.some(name => this.#matches(this.#rule.pure, name))) return { known: true };
    const { lazy, poller } = this.#rule;
    const memberPath = members.join(".");
    if (lazy !== undefined && this.#matches(lazy.members, memberPath)) return { known: true, type: typeName(lazy.type) };
    const call = blockingCall(this.#language, owner.module, `${owner.path}.${memberPath}`, this.#blocking);
    return { known: true, call, ...(poller !== undefined && this.#matches(poller.members, memberPath) && { type: typeName(poller.type) }) };
  }

  #matches(pattern: string, text: string): boolean {
    let expression = this.#patterns.get(pattern);
    if (expression === undefined) this.#patterns.set(pattern, (expression = new RegExp(pattern)));
    return expression.test(text);
  }
}

function typeName(type: TypeName): Name {
  const colon = type.indexOf(":");
  return { module: type.slice(0, colon), path: type.slice(colon + 1) };
}
