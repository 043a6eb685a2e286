import type { BlockingCall } from "../model/catalogue.ts";
import type { Language } from "../model/facts.ts";
import { fullName } from "./blocking-call.ts";
import { Convention, type Conventional } from "./convention.ts";
import type { ArgumentPlaces, ModuleData, Name } from "./data.ts";
import { javascript } from "./generated/javascript.ts";
import { python } from "./generated/python.ts";
import { ModuleTable } from "./module-table.ts";
import { UserList, type CatalogueOptions } from "./user-list.ts";

export type { ArgumentPlaces, Name } from "./data.ts";
export type { CatalogueOptions, UserCall } from "./user-list.ts";

/**
 * What is known about calls of one language. A name is the module specifier as imported and the dotted path of what is
 * used of it: `("requests", "Session.get")`. Members of a class's objects stand directly after the class. The path of
 * the module itself (and of its default export) is the empty string. Names that need no import have the module
 * `builtins` (Python) or `globalThis` (JavaScript). Dunder members stand for syntax: `with` is `__enter__` and
 * `__exit__`, `for` is `__iter__`, `[]` is `__getitem__`.
 */
export interface Catalogue {
  /** The entry for calling this. */
  find(module: string, path: string): BlockingCall | undefined;
  /** The entry for reading this property. */
  findProperty(module: string, path: string): BlockingCall | undefined;
  /** What calling (or constructing) this gives. A promise counts as what it settles to. */
  returns(module: string, path: string): Name | undefined;
  /** What reading this gives: the type of a property. */
  attribute(module: string, path: string): Name | undefined;
  /** What `with x as y` binds for an object of this type: the object itself unless the data says otherwise. */
  entered(module: string, path: string): Name;
  /** What iterating over an object of this type gives. */
  element(module: string, path: string): Name | undefined;
  /** Function arguments that this call runs elsewhere or later: never on this thread before it returns. */
  executor(module: string, path: string): ArgumentPlaces | undefined;
  /** Function arguments that this call runs on the spot. */
  caller(module: string, path: string): ArgumentPlaces | undefined;
  /** The same for a method of a receiver that nothing is known about: `map`, `forEach`. */
  callerMethod(name: string): ArgumentPlaces | undefined;
  /** Arguments that this call iterates over on the spot: `list(x)`, `Array.from(x)`. */
  iterates(module: string, path: string): ArgumentPlaces | undefined;
  /** Arguments that name a script which runs on another thread or in another process. */
  workerScript(module: string, path: string): ArgumentPlaces | undefined;
  /** Whether anything at all is known about the module, so that following it is not needed. */
  isKnownModule(module: string): boolean;
}

const texts = { javascript, python };
const globals = { javascript: "globalThis", python: "builtins" };

/** Opens the catalogue of a language, with the user's own additions and ignores. */
export function openCatalogue(language: Language, options: CatalogueOptions = {}): Catalogue {
  return new DataCatalogue(language, new UserList(language, options));
}

class DataCatalogue implements Catalogue {
  readonly #language: Language;
  readonly #user: UserList;
  readonly #tables = new Map<string, ModuleTable>();
  readonly #found = new Map<string, BlockingCall | undefined>();
  #conventions: readonly Convention[] | undefined;

  constructor(language: Language, user: UserList) {
    this.#language = language;
    this.#user = user;
  }

  find(module: string, path: string): BlockingCall | undefined {
    const key = `${module}:${path}`;
    if (this.#found.has(key)) return this.#found.get(key);
    const found = this.#find(module, path);
    this.#found.set(key, found);
    return found;
  }

  #find(module: string, path: string): BlockingCall | undefined {
    const name = this.#walk(module, path);
    const own = this.#table(name.module)?.find(name.path) ?? this.#byConvention(name).call;
    return this.#user.apply(name, own ?? this.#renamed(name, this.#inherited(name, (table, at) => table.find(at))));
  }

  findProperty(module: string, path: string): BlockingCall | undefined {
    const name = this.#walk(module, path);
    const found = this.#table(name.module)?.property(name.path) ?? this.#inherited(name, (table, at) => table.property(at));
    return this.#user.ignores(name, found) ? undefined : found;
  }

  returns(module: string, path: string): Name | undefined {
    const name = this.#walk(module, path);
    return this.#typeOf(name, (table, at) => table.returns(at)) ?? this.#byConvention(name).type;
  }

  attribute(module: string, path: string): Name | undefined {
    const name = this.#walk(module, path);
    return this.#typeOf(name, (table, at) => table.attribute(at));
  }

  entered(module: string, path: string): Name {
    return this.returns(module, `${path}.__enter__`) ?? this.#walk(module, path);
  }

  element(module: string, path: string): Name | undefined {
    return this.returns(module, `${path}.__iter__`);
  }

  executor(module: string, path: string): ArgumentPlaces | undefined {
    return this.#places(module, path, (table, at) => table.places("executors", at));
  }

