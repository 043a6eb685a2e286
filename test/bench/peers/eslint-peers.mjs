import n from "eslint-plugin-n";
import parser from "@typescript-eslint/parser";

export default [
  { files: ["**/*.{js,mjs,cjs}"], plugins: { n }, rules: { "n/no-sync": "error", "require-await": "error" }, linterOptions: { reportUnusedDisableDirectives: "off" } },
  { files: ["**/*.{ts,mts,cts,tsx}"], languageOptions: { parser }, plugins: { n }, rules: { "n/no-sync": "error", "require-await": "error" } },
];
