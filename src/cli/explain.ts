import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import type { Command } from "commander";

import { rules } from "../../rules/index.ts";
import { fileRules, isFileRule } from "../checking/file-findings.ts";
import { configurableRules } from "../checking/rule-ids.ts";
import { closest } from "../config/closest.ts";
import { UsageError } from "../model/usage-error.ts";
import type { CommandIo } from "./command-io.ts";

/** Adds `funcfix explain` to the program. */
export function registerExplain(program: Command, io: CommandIo): void {
  program
    .command("explain")
    .description("Say what a rule reports and why; without one, list the rules.")
    .argument("[rule]", "id of the rule")
    .option("--no-exec", "accepted everywhere: this command executes nothing of the app anyway")
    .action((id: string | undefined) => io.stdout(id === undefined ? list() : page(id)));
}

function list(): string {
  const width = Math.max(...configurableRules.map(id => id.length));
  return `${configurableRules.map(id => `${id.padEnd(width)}  ${texts(id).summary}.`).join("\n")}\n`;
}

/** The rule's page of the documentation, where there is one; else what the rule says of itself. */
function page(id: string): string {
  if (!configurableRules.includes(id)) {
    const meant = closest(id, configurableRules);
    throw new UsageError(`There is no rule \`${id}\`. ${meant === undefined ? `Rules: ${configurableRules.join(", ")}.` : `Did you mean \`${meant}\`?`}`);
  }
  const root = dirname(createRequire(import.meta.url).resolve("funcfix/package.json"));
  const path = join(root, "docs/rules", `${id}.md`);
  if (existsSync(path)) return readFileSync(path, "utf8").replace(/^<!--.*-->\n/, "");
  const { summary, why } = texts(id);
  return `${id}\n\n${summary}.\n\n${why}\n\n\`rules\` in the configuration turns it off.\n`;
}

function texts(id: string): { readonly summary: string; readonly why: string } {
  if (isFileRule(id)) return fileRules[id];
  return rules.find(rule => rule.id === id) ?? { summary: "Report settings that slow workers down", why: "Workers, threads and concurrency are settings: a wrong one holds up every function of the app." };
}
