import type { BlockingCall, BlockingKind, Severity } from "../model/catalogue.ts";
import type { Language } from "../model/facts.ts";
import { globMatcher } from "../model/glob.ts";
import { blockingCall, fullName } from "./blocking-call.ts";
import type { Name } from "./data.ts";

/** A call that the user adds: what to use instead, and how bad it is. */
export interface UserCall {
  readonly replacement?: string;
  readonly severity?: Severity;
  readonly kind?: BlockingKind;
}

/** Patterns are dotted names; `*` stands for one segment or a part of it, `**` for any number. */
export interface CatalogueOptions {
  /** Pattern -> replacement. */
  readonly add?: Readonly<Record<string, string | UserCall>>;
  /** Calls that are never reported. */
  readonly ignore?: readonly string[];
  /** Packages none of whose calls are reported. */
  readonly ignorePackages?: readonly string[];
}

/** The user's own additions and ignores. */
export class UserList {
  readonly #language: Language;
  readonly #added: readonly { readonly matches: (name: string) => boolean; readonly prefix: string; readonly call: UserCall }[];
  readonly #ignored: readonly ((name: string) => boolean)[];
  readonly #packages: readonly string[];

  constructor(language: Language, options: CatalogueOptions) {
    this.#language = language;
    this.#added = Object.entries(options.add ?? {}).map(([pattern, call]) => ({
      matches: globMatcher(pattern, "."),
      prefix: pattern.slice(0, pattern.search(/\*|$/)),
      call: typeof call === "string" ? { replacement: call } : call,
    }));
    this.#ignored = (options.ignore ?? []).map(pattern => globMatcher(pattern, "."));
    this.#packages = options.ignorePackages ?? [];
  }

  /** The entry after the user's list: his own one first, none if he ignores it. */
  apply(name: Name, found: BlockingCall | undefined): BlockingCall | undefined {
    if (this.ignores(name, found)) return undefined;
    if (this.#added.length === 0) return found;
    const full = fullName(this.#language, name.module, name.path);
    const own = this.#added.find(({ matches }) => matches(full));
    if (own === undefined) return found;
    const { replacement, severity, kind } = own.call;
    return {
      ...(found ?? blockingCall(this.#language, name.module, name.path, { kind: "wait", bound: "mixed" })),
      ...(severity === undefined ? {} : { severity }),
      ...(kind === undefined ? {} : { kind }),
      ...(replacement ? { remedy: { kind: "manual", advice: `Use \`${replacement}\` instead.` } } : {}),
    };
  }

  ignores(name: Name, found: BlockingCall | undefined): boolean {
    if (this.#packages.some(own => name.module === own || name.module.startsWith(`${own}/`) || name.module.startsWith(`${own}.`))) return true;
    if (this.#ignored.length === 0) return false;
    const full = fullName(this.#language, name.module, name.path);
    return this.#ignored.some(ignored => ignored(full) || (found !== undefined && ignored(found.call)));
  }

  /** Whether an added pattern may mean something of this module. */
  mentions(module: string): boolean {
    return this.#added.some(({ prefix }) => prefix.startsWith(`${module}.`) || prefix === module || `${module}.`.startsWith(prefix));
  }
}
