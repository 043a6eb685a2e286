import { Command } from "commander";

import type { CommandIo } from "../../src/cli/command-io.ts";

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Runs one command in a program of its own, as the CLI would; usage errors are thrown. */
export async function runCommand(register: (program: Command, io: CommandIo) => void, args: readonly string[], cwd = process.cwd()): Promise<CommandResult> {
  const result = { stdout: "", stderr: "", exitCode: 0 };
  const program = new Command("funcfix").exitOverride().configureOutput({ writeErr: text => void (result.stderr += text) });
  register(program, {
    stdout: text => void (result.stdout += text),
    stderr: text => void (result.stderr += text),
    exitCode: code => void (result.exitCode = code),
    cwd,
  });
  for (const command of program.commands) command.copyInheritedSettings(program);
  await program.parseAsync([...args], { from: "user" });
  return result;
}
