import type { OriginId, Origin, Value } from "./origin.ts";
import type { Range } from "./text.ts";

export type Language = "javascript" | "python";

/**
 * What one file says, without any syntax tree: the only thing that rules read. Facts depend on the text alone (and on
 * what the path says about the module kind), so they can be kept by content hash. Everything in here is plain JSON.
 * Functions, classes, variables, calls and origins refer to each other by their index in this file's tables.
 */
export interface SourceFacts {
  readonly language: Language;
  readonly origins: readonly Origin[];
  /** The first one is the module's own top-level code. */
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
  readonly variables: readonly VariableFacts[];
  readonly calls: readonly CallFacts[];
  /** Every module specifier the file imports, statically or dynamically, in order of first appearance. */
  readonly imports: readonly ImportFacts[];
  /** What other files can import from this one. Python: every name bound at module level. */
  readonly exports: Readonly<Record<string, OriginId>>;
  /** `export * from`, `from m import *`: specifiers whose names this file hands on. */
  readonly exportAll: readonly string[];
  /** CommonJS `module.exports = …` as a whole, if there is one. */
  readonly exportEquals?: OriginId;
  /** Calls and decorators that may register a function with the host: `app.http("name", {…})`, `@app.route(…)`. */
  readonly registrations: readonly Registration[];
  readonly suppressions: readonly Suppression[];
  /** Set when the text could not be parsed: then all tables are empty but for the module function. */
  readonly parseError?: ParseError;
}

export interface ParseError {
  readonly message: string;
  readonly offset: number;
}

export type FunctionKind =
  | "module"
  | "function"
  | "method"
  | "constructor"
  | "getter"
  | "setter"
  /** Arrow functions and Python lambdas. */
  | "lambda"
  /** Code that runs when its class body is evaluated or an object is made: class fields, static blocks. */
  | "initializer";

export interface FunctionFacts {
  /**
   * As the user would name it: `load`, `Store.load`, `<lambda>` (JavaScript: `<anonymous>`), `<module>`. An arrow in a
   * variable or property takes its name; a private method keeps its `#`, a well-known symbol is `[Symbol.iterator]`.
   */
  readonly name: string;
  readonly kind: FunctionKind;
  readonly async: boolean;
  readonly generator: boolean;
  readonly range: Range;
  /** Where a report about the function itself is placed: its name, else its first token. */
  readonly nameRange: Range;
  /** The function around it; null for the module. */
  readonly parent: number | null;
  /** The class whose member it is. */
  readonly class: number | null;
  readonly static?: boolean;
  readonly parameters: readonly ParameterFacts[];
  readonly decorators: readonly DecoratorFacts[];
  /** TypeScript: of `Promise<C>` the C, as for every annotation: awaiting it changes nothing. */
  readonly returnAnnotation?: OriginId;
  /** What its `return` statements (and an arrow's expression) give. */
  readonly returns: readonly OriginId[];
  /** What it yields. */
  readonly yields: readonly OriginId[];
  /** `await`, `async for`, `async with`, `for await`, `await using`, async comprehensions in its own body, nested functions left out. */
  readonly awaits: number;
  /** Nothing to run: empty, docstring only, `pass`, `...`, a lone `throw`/`raise`. */
  readonly stub: boolean;
  /** `Protocol` member, `@overload`, `@abstractmethod`, `declare`, an overload signature. */
  readonly abstract?: boolean;
  /** Where it stands: as argument of this call, if it is one, or in an object or array literal that is. */
  readonly argumentOf?: number;
  /**
   * TypeScript: the value is checked against a written type (`const f: Handler = async () => …`, `satisfies`, returned
   * where the return type is written). An argument is told by `argumentOf`.
   */
  readonly contextualType?: boolean;
  /** The name of the object property or the variable that holds it, when it has no name of its own. */
  readonly heldBy?: string;
}

export interface ParameterFacts {
  /** Empty where JavaScript takes the parameter apart: `({ id }) => …`. */
  readonly name: string;
  readonly annotation?: OriginId;
  readonly default?: OriginId;
  readonly rest?: boolean;
}

