import type { Proposal } from "./proposal.ts";
import type { Situation } from "./situation.ts";

const PURPOSE = "the rules in ESLint and in the editor";

/** The first TypeScript that typescript-eslint does not read, and does not install beside. */
const UNREAD_TYPESCRIPT = 7;

/** The plugin in the linter, where the folder has an npm package to install it in or a configuration already. */
export function eslintProposal(situation: Situation): Proposal | undefined {
  const { eslintConfig, legacyEslintConfig, npm, python, typescript, read } = situation;
  if (eslintConfig !== undefined) {
    const text = read(eslintConfig)!;
    if (text.includes("funcfix")) return undefined;
    return { kind: "add", path: eslintConfig, purpose: PURPOSE, lines: linesFor(eslintConfig, text, python), packages: ["funcfix", "eslint"] };
  }
  if (legacyEslintConfig !== undefined) {
    const first = `ESLint does not read ${legacyEslintConfig === "package.json" ? "`eslintConfig`" : "it"} once there is an eslint.config.mjs, so none is made. ${moved(legacyEslintConfig)}; then, in the new file:`;
    return { kind: "add", path: legacyEslintConfig, first, purpose: PURPOSE, lines: linesFor("eslint.config.mjs", "", python), packages: ["funcfix", "eslint"] };
  }
  if (npm === undefined) return undefined;
  if (typescript && (npm.typescript ?? 0) >= UNREAD_TYPESCRIPT) return oxlint(situation);
  return { kind: "create", path: "eslint.config.mjs", purpose: PURPOSE, text: newConfig(typescript), packages: ["funcfix", "eslint", ...(typescript ? ["typescript-eslint"] : [])] };
}

function moved(path: string): string {
  return path.endsWith("package.json") ? "Move its `eslintConfig` to an eslint.config.mjs (https://eslint.org/docs/latest/use/configure/migration-guide)" : `Move it over with \`npx @eslint/migrate-config ${path}\``;
}

function newConfig(typescript: boolean): string {
  const parser = typescript
    ? ['import tseslint from "typescript-eslint";', "", "export default defineConfig(tseslint.configs.base, funcfix.configs.recommended);"]
    : ["", "export default defineConfig(funcfix.configs.recommended);"];
  return ['import { defineConfig } from "eslint/config";', 'import funcfix from "funcfix/eslint";', ...parser, ""].join("\n");
}

/** In the module system of the file. */
function linesFor(path: string, text: string, python: boolean): string {
  const commonJs = /\.c[jt]s$/.test(path) || (/\.js$/.test(path) && /\bmodule\.exports\b/.test(text));
  const load = commonJs && !/^\s*import\s/m.test(text) ? 'const funcfix = require("funcfix/eslint").default;' : 'import funcfix from "funcfix/eslint";';
  const own = python ? "...funcfix.configs.recommended, // objects without `files` hold for .py too: give the others theirs" : "...funcfix.configs.javascript,";
  return `${load}\n// in the exported list:\n${own}`;
}

/** oxlint has a TypeScript parser of its own. */
function oxlint({ read }: Situation): Proposal | undefined {
  const purpose = "the rules in oxlint and in the editor: typescript-eslint does not read TypeScript 7";
  const path = ".oxlintrc.json";
  const settings = { jsPlugins: ["funcfix/eslint"], rules: { "funcfix/no-blocking-call": "error", "funcfix/no-async-without-await": "error", "funcfix/no-lost-await": "error" } };
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  const own = read(path);
  if (own?.includes("funcfix") === true) return undefined;
  const packages = ["funcfix", "oxlint"];
  return own === undefined ? { kind: "create", path, purpose, text, packages } : { kind: "add", path, purpose, lines: text, packages };
}
