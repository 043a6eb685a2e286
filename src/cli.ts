#!/usr/bin/env node
import module, { createRequire } from "node:module";

import { Command, CommanderError } from "commander";

import type { CommandIo } from "./cli/command-io.ts";
import { printableReport } from "./model/printable.ts";
import { UsageError } from "./model/usage-error.ts";

/** Exit code of a usage error, and of a bug. */
const FAILED = 2;

const io: CommandIo = {
  stdout: text => void process.stdout.write(text),
  // What it says names files and code of the app, and its colours are nobody's: it is made harmless as a whole.
  stderr: text => void process.stderr.write(printableReport(text)),
  exitCode: code => void (process.exitCode = code),
  cwd: process.cwd(),
  color: wantsColor(),
};

// Node 22 keeps compiled code from run to run.
(module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();

// By its own name: the same from the source and from the build.
const { version } = createRequire(import.meta.url)("funcfix/package.json") as { version: string };
const program = new Command("funcfix")
  .description("Finds what blocks a function app, repairs it, and moves the app to the new programming model.")
  .version(version)
  .showSuggestionAfterError()
  .exitOverride()
  .configureOutput({ writeErr: io.stderr, writeOut: io.stdout });

/** Each command is loaded only when it is asked for: `check` never waits for what `migrate` needs. */
const commands: Readonly<Record<string, () => Promise<(program: Command, io: CommandIo) => void>>> = {
  check: async () => (await import("./cli/check.ts")).registerCheck,
  advise: async () => (await import("./cli/advise.ts")).registerAdvise,
  explain: async () => (await import("./cli/explain.ts")).registerExplain,
  fix: async () => (await import("./cli/fix.ts")).registerFix,
  init: async () => (await import("./cli/init.ts")).registerInit,
  migrate: async () => (await import("./cli/migrate.ts")).registerMigrate,
  simulate: async () => (await import("./cli/simulate.ts")).registerSimulate,
};

const asked = commands[process.argv[2] ?? ""];
for (const load of asked === undefined ? Object.values(commands) : [asked]) (await load())(program, io);

// A reader that closes early (`funcfix check | head`) ends the report, not with a stack.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) io.exitCode(error.exitCode === 0 ? 0 : FAILED);
  else if (error instanceof UsageError) {
    io.stderr(`funcfix: ${error.message}\n`);
    io.exitCode(error.exitCode);
  } else {
    io.stderr(`funcfix: this is a bug, please report it with what follows.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    io.exitCode(FAILED);
  }
}

function wantsColor(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return process.stdout.isTTY === true && process.env["TERM"] !== "dumb";
}
