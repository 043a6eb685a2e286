import type { RuleConfig, RulesConfig } from "@eslint/core";

import type { BlockingCallOptions } from "./options.ts";

/** The rules as a configuration names them, each with its options. */
export interface FuncfixRulesConfig {
  "funcfix/no-blocking-call"?: RuleConfig<[BlockingCallOptions]>;
  "funcfix/no-async-without-await"?: RuleConfig<[]>;
  "funcfix/no-lost-await"?: RuleConfig<[]>;
}

// With this `defineConfig` completes the options and refuses wrong ones.
declare module "@eslint/core" {
  interface RulesConfig extends FuncfixRulesConfig {}
}

export type { RulesConfig };
