import type { CallFacts, ClassFacts, FunctionFacts, ImportFacts, Registration } from "../../../model/facts.ts";
import type { OriginId } from "../../../model/origin.ts";
import type { Attribute } from "../nodes.ts";
import type { PythonTree } from "../tree.ts";
import { BUILTINS } from "./builtins.ts";
import { OriginTable } from "./origin-table.ts";
import { newScope, type Binding, type Scope } from "./scopes.ts";

export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A function while its body is read. */
export type OpenFunction = Mutable<FunctionFacts> & {
  parameters: Mutable<FunctionFacts["parameters"][number]>[];
  returns: OriginId[];
  yields: OriginId[];
};

export type OpenClass = Mutable<ClassFacts> & {
  methods: Record<string, number>;
  fields: Record<string, OriginId[]>;
  annotations: Record<string, OriginId>;
};

/** A read or write of an attribute. Most run nothing: their place and text are looked up for those that may. */
export interface Access {
  readonly kind: "read" | "write";
  readonly callee: OriginId;
  readonly node: Attribute;
  readonly function: number;
  readonly loops: number;
  readonly inTry: boolean;
}

/** All that the walk over one file knows and gathers. */
export interface Walk {
  readonly tree: PythonTree;
  readonly origins: OriginTable;
  readonly functions: OpenFunction[];
  readonly classes: OpenClass[];
  /** The names that were read as variables; their facts are made at the end. */
  readonly variables: Binding[];
  readonly calls: CallFacts[];
  /** Reads and writes of attributes; those that may run a property join the calls at the end. */
  readonly accesses: Access[];
  readonly imports: ImportFacts[];
  readonly registrations: Registration[];
  /** Modules of `from m import *` at module level. */
  readonly stars: string[];
  readonly builtins: ReadonlySet<string>;
  /** Names that some function declares `global`. */
  readonly reassigned: ReadonlySet<string>;
  /** Classes that are typing protocols. */
  readonly protocols: Set<number>;
  /** Whether the text holds `:=`. */
  readonly walrus: boolean;
  /** Function bodies still to be read: Python runs them after the code around them. */
  readonly pending: { readonly index: number; readonly read: () => void }[];
  readonly moduleScope: Scope;

  scope: Scope;
  /** Index of the function whose body is read. */
  function: number;
  /** The class whose body is read, or whose method is. */
  class: number | null;
  loops: number;
  tries: number;
  /** Inside `if TYPE_CHECKING:`. */
  typeOnly: boolean;
  /** What names held before they were bound again, for branches to go back to. */
  trail: { readonly binding: Binding; readonly before: OriginId }[];
}

export function newWalk(tree: PythonTree): Walk {
  const moduleScope = newScope("module", null, 0);
  return {
    tree,
    origins: new OriginTable(),
    functions: [],
    classes: [],
    variables: [],
    calls: [],
    accesses: [],
    imports: [],
    registrations: [],
    stars: [],
    builtins: BUILTINS,
    reassigned: globalNames(tree.text),
    protocols: new Set(),
    walrus: tree.text.includes(":="),
    pending: [],
    moduleScope,
    scope: moduleScope,
    function: 0,
    class: null,
    loops: 0,
    tries: 0,
    typeOnly: false,
    trail: [],
  };
}

/** Read from the text: they must be known before the functions that declare them are read. */
function globalNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const keyword = "global ";
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) {
    const [list] = /^[\w, \t]*/.exec(text.slice(at + keyword.length, at + LONGEST_GLOBAL))!;
    for (const name of list.split(",")) names.add(name.trim());
  }
  return names;
}

/** How far a `global` statement is read. */
const LONGEST_GLOBAL = 500;

/** A table whose keys come from the user's code: no inherited name can be mistaken for one. */
export function newRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
