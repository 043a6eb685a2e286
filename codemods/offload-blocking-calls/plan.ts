import type { Change, Edit } from "../../src/model/change.ts";
import type { Finding, Safety } from "../../src/model/finding.ts";

export type Strategy = "auto" | "native" | "offload" | "to-thread" | "executor" | "make-sync" | "async-library";

export interface FixOptions {
  readonly strategy: Strategy;
  /** Make suggestions too. */
  readonly unsafe: boolean;
  /** Leaves a fix out; for `--only`, `--rule` and the interactive mode. */
  readonly accept?: (finding: Finding, safety: Safety) => boolean;
  /** The folder whose files may refer to each other. */
  readonly root?: string;
  /** The oldest Python that the app runs on, as `3.8`. */
  readonly pythonVersion?: string;
}

/** What became of one finding, with the reason when it was not fixed. */
export interface Outcome {
  readonly finding: Finding;
  readonly safety: Safety;
  readonly applied: boolean;
  /** One full sentence. */
  readonly reason?: string;
}

export interface FixPlan {
  readonly changes: readonly Change[];
  readonly outcomes: readonly Outcome[];
}

/** The edits of one file, collected finding by finding: a fix that overlaps an earlier one is not taken. */
export class FileEdits {
  readonly path: string;
  readonly text: string;
  readonly #edits: Edit[] = [];

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** None of the edits cuts into an edit of before. */
  fits(edits: readonly Edit[]): boolean {
    return !edits.some(edit => this.#edits.some(other => cuts(edit, other)));
  }

  /** False, and nothing taken, when they do not fit. */
  take(edits: readonly Edit[]): boolean {
    if (!this.fits(edits)) return false;
    this.#edits.push(...edits);
    return true;
  }

  get edits(): readonly Edit[] {
    return this.#edits;
  }
}

function cuts(a: Edit, b: Edit): boolean {
  if (a.start === b.start && a.end === b.end && a.text === b.text) return false;
  return a.start < b.end && b.start < a.end;
}
