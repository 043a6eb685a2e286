import type { FunctionApp } from "./app.ts";
import type { Change } from "./change.ts";
import type { Language } from "./facts.ts";
import type { Place, Safety } from "./finding.ts";

/** Something a codemod did, or could not do, said with its place and reason. */
export interface Note {
  readonly safety: Safety | "info";
  /** Stable short code: `context-res-alias`, `unknown-body-type`. */
  readonly code: string;
  readonly message: string;
  readonly place?: Place;
  readonly function?: string;
}

export interface Plan {
  readonly changes: readonly Change[];
  readonly notes: readonly Note[];
}

/** A migration of one whole app. Planning never writes. */
export interface Codemod<Options = object> {
  readonly id: string;
  readonly summary: string;
  readonly languages: readonly Language[];
  plan(app: FunctionApp, options: Options): Promise<Plan>;
}
