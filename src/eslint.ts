import { createRequire } from "node:module";

import type { RuleDefinition } from "@eslint/core";

import { rules } from "../rules/index.ts";
import { configsFor, type FuncfixConfigs } from "./eslint/configs.ts";
import { pythonLanguage } from "./eslint/python/language.ts";
import { toEslintRule } from "./eslint/rule.ts";

export type { FuncfixConfig, FuncfixConfigs } from "./eslint/configs.ts";
export type { BlockingCallOptions } from "./eslint/options.ts";
export type { FuncfixRulesConfig } from "./eslint/rules-config.ts";
// ESLint's types are CommonJS: there `RulesConfig` is another interface, which this completes.
export type { RulesConfig } from "./eslint/rules-config-commonjs.cts";
export type { PythonLanguageOptions } from "./eslint/python/language.ts";

const { version } = createRequire(import.meta.url)("funcfix/package.json") as { version: string };

export interface FuncfixPlugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly languages: { readonly python: typeof pythonLanguage };
  readonly rules: Record<string, RuleDefinition>;
  readonly configs: FuncfixConfigs;
}

const parts = {
  meta: { name: "funcfix", version, namespace: "funcfix" },
  languages: { python: pythonLanguage },
  rules: Object.fromEntries(rules.map(rule => [rule.id, toEslintRule(rule)])),
};

/** The plugin for ESLint 9 and 10, and for oxlint as a JS plugin. */
const plugin: FuncfixPlugin = Object.assign(parts, { configs: configsFor(parts) });

export default plugin;
