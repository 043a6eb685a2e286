import type { Language } from "./facts.ts";

export type BlockingKind = "network" | "disk" | "database" | "subprocess" | "wait" | "cpu" | "console";
export type Bound = "io" | "cpu" | "wait" | "mixed";
export type Severity = "error" | "warning" | "info";

/** One call that blocks the thread it runs on, and what to write instead. */
export interface BlockingCall {
  /** Canonical dotted name: `requests.get`, `fs.readFileSync`, `requests.Session.get`. */
  readonly call: string;
  readonly language: Language;
  readonly kind: BlockingKind;
  readonly bound: Bound;
  readonly severity: Severity;
  readonly remedy: Remedy;
  /** Whether arguments and result survive the way to another thread (JS: structured clone; Python: no thread affinity). */
  readonly crosses: Crossing;
  /** An async library that replaces it, for suggestions: `aiohttp`, `httpx.AsyncClient`. */
  readonly asyncLibrary?: string;
  /** It blocks only if all of these hold. */
  readonly when?: readonly Condition[];
  /** It does not block if any of these holds. */
  readonly unless?: readonly Condition[];
  /** For `with`: it does not wait for anything if the object is only handed to methods of this name, whose results are awaited. */
  readonly unlessHandedTo?: string;
  /** One full sentence for the message or the docs. */
  readonly note?: string;
  readonly docs?: string;
}

export type Crossing = { readonly arguments: boolean; readonly result: boolean; readonly reason?: string };

/** A test on one argument of the call, by name (also in a JS option object) and/or position from 0. */
export interface Condition {
  readonly argument: string | number;
  readonly position?: number;
  /** The literal it must equal; without it: it must be present. */
  readonly equals?: string | number | boolean | null;
  /** It must be a function. */
  readonly isFunction?: boolean;
}

export type Remedy =
  /** JS: the promise twin: `import { readFile } from "node:fs/promises"`; for methods: the method of the same object. */
  | { readonly kind: "promise"; readonly module?: string; readonly name: string }
  /** JS: `promisify` of the callback twin. */
  | { readonly kind: "promisify"; readonly module: string; readonly name: string }
  /** JS: run on the executor of funcfix-runtime. */
  | { readonly kind: "offload" }
  /** Python: a coroutine function that takes the same arguments: `asyncio.sleep`. */
  | { readonly kind: "native"; readonly module: string; readonly name: string }
  /** Python: `await asyncio.to_thread(f, …)`. */
  | { readonly kind: "thread" }
  /** A handle that stays in its thread: the whole unit of work must move. */
  | { readonly kind: "unit"; readonly advice: string }
  /** A person must decide. */
  | { readonly kind: "manual"; readonly advice: string };
