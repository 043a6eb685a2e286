import type { FunctionApp, FunctionDefinition } from "./app.ts";
import type { BlockingCall } from "./catalogue.ts";
import type { CallFacts, FunctionFacts, SourceFacts } from "./facts.ts";
import type { Confidence, TrailStep } from "./finding.ts";

/** A file of the project with its facts. */
export interface Unit {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
  readonly facts: SourceFacts;
}

/** A function of a unit, with its index in the unit's facts. */
export interface ProjectFunction {
  readonly unit: Unit;
  readonly index: number;
  readonly facts: FunctionFacts;
}

/** A call place and what lies behind it. */
export interface Reach {
  readonly call: CallFacts;
  readonly callIndex: number;
  readonly blocking: BlockingCall;
  /** From this place (first) down to the blocking call itself (last); a direct call has one step. */
  readonly trail: readonly TrailStep[];
  readonly confidence: Confidence;
  readonly alsoReaches: number;
}

/** What a rule may ask of the project. */
export interface ProjectView {
  readonly apps: readonly FunctionApp[];
  functionsOf(unit: Unit): readonly ProjectFunction[];
  /** As the user would name it: an anonymous handler goes by its function's name in the app. */
  nameOf(fn: ProjectFunction): string;
  /** The functions the host invokes through this handler. */
  definitionsOf(fn: ProjectFunction): readonly FunctionDefinition[];
  /** Every async function; in JavaScript every handler too. */
  runsOnEventLoop(fn: ProjectFunction): boolean;
  /** One for each call place of the function, the most severe blocking call by the shortest trail. */
  blockingCalls(fn: ProjectFunction): readonly Reach[];
  /** Why the function may have to be async although it awaits nothing: an override, an interface, an expected type. Null when nothing demands it. */
  mustBeAsync(fn: ProjectFunction): string | null;
  /** The async function of the project that a call place of `fn` surely calls; undefined when it may be another one. */
  asyncCallee(fn: ProjectFunction, call: CallFacts): ProjectFunction | undefined;
}
