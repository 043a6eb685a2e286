import type { FunctionDefinition } from "./app.ts";
import type { BlockingCall } from "./catalogue.ts";
import type { CallFacts, Language } from "./facts.ts";
import type { TrailStep } from "./finding.ts";
import type { ProjectFunction } from "./project-view.ts";

/** A call to code outside the project that a function makes, itself or through others. */
export interface WorkCall {
  readonly language: Language;
  /** As imported, and the dotted path in it: `requests`, `Session.get`. */
  readonly module: string;
  readonly path: string;
  /** The catalogue's entry, if it is a call that blocks the thread it runs on. */
  readonly blocking?: BlockingCall;
  /** On the thread of the function; awaited there; or handed to another thread or process. */
  readonly runs: "here" | "awaited" | "elsewhere";
  /** Loops around it, along the whole trail. */
  readonly loops: number;
  readonly call: CallFacts;
  /** From the function down to the call. */
  readonly trail: readonly TrailStep[];
}

/** What a workload profile asks of the project. */
export interface WorkloadView {
  /** The handler of a function of an app; undefined if it is not a visible function. */
  handlerOf(definition: FunctionDefinition): ProjectFunction | undefined;
  /** All calls to outside code that the function runs, through plain and async functions alike, nearest first; each place once. */
  workOf(fn: ProjectFunction): readonly WorkCall[];
}