export interface DecoratorFacts {
  readonly origin: OriginId;
  readonly text: string;
}

export interface ClassFacts {
  readonly name: string;
  readonly range: Range;
  /** Set for a JavaScript object literal: a class of its own with one instance. `bases` are what is spread into it. */
  readonly object?: boolean;
  readonly bases: readonly OriginId[];
  /**
   * Methods, getters and functions held in fields, by name. `__init__` and `constructor` included. A setter stands under
   * `set <name>`.
   */
  readonly methods: Readonly<Record<string, number>>;
  /** Static and class-level members that are not functions, and `self.x = …` / `this.x = …`: all that is assigned. */
  readonly fields: Readonly<Record<string, readonly OriginId[]>>;
  /** Field annotations: `x: C`. */
  readonly annotations: Readonly<Record<string, OriginId>>;
  /** TypeScript `implements`, Python `Protocol` and `ABC` bases count as something that may demand `async`. */
  readonly implements: boolean;
}

export interface VariableFacts {
  readonly name: string;
  /** The function whose scope holds it; 0 for module level. */
  readonly function: number;
  readonly assigned: readonly OriginId[];
  readonly annotation?: OriginId;
}

export type CallKind =
  | "call"
  | "new"
  | "tag"
  /** A property read on something whose class may have a getter. */
  | "read"
  | "write"
  /** `with x`: runs `__enter__` and `__exit__`; `using`. */
  | "enter"
  /** `for x in xs`, spread, unpacking: runs `__iter__`. */
  | "iterate";

export interface CallFacts {
  readonly kind: CallKind;
  /** The function whose body holds it. A decorator belongs to the function around, and so does a default value in Python; in JavaScript it runs with every call. */
  readonly function: number;
  /** What is called; for `read` and `write` the member that is read or written; for `enter` and `iterate` the object. */
  readonly callee: OriginId;
  /** The callee as written: `fs.readFileSync`; cut at 80 characters, white space folded. */
  readonly text: string;
  /** The whole expression. */
  readonly range: Range;
  /** What a report points at: the callee as written. */
  readonly calleeRange: Range;
  /** `await f()`; for `enter` and `iterate`: the async form. */
  readonly awaited: boolean;
  /** How the result is used. */
  readonly use: "awaited" | "discarded" | "returned" | "assigned" | "argument" | "other";
  /** Positional arguments, in order; a spread gives UNKNOWN and ends the knowledge of positions. */
  readonly arguments: readonly OriginId[];
  readonly keywords?: Readonly<Record<string, OriginId>>;
  /** Arguments that are literals, by position or keyword: what conditions of the catalogue ask. JS option objects are records. */
  readonly literals?: Readonly<Record<string, Value>>;
  /** Loops of the same function around it. */
  readonly loops: number;
  /** Inside a `try` block (not its handlers) of the same function. */
  readonly inTry: boolean;
  readonly optional?: boolean;
}

export interface ImportFacts {
  readonly module: string;
  readonly range: Range;
  /** Type-only imports never load the module. */
  readonly typeOnly?: boolean;
  /** `import()` and imports inside functions load it later. */
  readonly lazy?: boolean;
}

/** A call or decorator that may register a function. `project` decides by what `callee` resolves to. */
export interface Registration {
  /** `app.http`, `app.route`: the callee. */
  readonly callee: OriginId;
  /** Last name of the callee: `http`, `route`, `orchestration`. */
  readonly method: string;
  readonly arguments: readonly Value[];
  readonly keywords: readonly (readonly [name: string, value: Value])[];
  /** The decorated function, or what the decorator result was applied to in call form. */
  readonly target?: OriginId;
  /** Decorators of one function share its index and keep their order (outermost first). */
  readonly decorates?: number;
  /** The call that it is, if it is one: what it gives is `result` with the same `call`. */
  readonly call?: number;
  readonly range: Range;
}

/** `funcfix-ignore` in a comment. */
export interface Suppression {
  /** Rules it names; empty means all. */
  readonly rules: readonly string[];
  readonly reason: string;
  /** Offset of a character on the line that it covers. */
  readonly line: number;
  readonly range: Range;
}
