import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import type { Command } from "commander";

import { UsageError } from "../model/usage-error.ts";
import type { CommandIo } from "./command-io.ts";
import { COMMANDS } from "./init/commands.ts";
import type { Proposal } from "./init/proposal.ts";
import { proposals } from "./init/proposals.ts";
import { situationOf, type Situation } from "./init/situation.ts";

/** Adds `funcfix init` to the program. */
export function registerInit(program: Command, io: CommandIo): void {
  program
    .command("init")
    .description("Set up ESLint, a commit hook and CI, after a question. Files that are there already stay as they are.")
    .argument("[folder]", "the app or the repository", ".")
    .option("--yes", "write without asking")
    .option("--no-exec", "accepted everywhere: this command executes nothing of the app anyway")
    .action((folder: string, options: { readonly yes?: true }) => runInit(resolve(io.cwd, folder), options.yes === true, io));
}

async function runInit(root: string, yes: boolean, io: CommandIo): Promise<void> {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) throw new UsageError(`There is no folder ${root}.`);
  const situation = situationOf(root);
  if (!situation.python && !situation.javascript) throw new UsageError(`${root} holds no JavaScript, TypeScript or Python source file.`);
  const { version } = createRequire(import.meta.url)("funcfix/package.json") as { version: string };
  const all = proposals(situation, version);
  if (all.length === 0) return io.stdout(`Everything is set up already.\n${elsewhere(situation)}`);

  const files = all.filter(({ kind }) => kind === "create");
  io.stdout(all.map(describe).join("\n"));
  const write = files.length > 0 && (yes || (await asked(files.length)));
  if (write) await create(root, files);
  io.stdout(closing(situation, all, write));
}

/** No question where nobody can answer it. */
async function asked(files: number): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const { confirm, isCancel } = await import("@clack/prompts");
  const answer = await confirm({ message: `Write ${files === 1 ? "this file" : `these ${files} files`}?` });
  return !isCancel(answer) && answer;
}

async function create(root: string, files: readonly Proposal[]): Promise<void> {
  const { applyChanges } = await import("../project/write/apply.ts");
  await applyChanges(files.flatMap(file => (file.kind === "create" ? [{ kind: "create", path: join(root, file.path), text: file.text } as const] : [])), root);
}

function describe(proposal: Proposal): string {
  const { path, purpose } = proposal;
  const [title, text] = proposal.kind === "create"
    ? [`New file ${path}, for ${purpose}:`, proposal.text]
    : [`To add by hand to ${path}, which is yours, for ${purpose}:${proposal.first === undefined ? "" : `\n${proposal.first}`}`, proposal.lines];
  return `${title}\n\n${text.trimEnd().replace(/^(?=.)/gm, "    ")}\n`;
}

function closing(situation: Situation, all: readonly Proposal[], written: boolean): string {
  const lines = [""];
  const files = all.filter(({ kind }) => kind === "create");
  if (files.length > 0) lines.push(written ? `Written: ${files.map(({ path }) => path).join(", ")}.` : "Nothing was written: `funcfix init --yes` writes the new files.");
  const { npm } = situation;
  if (npm !== undefined) lines.push(`Install what they use: \`${COMMANDS[npm.manager].add} ${[...new Set(["funcfix", ...all.flatMap(({ packages }) => packages ?? [])])].join(" ")}\`.`);
  if (written && files.some(({ path }) => path === ".pre-commit-config.yaml")) lines.push("Switch the hook on: `pre-commit install`.");
  return `${lines.join("\n")}\n${elsewhere(situation)}`;
}

/** Hooks and CI belong to the whole repository. */
function elsewhere({ repository }: Situation): string {
  return repository === undefined || repository === "." ? "" : `Hooks and CI belong to the root of the repository: \`funcfix init ${repository}\` looks after them.\n`;
}
