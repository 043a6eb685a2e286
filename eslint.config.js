import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** Who may import whom (docs/design.md): folder -> the folders it must not reach. */
const forbidden = {
  "src/model": ["catalogue", "languages", "project", "report", "advice", "runtime", "dev", "cli", "rules", "codemods"],
  "src/catalogue": ["languages", "project", "report", "advice", "runtime", "dev", "cli", "rules", "codemods"],
  "src/languages": ["catalogue", "project", "report", "advice", "runtime", "dev", "cli", "rules", "codemods"],
  "src/report": ["catalogue", "languages", "project", "advice", "runtime", "dev", "cli", "rules", "codemods"],
  "src/advice": ["catalogue", "languages", "project", "report", "runtime", "dev", "cli", "rules", "codemods"],
  "src/project": ["report", "advice", "runtime", "dev", "cli", "rules", "codemods"],
  "rules": ["catalogue", "languages", "project", "report", "advice", "runtime", "dev", "cli", "codemods"],
  "codemods": ["catalogue", "report", "advice", "runtime", "dev", "cli"],
  "src/runtime": ["model", "catalogue", "languages", "project", "report", "advice", "dev", "cli", "rules", "codemods"],
};

/** Parsers live in `languages` alone; ts-morph there and in the typed codemods. */
const parsers = ["py-ast", "oxc-parser", "ts-morph"];

function imports(folder, patterns) {
  const depth = patterns.map(name => ({ regex: `^(\\.\\./)+(src/)?${name}/`, message: `${folder} must not import from ${name}.` }));
  const own = folder === "src/languages" || folder === "codemods" ? [] : parsers.map(name => ({ regex: `^${name}$`, message: "Parsers stay in src/languages." }));
  return {
    files: [`${folder}/**/*.ts`],
    rules: { "no-restricted-imports": ["error", { patterns: [...depth, ...own] }] },
  };
}

export default defineConfig(
  globalIgnores(["dist", "fixtures", "coverage", "**/node_modules", "src/runtime/dist", "src/runtime/test/fixtures", "src/runtime/test/types", "test/types"]),
  tseslint.configs.recommended,
  {
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      // An interface of another package is completed that way.
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
    },
  },
  ...Object.entries(forbidden).map(([folder, patterns]) => imports(folder, patterns)),
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  { files: ["src/cli.ts", "src/cli/**", "src/dev/**", "test/**", "**/bench/**", "**/soak/**"], rules: { "no-console": "off" } },
);
