import { COMMANDS } from "./commands.ts";
import type { Proposal } from "./proposal.ts";
import type { Situation } from "./situation.ts";

const PURPOSE = "a check in CI";

/** A step for each CI system that the folder has a file of. */
export function ciProposals(situation: Situation, version: string): readonly Proposal[] {
  const { npm, read } = situation;
  const command = npm === undefined ? `npx funcfix@${version} check` : `${COMMANDS[npm.manager].run} funcfix check`;
  const steps = (file: string, lines: string): Proposal[] => {
    const text = read(file);
    return text === undefined || text.includes("funcfix") ? [] : [{ kind: "add", path: file, lines, purpose: PURPOSE }];
  };
  return [
    ...steps(".gitlab-ci.yml", `funcfix:\n  image: node:22\n  script:\n${installed(situation).map(line => `    - ${line}\n`).join("")}    - ${command}`),
    ...["azure-pipelines.yml", "azure-pipelines.yaml", ".azure-pipelines.yml"].flatMap(file => steps(file, `- script: ${command}\n  displayName: Blocking calls`)),
    ...workflow(situation, command),
  ];
}

function workflow(situation: Situation, command: string): Proposal[] {
  const { list, npm, read } = situation;
  const workflows = list(".github/workflows");
  if (workflows.length === 0 || workflows.some(name => read(`.github/workflows/${name}`)?.includes("funcfix") === true)) return [];
  const steps = [
    "uses: actions/checkout@v4",
    "uses: actions/setup-node@v4\n        with: { node-version: 22 }",
    ...(npm === undefined ? [] : COMMANDS[npm.manager].setup),
    ...(npm === undefined ? [] : [`run: ${installCommand(npm)}`]),
    `run: ${command}`,
  ];
  const text = `name: funcfix\non: [push, pull_request]\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n${steps.map(step => `      - ${step}\n`).join("")}`;
  return [{ kind: "create", path: ".github/workflows/funcfix.yml", text, purpose: PURPOSE }];
}

function installed({ npm }: Situation): readonly string[] {
  if (npm === undefined) return [];
  const scripts = COMMANDS[npm.manager].setup.flatMap(step => (step.startsWith("run: ") ? [step.slice("run: ".length)] : []));
  return [...scripts, installCommand(npm)];
}

function installCommand({ manager, hasLock }: NonNullable<Situation["npm"]>): string {
  const { install, installWithoutLock } = COMMANDS[manager];
  return hasLock ? install : installWithoutLock;
}
