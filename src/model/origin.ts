/**
 * Where a value comes from, as far as one file's text can tell. A file keeps its origins in one table and refers to
 * them by index, so that facts stay small, can be written to a cache, and `project` can follow each origin once.
 *
 * `import httpx; client = httpx.Client(); client.get(url)` gives
 * `module httpx` <- `member Client` <- `result` <- `variable client` <- `member get`.
 */
export type OriginId = number;

/** The index of the origin that says "not known": always the first one of a table. */
export const UNKNOWN: OriginId = 0;

export type Origin =
  | { readonly kind: "unknown" }
  /**
   * A literal, a display or another value that no blocking call hangs on itself. `type` names the builtin type where
   * known: `str`, `dict`, `array`. `elements`: what an element of the display, or of a value annotated `list[X]`, may be;
   * left out when nothing is known. `value`: of a constant that a module variable holds (`ROUTE = "quotes"`).
   */
  | {
      readonly kind: "literal";
      readonly type?: string;
      readonly elements?: readonly OriginId[];
      readonly value?: string | number | boolean | null;
    }
  /**
   * A module object: `import * as fs`, `require("fs")`, `import os.path`. `module` is the specifier as written; Python
   * keeps its leading dots. `import a.b.c` binds `a`: a member of a module may be a submodule, and so may an imported name.
   */
  | { readonly kind: "module"; readonly module: string }
  /** One name of a module: `import { a as b }`, `from m import a`. The default export is `default`. */
  | { readonly kind: "imported"; readonly module: string; readonly name: string }
  /** A name that nothing in the file binds: `open`, `Atomics`, `process`. */
  | { readonly kind: "global"; readonly name: string }
  | { readonly kind: "function"; readonly function: number }
  | { readonly kind: "class"; readonly class: number }
  | { readonly kind: "variable"; readonly variable: number }
  | { readonly kind: "parameter"; readonly function: number; readonly parameter: number }
  /** `this`, `self` or `cls` inside a member of the class. */
  | { readonly kind: "this"; readonly class: number }
  /** `super` or `super()` inside a member of the class. */
  | { readonly kind: "super"; readonly class: number }
  | { readonly kind: "member"; readonly of: OriginId; readonly name: string }
  /** What a call gives: `f()`, and in Python also `C()`. Python's `a / b` is the result of `a.__truediv__`, for the paths' sake. */
  | { readonly kind: "result"; readonly of: OriginId; readonly call?: number }
  /** An object of a class: `new C()`, or a value annotated as `C`. Annotations are always origins of the value, not of the class. */
  | { readonly kind: "instance"; readonly of: OriginId }
  | { readonly kind: "awaited"; readonly of: OriginId }
  /** What `with x as y` or `async with x as y` binds to `y`. */
  | { readonly kind: "entered"; readonly of: OriginId; readonly async: boolean }
  /** An element of an iterable or of a container: `for x in xs`, `xs[0]`, `list[X]`. */
  | { readonly kind: "element"; readonly of: OriginId }
  /** `functools.partial(f, …)`, `f.bind(…)`: calling it calls `of`. */
  | { readonly kind: "partial"; readonly of: OriginId }
  /** One of several: a conditional, `a or b`, several assignments, `Optional[X]`. */
  | { readonly kind: "either"; readonly of: readonly OriginId[] };

/** A literal structure as written in code, for registrations and for conditions on arguments. */
export type Value =
  | { readonly kind: "constant"; readonly value: string | number | boolean | null }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  | { readonly kind: "record"; readonly entries: readonly (readonly [key: string, value: Value])[] }
  /** Anything else: follow its origin. `text` is how the user wrote it. */
  | { readonly kind: "origin"; readonly origin: OriginId; readonly text: string };
