import type { Binding, FunctionApp, ProgrammingModel } from "../../src/model/app.ts";
import type { Codemod, Note, Plan } from "../../src/model/codemod.ts";

/** What `funcfix migrate` lets its user choose. A migration ignores what does not concern it. */
export interface MigrateOptions {
  /**
   * Python: `folders` (the default) decorates each function where it stands, `call` leaves the code alone and registers
   * all in function_app.py, `single` gathers all code there. Node: functions stay in their files unless `functions`
   * gathers the entry files in src/functions.
   */
  readonly layout?: Layout;
  /** Raise the extension bundle of host.json too. */
  readonly bundle?: boolean;
  /** Python: an app whose only function hands its requests to an ASGI or WSGI application becomes an AsgiFunctionApp or a WsgiFunctionApp. */
  readonly asgi?: boolean;
}

export type Layout = "folders" | "call" | "single" | "functions";

/** How one function came out. `wrapped` runs untouched behind an adapter; the others are in the new model's own terms. */
export type Outcome = "rewritten" | "rewritten with notes" | "wrapped";

/** One function of the old app, in the new one. No function is ever without an outcome. */
export interface MigratedFunction {
  readonly name: string;
  readonly outcome: Outcome;
  /** Absolute path of the file that registers it now. */
  readonly registeredIn: string;
  /** As the host received them from function.json. */
  readonly before: readonly Binding[];
  /** As the host is meant to receive them now. */
  readonly after: readonly Binding[];
}

/** All changes of one app, or none: a plan never leaves a function behind. Notes that name no function concern the app. */
export interface MigrationPlan extends Plan {
  readonly functions: readonly MigratedFunction[];
  /** What is left to do by hand, in order, as full sentences. */
  readonly nextSteps: readonly string[];
  /** Why the app cannot be migrated; then there is no change. */
  readonly refusals?: readonly Note[];
}

/** How far one function was checked. `static`: read back from the code; `executed`: registered for real. */
export type Check = "executed" | "static" | "not checked";

export interface VerifiedFunction {
  readonly name: string;
  readonly check: Check;
  /** Why it was not executed, when it was not. */
  readonly reason?: string;
  /** What differs between what the host received before and what it receives now; empty when equal. */
  readonly differences: readonly string[];
}

export interface Verification {
  readonly functions: readonly VerifiedFunction[];
  /** Functions that are registered now and were not there before, modules that failed to load: what belongs to no old function. */
  readonly problems: readonly string[];
  /** Versions of what was executed: `node`, `@azure/functions`, `durable-functions`, `python`, `azure-functions`. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface VerifyOptions {
  /** False leaves the static half only. */
  readonly execute: boolean;
  /** For the whole executed half, in milliseconds. */
  readonly timeout: number;
  /** The Python to load the planned code with; without it the app's virtual environment is used. */
  readonly python?: string;
}

/** A codemod that moves whole apps from one programming model to the next, and can prove what it planned. */
export interface Migration extends Codemod<MigrateOptions> {
  readonly from: ProgrammingModel;
  readonly to: ProgrammingModel;
  /** The layouts that it offers; without one it leaves functions where they are. */
  readonly layouts: readonly Layout[];
  plan(app: FunctionApp, options: MigrateOptions): Promise<MigrationPlan>;
  verify(app: FunctionApp, plan: MigrationPlan, options: VerifyOptions): Promise<Verification>;
}

/** The notes of one function, in the order in which they were made. */
export function notesOf(plan: MigrationPlan, name: string): readonly Note[] {
  return plan.notes.filter(note => note.function === name);
}
