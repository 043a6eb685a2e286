import type { Confidence } from "./situation.ts";
import type { SettingHome } from "./settings/known.ts";

/** A recommendation for one setting. */
export interface Advice {
  readonly setting: string;
  readonly home: SettingHome;
  /** As written in the app's files; null where it is not set there. */
  readonly current: string | null;
  /** What it should be; null to remove it. */
  readonly value: string | number | boolean | null;
  /** `set` and `remove` can be written; `keep` is as it should be; `consider` needs a person. */
  readonly change: "set" | "remove" | "keep" | "consider";
  readonly reason: string;
  /** Functions and calls that decided: `Quote: requests.get (shared/rates.py:12)`. */
  readonly evidence: readonly string[];
  readonly source: string;
  readonly confidence: Confidence;
  /** What to look at after the change. */
  readonly measure: string;
}

/** Functions whose needs no one setting can meet. */
export interface Conflict {
  readonly functions: readonly string[];
  readonly message: string;
  readonly ways: readonly string[];
}
