import type { Proposal } from "./proposal.ts";
import type { Situation } from "./situation.ts";

const PURPOSE = "a check before each commit";
const SOURCES = "\\.(?:[cm]?[jt]sx?|py)$|(?:^|/)(?:host|function)\\.json$";
const LEFTHOOK = ["lefthook", ".lefthook", ".config/lefthook"].flatMap(name => ["yml", "yaml", "json", "toml"].map(extension => `${name}.${extension}`));
const LEFTHOOK_LINES: Readonly<Record<string, string>> = {
  json: '"pre-commit": { "commands": { "funcfix": { "run": "npx funcfix check" } } }',
  toml: '[pre-commit.commands.funcfix]\nrun = "npx funcfix check"',
};

/** The hook of the tool that is used already; else of pre-commit. */
export function hookProposal({ repository, read, list }: Situation, version: string): Proposal | undefined {
  const entry = preCommitEntry(version);
  const configured: readonly (readonly [path: string, lines: string])[] = [
    [".pre-commit-config.yaml", entry],
    ...LEFTHOOK.map(path => [path, LEFTHOOK_LINES[path.slice(path.lastIndexOf(".") + 1)] ?? "pre-commit:\n  commands:\n    funcfix:\n      run: npx funcfix check"] as const),
    ...(list(".husky").length > 0 ? [[".husky/pre-commit", "npx funcfix check"] as const] : []),
  ];
  const own = configured.filter(([path]) => read(path) !== undefined || path.startsWith(".husky/"));
  if (own.some(([path]) => read(path)?.includes("funcfix") === true)) return undefined;
  const [first] = own;
  if (first !== undefined) return { kind: "add", path: first[0], lines: first[1], purpose: PURPOSE };
  return repository === "." ? { kind: "create", path: ".pre-commit-config.yaml", text: `repos:\n${entry}\n`, purpose: PURPOSE } : undefined;
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
