import { writeFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";

import type { Command } from "commander";

import { migrations } from "../../codemods/index.ts";
import type { Layout, Migration, MigrationPlan, Verification } from "../../codemods/shared/migration.ts";
import { renderCertificate, renderMarkdown, renderText } from "../../codemods/shared/render.ts";
import { buildReport, hasPassed, type MigrationReport } from "../../codemods/shared/report.ts";
import type { FunctionApp } from "../model/app.ts";
import { jsonText } from "../model/printable.ts";
import { UsageError } from "../model/usage-error.ts";
import { readFunctionJsonApp } from "../project/apps/read-app.ts";
import { openFiles, type Files } from "../project/files.ts";
import { unifiedDiff } from "../project/write/diff.ts";
import type { CommandIo } from "./command-io.ts";
import { mendTornWrites, printDiff, rollBackCommand, writeAll } from "./write-changes.ts";

interface MigrateFlags {
  readonly write?: boolean;
  readonly allowDirty?: boolean;
  readonly verify: boolean;
  readonly exec: boolean;
  readonly strict?: boolean;
  readonly format: string;
  readonly certificate?: string;
  readonly layout?: string;
  readonly bundle?: boolean;
  readonly asgi?: boolean;
  readonly python?: string;
  readonly timeout: string;
  readonly rollback?: true;
}

type Format = "text" | "json" | "markdown";
const RENDER: Record<Format, (report: MigrationReport) => string> = {
  text: renderText,
  json: jsonText,
  markdown: renderMarkdown,
};

/** Adds `funcfix migrate` to the program. */
export function registerMigrate(program: Command, io: CommandIo): void {
  program
    .command("migrate")
    .description("move a function.json app to the new programming model: Node v3 to v4, Python v1 to v2")
    .argument("[app]", "folder of the app, the one with host.json", ".")
    .option("--write", "write the changes; without it a unified diff is printed")
    .option("--rollback", "undo the last write, or one that was torn off; nothing else is done")
    .option("--allow-dirty", "write although git has uncommitted changes in the app")
    .option("--no-verify", "do not check the planned code against function.json")
    .option("--no-exec", "check by reading only; do not load the planned code")
    .option("--timeout <seconds>", "time limit for loading the planned code", "60")
    .option("--strict", "exit with 1 if a function could only be wrapped")
    .option("--format <format>", "text, json or markdown", "text")
    .option("--certificate <file>", "also write a migration certificate: <file> as JSON and beside it as Markdown")
    .option("--layout <layout>", "Node: functions, which gathers the entry files in src/functions; Python: folders, call or single")
    .option("--python <path>", "Python: load the planned code with this interpreter")
    .option("--asgi", "Python only: make an app whose one function serves an ASGI or WSGI application an AsgiFunctionApp or a WsgiFunctionApp")
    .option("--bundle", "raise the extension bundle in host.json too")
    .action((app: string, flags: MigrateFlags) => migrate(resolve(io.cwd, app), flags, io));
}

async function migrate(root: string, flags: MigrateFlags, io: CommandIo): Promise<void> {
  const format = oneOf(flags.format, ["text", "json", "markdown"], "--format");
  const timeout = Number(flags.timeout) * 1000;
  if (!(timeout > 0)) throw new UsageError("--timeout must be a number of seconds above 0.");

  const files = openFiles();
  if (!files.isFolder(root)) throw new UsageError(`There is no folder ${root}.`);
  if (flags.rollback === true) return rollBackCommand(root, io);
  mendTornWrites([root], flags.write === true, io);
  const app = readFunctionJsonApp(files, root);
  const migration = await migrationFor(app);
  if (migration === undefined) {
    refuseOtherFolder(files, root);
    io.stderr("Nothing to migrate: the app holds no function.json.\n");
    io.exitCode(0);
    return;
  }

  const layout = flags.layout === undefined ? undefined : oneOf<Layout>(flags.layout, migration.layouts, "--layout of this app");
  if (flags.asgi === true && !migration.languages.includes("python")) throw new UsageError("--asgi is for Python apps.");
  if (flags.asgi === true && layout !== undefined) throw new UsageError("--asgi and --layout exclude each other: with --asgi the app has no functions to lay out.");
  const plan = await migration.plan(app, { ...(flags.asgi === true && { asgi: true }), ...(layout !== undefined && { layout }), ...(flags.bundle === true && { bundle: true }) });
  const refused = (plan.refusals ?? []).length > 0;
  const verification = flags.verify && !refused ? await migration.verify(app, plan, { execute: flags.exec, timeout, ...(flags.python !== undefined && { python: flags.python }) }) : null;
  const failed = verification !== null && !hasPassed(verification);
  const write = flags.write === true && !failed;
  if (write && plan.changes.length > 0) await writeAll(plan.changes, flags.allowDirty === true, root);

  const report = buildReport({ migration, app, plan, verification, written: write, cwd: io.cwd });
  if (flags.certificate !== undefined) writeCertificate(resolve(io.cwd, flags.certificate), report);
  print(report, plan, format, io);
  if (failed) io.stderr("The planned code does not register what function.json says: nothing was written.\n");
  io.exitCode(refused ? 2 : exitCode(plan, verification, write, flags));
}

/** A dry run leaves standard output to the diff, so that it can be piped to `git apply`. */
function print(report: MigrationReport, plan: MigrationPlan, format: Format, io: CommandIo): void {
  const rendered = RENDER[format](report);
  if (format !== "text" || report.written) return io.stdout(rendered);
  printDiff(unifiedDiff(plan.changes, io.cwd), io);
  io.stderr(rendered);
}

function exitCode(plan: MigrationPlan, verification: Verification | null, written: boolean, flags: MigrateFlags): number {
  if (verification !== null && !hasPassed(verification)) return 2;
  if (flags.strict === true && plan.functions.some(fn => fn.outcome === "wrapped")) return 1;
  return written || plan.changes.length === 0 ? 0 : 1;
}

/** A folder above one app or several is none itself. */
function refuseOtherFolder(files: Files, root: string): void {
  if (files.isFile(join(root, "host.json"))) return;
  const below = files.list(root).filter(name => name !== "node_modules" && !name.startsWith(".")).flatMap(name => [name, ...files.list(join(root, name)).map(inner => join(name, inner))]).filter(folder => files.isFile(join(root, folder, "host.json")));
  if (below.length > 0) throw new UsageError(`${root} is no function app: it has no host.json. ${below.length === 1 ? "There is an app" : "There are apps"} in ${below.map(folder => folder.split(sep).join("/")).join(", ")}: name one of them.`);
}

async function migrationFor(app: FunctionApp): Promise<Migration | undefined> {
  if (app.functions.length === 0 && app.problems.length === 0) return undefined;
  if (app.language === "mixed") throw new UsageError(`${app.root} holds both JavaScript and Python functions: the host runs one language per app. Move one of them to an app of its own.`);
  const found = migrations.find(({ language }) => language === app.language);
  if (found === undefined) throw new UsageError([`${app.root} cannot be migrated.`, ...app.problems.map(problem => `${problem.path}: ${problem.message}`)].join("\n"));
  return found.load();
}

/** `name.json` and `name.md`, whichever of the two was asked for. */
function writeCertificate(path: string, report: MigrationReport): void {
  const stem = path.replace(/\.(json|md)$/, "");
  writeFileSync(`${stem}.json`, RENDER.json(report));
  writeFileSync(`${stem}.md`, renderCertificate(report));
}

function oneOf<T extends string>(value: string, allowed: readonly T[], option: string): T {
  const found = allowed.find(name => name === value);
  if (found === undefined) throw new UsageError(`${option} must be ${allowed.join(" or ")}, not ${value}.`);
  return found;
}
