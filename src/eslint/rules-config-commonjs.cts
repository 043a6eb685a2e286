import type { RulesConfig } from "@eslint/core";
import type { FuncfixRulesConfig } from "./rules-config.ts" with { "resolution-mode": "import" };

// ESLint's own types are CommonJS: for them `@eslint/core` is another module than for ES modules.
declare module "@eslint/core" {
  interface RulesConfig extends FuncfixRulesConfig {}
}

export type { RulesConfig };
