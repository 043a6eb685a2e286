import type { BlockingKind, Bound, Condition, Crossing, Remedy, Severity } from "../model/catalogue.ts";

/**
 * The shape of the JSON files beside this one; `schema.json` says the same to editors and to the tests, and README.md
 * explains the conventions. A reference to a type is `module:Path`; without a colon it is in the same module.
 */
export interface FamilyData {
  readonly modules: readonly ModuleData[];
}

/** The modules of a language as JSON text, by name, each parsed when it is first asked for. */
export interface LanguageText {
  readonly modules: Readonly<Record<string, string>>;
  /** Other specifiers of modules. */
  readonly alsoAt: Readonly<Record<string, string>>;
  /** The modules that describe conventions. */
  readonly conventions: readonly string[];
}

export type TypeName = string;

/** A place in a module: `{ module: "sqlite3", path: "Connection" }`. For a class it stands for its objects. */
export interface Name {
  readonly module: string;
  readonly path: string;
}

/** Which arguments of a call are meant: positions from 0, or names of keywords and options. */
export type ArgumentPlaces = readonly (number | string)[];

export interface ModuleData extends MembersData {
  /** The specifier as imported. `builtins` and `globalThis` hold what needs no import. */
  readonly module: string;
  /** Other specifiers of the same module. */
  readonly alsoAt?: readonly string[];
  readonly docs?: string;
  /** What all calls of the module have in common. */
  readonly blocking?: BlockingData;
  readonly classes?: Readonly<Record<string, ClassData>>;
  /** Names in this module of things that are described elsewhere: `"Session": "requests:Session"`. */
  readonly aliases?: Readonly<Record<string, TypeName>>;
  readonly conventions?: readonly ConventionData[];
}

export interface MembersData {
  readonly calls?: readonly CallGroupData[];
  /** What a call of the member gives. `__enter__`, `__iter__` and `__getitem__`: what `with`, `for` and `[]` give. */
  readonly returns?: Readonly<Record<string, TypeName>>;
  /** What reading the member gives. `__getattr__`: what every member that is not listed gives. */
  readonly attributes?: Readonly<Record<string, TypeName>>;
  /** Calls that run their function argument elsewhere: on another thread, in a process, later on the loop. */
  readonly executors?: FunctionArgumentsData;
  /** Calls that run their function argument on the spot. */
  readonly callers?: FunctionArgumentsData;
  /** Calls that iterate over their argument on the spot: `list(x)`, `Array.from(x)`. */
  readonly iterates?: FunctionArgumentsData;
  /** Calls whose argument names a file that runs on another thread or in another process. */
  readonly workerScripts?: FunctionArgumentsData;
}

export interface ClassData extends MembersData {
  /** Set when it has no public name, being only ever what something returns: the path that it bears in messages. */
  readonly unnamed?: string;
  readonly extends?: readonly TypeName[];
  readonly blocking?: BlockingData;
  readonly docs?: string;
  /** Properties whose reading blocks. */
  readonly properties?: readonly CallGroupData[];
}

/** Position of the argument from 0, or its name. The member `*.name` means that method of whatever object. */
export type FunctionArgumentsData = Readonly<Record<string, ArgumentPlaces>>;

export interface BlockingData {
  readonly kind?: BlockingKind;
  readonly bound?: Bound;
  readonly severity?: Severity;
  /** In `name`, `*` stands for the call's own last name without `Sync`. */
  readonly remedy?: "thread" | "offload" | Remedy;
  /** `false`: neither arguments nor result cross. */
  readonly crosses?: Crossing | false;
  readonly asyncLibrary?: string;
  readonly when?: readonly Condition[];
  readonly unless?: readonly Condition[];
  readonly unlessHandedTo?: string;
  readonly note?: string;
  readonly docs?: string;
}

export interface CallGroupData extends BlockingData {
  /** Member names; `*` for every member of the class, down to the depth of its attributes. */
  readonly names: readonly string[];
  /** Members that `*` does not mean. */
  readonly except?: readonly string[];
  /** The first version of the runtime (Python or Node) that has it. */
  readonly since?: string;
  /** The first version of the runtime that has it no longer. */
  readonly until?: string;
}

/** A naming convention of a whole family of packages, for classes that are not listed. */
export interface ConventionData extends BlockingData {
  /** First part of the module names, with its dot. */
  readonly prefix: string;
  /** A module with one of these segments is meant to be asynchronous. */
  readonly notSegments: readonly string[];
  /** Regular expression for the class name. */
  readonly classes: string;
  /** Regular expressions for members that do not block: the first gives the same class, the others nothing known. */
  readonly sameClass: string;
  readonly pure: string;
  /** Members that give something whose iteration blocks. */
  readonly lazy?: { readonly members: string; readonly type: TypeName };
  readonly poller?: { readonly members: string; readonly type: TypeName };
}
