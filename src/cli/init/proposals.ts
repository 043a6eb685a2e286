import type { PackageManager, Situation } from "./situation.ts";

/** A file to create; or, where a file is the user's own, lines for him to add. */
export type Proposal =
  | { readonly kind: "create"; readonly path: string; readonly text: string; readonly purpose: string }
  | { readonly kind: "add"; readonly path: string; readonly lines: string; readonly purpose: string };

/** How each package manager adds a development dependency, and runs a package's command. */
export const COMMANDS: Readonly<Record<PackageManager, { readonly add: string; readonly install: string; readonly run: string }>> = {
  npm: { add: "npm install --save-dev", install: "npm ci", run: "npx" },
  pnpm: { add: "pnpm add --save-dev", install: "pnpm install --frozen-lockfile", run: "pnpm exec" },
  yarn: { add: "yarn add --dev", install: "yarn install --frozen-lockfile", run: "yarn" },
  bun: { add: "bun add --dev", install: "bun install --frozen-lockfile", run: "bunx" },
};

const SOURCES = "\\.(?:[cm]?[jt]sx?|py)$|(?:^|/)(?:host|function)\\.json$";

/** What is missing; nothing that is there already, so a second run proposes nothing. */
export function proposals(situation: Situation, version: string): readonly Proposal[] {
  return [eslint(situation), hook(situation, version), ...ci(situation, version)].filter(proposal => proposal !== undefined);
}

/** ESLint, where the folder has an npm package to install it in. */
function eslint({ eslintConfig, read, typescript }: Situation): Proposal | undefined {
  const purpose = "the rules in ESLint and in the editor";
  if (eslintConfig !== undefined) {
    if (read(eslintConfig)!.includes("funcfix")) return undefined;
    return { kind: "add", path: eslintConfig, purpose, lines: 'import funcfix from "funcfix/eslint";\n// in the exported list:\n...funcfix.configs.recommended,' };
  }
  if (read("package.json") === undefined) return undefined;
  const parser = typescript ? ['import tseslint from "typescript-eslint";', "", "export default defineConfig(tseslint.configs.base, funcfix.configs.recommended);"] : ["", "export default defineConfig(funcfix.configs.recommended);"];
  return { kind: "create", path: "eslint.config.mjs", purpose, text: ['import { defineConfig } from "eslint/config";', 'import funcfix from "funcfix/eslint";', ...parser, ""].join("\n") };
}

/** The hook of the tool that is used already; else of pre-commit. */
function hook({ isRepository, read, list }: Situation, version: string): Proposal | undefined {
  const purpose = "a check before each commit";
  const entry = preCommitEntry(version);
  const own: readonly (readonly [path: string, lines: string])[] = [
    [".pre-commit-config.yaml", entry],
    ["lefthook.yml", "pre-commit:\n  commands:\n    funcfix:\n      run: npx funcfix check"],
  ];
  for (const [path, lines] of own) {
    const text = read(path);
    if (text !== undefined) return text.includes("funcfix") ? undefined : { kind: "add", path, lines, purpose };
  }
  if (list(".husky").length > 0) return read(".husky/pre-commit")?.includes("funcfix") === true ? undefined : { kind: "add", path: ".husky/pre-commit", lines: "npx funcfix check", purpose };
  return isRepository ? { kind: "create", path: ".pre-commit-config.yaml", text: `repos:\n${entry}\n`, purpose } : undefined;
}

function preCommitEntry(version: string): string {
  return [
    "  - repo: local",
    "    hooks:",
    "      - id: funcfix-check",
    "        name: funcfix check",
    "        entry: funcfix check",
    "        language: node",
    `        additional_dependencies: ["funcfix@${version}"]`,
    `        files: '${SOURCES}'`,
    "        pass_filenames: false",
    "        require_serial: true",
  ].join("\n");
}

function ci(situation: Situation, version: string): (Proposal | undefined)[] {
  const { read, list, packageManager } = situation;
  const purpose = "a check in CI";
  const { run, install } = COMMANDS[packageManager];
  const command = read("package.json") === undefined ? `npx funcfix@${version} check` : `${run} funcfix check`;
  const found: (Proposal | undefined)[] = [
    added(read(".gitlab-ci.yml"), ".gitlab-ci.yml", `funcfix:\n  image: node:22\n  script: ${command}`, purpose),
    added(read("azure-pipelines.yml"), "azure-pipelines.yml", `- script: ${command}\n  displayName: Blocking calls`, purpose),
  ];
  const workflows = list(".github/workflows");
  if (workflows.length === 0 || workflows.some(name => read(`.github/workflows/${name}`)?.includes("funcfix") === true)) return found;
  const steps = ["      - uses: actions/checkout@v4", "      - uses: actions/setup-node@v4", "        with: { node-version: 22 }", ...(read("package.json") === undefined ? [] : [`      - run: ${install}`]), `      - run: ${command}`];
  const text = ["name: funcfix", "on: [push, pull_request]", "jobs:", "  check:", "    runs-on: ubuntu-latest", "    steps:", ...steps, ""].join("\n");
  return [...found, { kind: "create", path: ".github/workflows/funcfix.yml", text, purpose }];
}

function added(text: string | undefined, path: string, lines: string, purpose: string): Proposal | undefined {
  return text === undefined || text.includes("funcfix") ? undefined : { kind: "add", path, lines, purpose };
}
