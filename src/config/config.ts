import type { UserCall } from "../catalogue/index.ts";

/** `off`, or the severity of the rule's findings; those of severity info stay so. */
export type RuleSetting = "off" | "info" | "warning" | "error";

/** What a configuration file may say: schemas/config.schema.json. */
export interface Config {
  readonly $schema?: string;
  /** Files whose findings are not reported, in .gitignore syntax, relative to the configuration file. */
  readonly ignore?: readonly string[];
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  /** More calls that block: pattern -> what to use instead. */
  readonly calls?: Readonly<Record<string, string | UserCall>>;
  /** Calls that are never reported. */
  readonly ignoreCalls?: readonly string[];
  /** Packages none of whose calls are reported. */
  readonly ignorePackages?: readonly string[];
  /** Functions that compute for long, to be moved to worker threads by `fix`: `src/render.ts#render`, relative to the configuration file. */
  readonly offload?: readonly string[];
  /** How `fix` moves blocking calls off the event loop: `--strategy`. */
  readonly strategy?: "auto" | "native" | "offload" | "to-thread" | "executor" | "make-sync" | "async-library";
  /** The oldest Python that the app runs on, as `3.8`. */
  readonly pythonVersion?: string;
  /** Report findings of severity info and unused `funcfix-ignore` comments too. */
  readonly strict?: boolean;
  readonly reportUnusedIgnores?: boolean;
  readonly maxWarnings?: number;
  /** Relative to the configuration file. */
  readonly baseline?: string;
}

export interface LoadedConfig {
  /** Absolute. */
  readonly path: string;
  readonly config: Config;
}
