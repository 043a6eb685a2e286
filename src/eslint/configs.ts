import type { RulesConfig } from "@eslint/core";

import { rules } from "../../rules/index.ts";

/** A flat configuration object, as far as ours go. */
export interface FuncfixConfig {
  name: string;
  files: string[];
  ignores: string[];
  plugins: Record<string, object>;
  language?: string;
  rules: RulesConfig;
}

export interface FuncfixConfigs extends Record<string, FuncfixConfig[]> {
  /** Both languages, each with its files. */
  recommended: FuncfixConfig[];
  javascript: FuncfixConfig[];
  python: FuncfixConfig[];
  /** As recommended, with calls that block for a short time only. */
  strict: FuncfixConfig[];
}

const JAVASCRIPT = ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"];
const PYTHON = ["**/*.py"];

/** What `funcfix check` does not look at either: hidden folders, virtual environments, installed packages. */
const IGNORES = ["**/.*/**", "**/site-packages/**", "**/__pycache__/**", "**/*.min.{js,mjs,cjs}"];

/** ESLint 10 throws when a rule meets a file of another language: every object names its files. */
export function configsFor(plugin: object): FuncfixConfigs {
  const javascript = (set: string, ruleSet: RulesConfig): FuncfixConfig => ({ name: `funcfix/${set}/javascript`, files: JAVASCRIPT, ignores: IGNORES, plugins: { funcfix: plugin }, rules: ruleSet });
  const python = (set: string, ruleSet: RulesConfig): FuncfixConfig => ({ name: `funcfix/${set}/python`, files: PYTHON, ignores: IGNORES, plugins: { funcfix: plugin }, language: "funcfix/python", rules: ruleSet });
  const recommended: RulesConfig = Object.fromEntries(rules.map(({ id }) => [`funcfix/${id}`, "error"]));
  const strict: RulesConfig = { ...recommended, "funcfix/no-blocking-call": ["error", { severity: "info" }] };
  return {
    recommended: [javascript("recommended", recommended), python("recommended", recommended)],
    javascript: [javascript("recommended", recommended)],
    python: [python("recommended", recommended)],
    strict: [javascript("strict", strict), python("strict", strict)],
  };
}
