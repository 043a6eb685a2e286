import n from "eslint-plugin-n";
import { meta, parseForESLint } from "@typescript-eslint/parser";

/** Without its services: n/no-sync refuses to work beside a parser that offers types and has no program. */
const parser = { meta, parseForESLint: (text, options) => ({ ...parseForESLint(text, options), services: {} }) };

const rules = { "n/no-sync": "error", "require-await": "error" };
const linterOptions = { reportUnusedDisableDirectives: "off" };

export default [
  { files: ["**/*.{js,mjs,cjs,jsx}"], plugins: { n }, rules, linterOptions },
  { files: ["**/*.{ts,mts,cts,tsx}"], ignores: ["**/*.d.ts"], languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } }, plugins: { n }, rules, linterOptions },
];
