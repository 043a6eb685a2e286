import type { FunctionApp } from "../../model/app.ts";
import type { Finding } from "../../model/finding.ts";
import type { AppAdvice } from "../advise.ts";
import type { FunctionProfile } from "../profile/profile.ts";
import type { Plan } from "../situation.ts";

/** All that is known of one app, for a report. */
export interface AdviceReport extends AppAdvice {
  readonly app: FunctionApp;
  readonly plan: Plan | null;
  readonly profiles: readonly FunctionProfile[];
  readonly findings: readonly Finding[];
  /** What was or would be written, as sentences. */
  readonly notes: readonly string[];
  /** Paths as they are shown, and lines from 1. */
  readonly show: Shown;
}

export interface Shown {
  path(path: string): string;
  position(path: string, offset: number): { readonly line: number; readonly column: number };
}
