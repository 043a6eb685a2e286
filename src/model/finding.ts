import type { BlockingCall, Severity } from "./catalogue.ts";
import type { Range } from "./text.ts";

export type Confidence = "definite" | "probable";
/** How far a change may be made without a person: as in `fix`'s options. */
export type Safety = "safe" | "suggestion" | "manual";

/** A place in a file of the project; `path` is absolute. */
export interface Place {
  readonly path: string;
  readonly range: Range;
}

/** One step from the reported place down to the blocking call. */
export interface TrailStep extends Place {
  /** The function that contains the place. */
  readonly name: string;
  /** The call at the place, as written. */
  readonly call: string;
}

export interface Finding extends Place {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  /** The async function or handler it is in, as the user wrote it. */
  readonly function?: string;
  /** Canonical name of the blocking call. */
  readonly call?: string;
  readonly blocking?: BlockingCall;
  readonly trail: readonly TrailStep[];
  /** How many more blocking calls lie behind the same place. */
  readonly alsoReaches: number;
  /** Indexes into the facts of `path`, for rewriters. */
  readonly callIndex?: number;
  readonly functionIndex?: number;
  readonly fix: Safety | null;
  /** One sentence: what to do. */
  readonly help?: string;
}
