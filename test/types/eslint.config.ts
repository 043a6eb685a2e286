import { defineConfig } from "eslint/config";
import funcfix, { type BlockingCallOptions, type FuncfixRulesConfig, type PythonLanguageOptions } from "funcfix/eslint";

const options: BlockingCallOptions = { calls: { "shop.stock.*": { replacement: "shop.stock.aio", severity: "warning", kind: "database" } }, ignores: ["os.path.*", { from: "package", package: "config" }] };
const languageOptions: PythonLanguageOptions = { skipFilesWithoutAsync: true };
export const rules: FuncfixRulesConfig = { "funcfix/no-blocking-call": ["warn", options], "funcfix/no-lost-await": "off" };

export default defineConfig(
  funcfix.configs.recommended,
  { files: ["**/*.js"], extends: [funcfix.configs.javascript, funcfix.configs["strict"]!] },
  { files: ["**/*.py"], plugins: { funcfix }, language: "funcfix/python", languageOptions, rules: { "funcfix/no-blocking-call": ["error", { severity: "info", confidence: "definite" }], "other/rule": ["error", { its: "own" }] } },
);

// @ts-expect-error The option is called `ignores`.
defineConfig({ rules: { "funcfix/no-blocking-call": ["error", { ignors: [] }] } });
// @ts-expect-error There is no such kind of blocking.
defineConfig({ rules: { "funcfix/no-blocking-call": ["error", { ignoreKinds: ["gpu"] }] } });
// @ts-expect-error The rule has no options.
defineConfig({ rules: { "funcfix/no-lost-await": ["error", {}] } });
