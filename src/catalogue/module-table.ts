import type { BlockingCall } from "../model/catalogue.ts";
import type { Language } from "../model/facts.ts";
import { blockingCall, fullName } from "./blocking-call.ts";
import type { ArgumentPlaces, BlockingData, CallGroupData, ClassData, ModuleData, Name, TypeName } from "./data.ts";

function withDocs(blocking: BlockingData | undefined, docs: string | undefined): BlockingData {
  return docs === undefined ? { ...blocking } : { docs, ...blocking };
}

/** Names come from other people's code: `constructor` is no entry of a table. */
function own<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

type PlaceKind = "executors" | "callers" | "iterates" | "workerScripts";

/** One module's data by path, made when the module is first asked for. */
export class ModuleTable {
  readonly #language: Language;
  readonly #data: ModuleData;
  readonly #calls = new Map<string, BlockingCall>();
  readonly #properties = new Map<string, BlockingCall>();
  readonly #wildcards = new Map<string, { readonly call: BlockingCall; readonly except: ReadonlySet<string> }[]>();

  constructor(language: Language, data: ModuleData) {
    this.#language = language;
    this.#data = data;
    const common = withDocs(data.blocking, data.docs);
    this.#add(this.#calls, "", data.calls, common);
    for (const [name, type] of Object.entries(data.classes ?? {})) {
      const own = { ...common, ...withDocs(type.blocking, type.docs) };
      this.#add(this.#calls, name, type.calls, own, type.unnamed);
      this.#add(this.#properties, name, type.properties, own, type.unnamed);
    }
  }

  find(path: string): BlockingCall | undefined {
    const exact = this.#calls.get(path) ?? this.#calls.get(this.#calling(path));
    if (exact !== undefined) return exact;
    const split = this.splitMember(path);
    if (split === undefined || split.member.startsWith("__")) return undefined;
    const known = own(split.class.attributes, split.member);
    for (const { call, except } of this.#wildcards.get(split.name) ?? [])
      if (known === undefined && !except.has(split.member) && !except.has(split.member.slice(split.member.lastIndexOf(".") + 1)))
        return { ...call, call: fullName(this.#language, this.#data.module, path) };
    return undefined;
  }

  property(path: string): BlockingCall | undefined {
    return this.#properties.get(path);
  }

  returns(path: string): Name | undefined {
    const call = this.#calling(path);
    if (call !== path) return this.returns(call);
    const split = this.splitMember(path);
    const type = split === undefined ? own(this.#data.returns, path) : own(split.class.returns, split.member);
    if (type !== undefined) return this.#name(type);
    return own(this.#data.classes, path) === undefined ? undefined : { module: this.#data.module, path };
  }

  attribute(path: string): Name | undefined {
    const split = this.splitMember(path);
    if (split === undefined) return this.#optional(own(this.#data.attributes, path));
    const { attributes, returns } = split.class;
    const known = own(attributes, split.member);
    if (known !== undefined) return this.#name(known);
    if (own(returns, split.member) !== undefined || this.#calls.has(path) || split.member.startsWith("_")) return undefined;
    return this.#optional(attributes?.["__getattr__"]);
  }

  places(kind: PlaceKind, path: string): ArgumentPlaces | undefined {
    const split = this.splitMember(path);
    return split === undefined ? own(this.#data[kind], path) : own(split.class[kind], split.member);
  }

  /** Where a class that is found under another name really is. */
  alias(path: string): Name | undefined {
    const type = own(this.#data.aliases, path);
    return type === undefined ? undefined : this.#name(type);
  }

  /** The class a path goes through, and the member after it. */
  splitMember(path: string): { readonly name: string; readonly class: ClassData; readonly member: string; readonly bases: readonly Name[] } | undefined {
    for (let end = path.indexOf("."); end > 0; end = path.indexOf(".", end + 1)) {
      const name = path.slice(0, end);
      const found = own(this.#data.classes, name);
      if (found !== undefined) return { name, class: found, member: path.slice(end + 1), bases: (found.extends ?? []).map(base => this.#name(base)) };
    }
    return undefined;
  }

  knowsClass(path: string): boolean {
    const end = path.indexOf(".");
    return own(this.#data.classes, end < 0 ? path : path.slice(0, end)) !== undefined;
  }

  /** Every entry, for tables and tests; wildcards as `X.*`. */
  *entries(): Iterable<BlockingCall> {
    yield* this.#calls.values();
    yield* this.#properties.values();
    for (const list of this.#wildcards.values()) for (const { call } of list) yield call;
  }

  #add(into: Map<string, BlockingCall>, owner: string, groups: readonly CallGroupData[] | undefined, common: BlockingData, shown = owner): void {
    for (const group of groups ?? []) {
      for (const name of group.names) {
        const path = owner === "" ? name : `${owner}.${name}`;
        const known = [shown, name === "__call__" && shown !== owner ? "" : name].filter(part => part !== "").join(".");
        const call = blockingCall(this.#language, this.#data.module, known, { ...common, ...group });
        if (name !== "*") into.set(path, call);
        else this.#wildcards.set(owner, [...(this.#wildcards.get(owner) ?? []), { call, except: new Set(group.except) }]);
      }
    }
  }

  /** A class without a public name is never constructed by the user: calling it means calling its object. */
  #calling(path: string): string {
    const type = own(this.#data.classes, path);
    return type?.unnamed !== undefined ? `${path}.__call__` : path;
  }

  #optional(type: TypeName | undefined): Name | undefined {
    return type === undefined ? undefined : this.#name(type);
  }

  #name(type: TypeName): Name {
    const colon = type.indexOf(":");
    return colon < 0 ? { module: this.#data.module, path: type } : { module: type.slice(0, colon), path: type.slice(colon + 1) };
  }
}

