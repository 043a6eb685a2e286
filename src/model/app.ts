import type { Language } from "./facts.ts";
import type { Range } from "./text.ts";

/** JSON as it stands in function.json and in registrations. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type ProgrammingModel = "v1" | "v2" | "v3" | "v4";

/** One function app: a folder with host.json. The same for function.json, decorators and `app.*`. */
export interface FunctionApp {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly language: Language | "mixed" | "unknown";
  /** Python v1 and v2, Node v3 and v4; `mixed` when an app holds both an old and a new model. */
  readonly model: ProgrammingModel | "mixed" | "none";
  readonly functions: readonly FunctionDefinition[];
  /** What is wrong with the app's own files: broken function.json, missing script. */
  readonly problems: readonly AppProblem[];
}

export interface FunctionDefinition {
  readonly name: string;
  /** Every binding, trigger included, with its properties as the host receives them. */
  readonly bindings: readonly Binding[];
  readonly retry?: Json;
  readonly disabled?: Json;
  /** Top-level keys of function.json that nothing above holds. */
  readonly rest?: Readonly<Record<string, Json>>;
  /** The handler: file (absolute) and, where it could be found, the function in that file's facts. */
  readonly handler?: HandlerPlace;
  /** function.json, or the file that registers it (absolute). */
  readonly source: string;
  readonly range?: Range;
}

export interface HandlerPlace {
  readonly path: string;
  /** Index into the file's `functions`; undefined when the entry is not a visible function. */
  readonly function?: number;
  /** v1/v3 entryPoint, as configured. */
  readonly entryPoint?: string;
}

export interface Binding {
  readonly type: string;
  readonly direction: "in" | "out" | "inout";
  readonly name: string;
  /** All other properties, keys as written. */
  readonly options: Readonly<Record<string, Json>>;
}

export interface AppProblem {
  readonly path: string;
  readonly message: string;
  readonly offset?: number;
}

/** The host's own test: a binding whose type ends in `Trigger`, in any case. */
export function isTrigger(binding: Binding): boolean {
  return /trigger$/i.test(binding.type);
}