  caller(module: string, path: string): ArgumentPlaces | undefined {
    return this.#places(module, path, (table, at) => table.places("callers", at));
  }

  callerMethod(name: string): ArgumentPlaces | undefined {
    return this.#table(globals[this.#language])?.places("callers", `*.${name}`);
  }

  iterates(module: string, path: string): ArgumentPlaces | undefined {
    return this.#places(module, path, (table, at) => table.places("iterates", at));
  }

  workerScript(module: string, path: string): ArgumentPlaces | undefined {
    return this.#places(module, path, (table, at) => table.places("workerScripts", at));
  }

  isKnownModule(module: string): boolean {
    const name = this.#locate(module, "");
    return this.#has(name.module) || this.#user.mentions(name.module) || this.#byConvention({ module, path: "Client" }).known;
  }

  /** Splits a name into a module of the data and the rest. Python writes `os.path.exists` with `os` imported. */
  #locate(module: string, path: string): Name {
    if (this.#language === "javascript") {
      const bare = module.startsWith("node:") ? module.slice(5) : module;
      return { module: bare, path: path === "default" ? "" : path.startsWith("default.") ? path.slice(8) : path };
    }
    const full = path === "" ? module : `${module}.${path}`;
    for (let end = full.length; end > 0; end = full.lastIndexOf(".", end - 1))
      if (this.#has(full.slice(0, end))) return { module: full.slice(0, end), path: full.slice(end + 1) };
    return { module, path };
  }

  /** Replaces aliases of classes, and attributes by their types: `Popen.stdout.read` is a read of a file object. */
  #walk(module: string, path: string): Name {
    let at = this.#locate(module, path);
    let done = 0;
    for (let steps = 0; steps < 16; steps++) {
      const end = at.path.indexOf(".", done);
      const head = end < 0 ? at.path : at.path.slice(0, end);
      const alias = head === "" ? undefined : this.#table(at.module)?.alias(head);
      const type = alias ?? (end < 0 ? undefined : this.#typeOf({ module: at.module, path: head }, (table, here) => table.attribute(here)));
      if (type !== undefined) {
        const rest = end < 0 ? "" : at.path.slice(end + 1);
        at = this.#locate(type.module, type.path === "" || rest === "" ? type.path + rest : `${type.path}.${rest}`);
        done = at.path.startsWith(type.path) ? type.path.length : 0;
        continue;
      }
      if (end < 0) break;
      done = end + 1;
    }
    return at;
  }

  #has(module: string): boolean {
    return Object.hasOwn(texts[this.#language].modules, module) || Object.hasOwn(texts[this.#language].alsoAt, module);
  }

  #table(module: string): ModuleTable | undefined {
    const known = this.#tables.get(module);
    if (known !== undefined || !this.#has(module)) return known;
    const { modules, alsoAt } = texts[this.#language];
    const main = Object.hasOwn(modules, module) ? module : alsoAt[module]!;
    const table = new ModuleTable(this.#language, JSON.parse(modules[main]!) as ModuleData);
    this.#tables.set(module, table);
    this.#tables.set(main, table);
    return table;
  }

  #typeOf(name: Name, ask: (table: ModuleTable, path: string) => Name | undefined): Name | undefined {
    const table = this.#table(name.module);
    const found = (table === undefined ? undefined : ask(table, name.path)) ?? this.#inherited(name, ask);
    return found === undefined ? undefined : this.#walk(found.module, found.path);
  }

  #places(module: string, path: string, ask: (table: ModuleTable, path: string) => ArgumentPlaces | undefined): ArgumentPlaces | undefined {
    const name = this.#walk(module, path);
    const table = this.#table(name.module);
    return (table === undefined ? undefined : ask(table, name.path)) ?? this.#inherited(name, ask);
  }

  /** What a class inherits bears its own name: people know `Queue`, not the class behind it. */
  #renamed(name: Name, inherited: BlockingCall | undefined): BlockingCall | undefined {
    return inherited && { ...inherited, call: fullName(this.#language, name.module, name.path) };
  }

  /** Asks the base classes of the class that the path starts with. */
  #inherited<T>(name: Name, ask: (table: ModuleTable, path: string) => T | undefined, depth = 0): T | undefined {
    if (depth > 8) return undefined;
    const split = this.#table(name.module)?.splitMember(name.path);
    if (split === undefined) return undefined;
    for (const base of split.bases) {
      const parent = this.#locate(base.module, `${base.path}.${split.member}`);
      const table = this.#table(parent.module);
      if (table === undefined) continue;
      const found = ask(table, parent.path) ?? this.#inherited(parent, ask, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #byConvention(name: Name): Conventional {
    this.#conventions ??= texts[this.#language].conventions.flatMap(module => Convention.of(this.#language, JSON.parse(texts[this.#language].modules[module]!) as ModuleData));
    const convention = this.#conventions.find(own => own.means(name));
    return convention === undefined || this.#table(name.module)?.knowsClass(name.path) ? { known: false } : convention.look(name);
  }
}
