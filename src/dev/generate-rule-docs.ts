import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { rules } from "../../rules/index.ts";
import { blockingCallSchema, defaultOptions } from "../eslint/options.ts";
import type { Rule } from "../model/rule.ts";
import type { GeneratedFile } from "./generate-registries.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LANGUAGES = { javascript: "JavaScript, TypeScript", python: "Python" };

/** The parts between markers in the pages of the rules, and the table of rules in README.md. */
export function generate(): readonly GeneratedFile[] {
  const pages = rules.map(rule => {
    const path = join(ROOT, "docs/rules", `${rule.id}.md`);
    const text = between(between(readFileSync(path, "utf8"), "header", header(rule)), "options", options(rule));
    return { path, text };
  });
  const path = join(ROOT, "README.md");
  return [...pages, { path, text: between(readFileSync(path, "utf8"), "rules", table()) }];
}

function header({ id, summary, why, languages, severity }: Rule): string {
  return [`# ${id}`, "", `${summary}.`, "", why, "", `Languages: ${languages.map(language => LANGUAGES[language]).join(", ")}. Severity: ${severity}. In ESLint: \`funcfix/${id}\`, part of \`recommended\`.`].join("\n");
}

function options({ id }: Rule): string {
  if (id !== "no-blocking-call") return "## Options\n\nNone.";
  const rows = Object.entries(blockingCallSchema.properties).map(([name, { description }]) =>
    `| \`${name}\` | ${Object.hasOwn(defaultOptions, name) ? `\`${JSON.stringify(defaultOptions[name as keyof typeof defaultOptions])}\`` : ""} | ${description.replaceAll("|", "\\|")} |`);
  return ["## Options", "", "One object:", "", "| Option | Default | Meaning |", "|---|---|---|", ...rows].join("\n");
}

function table(): string {
  const rows = rules.map(({ id, summary, languages }) => `| [${id}](docs/rules/${id}.md) | ${summary} | ${languages.map(language => LANGUAGES[language]).join(", ")} |`);
  return ["| Rule | | Languages |", "|---|---|---|", ...rows].join("\n");
}

/** Replaces what stands between `<!-- name… -->` and `<!-- /name -->`. */
function between(text: string, name: string, content: string): string {
  const marked = new RegExp(`(<!-- ${name}[^>]*-->\n)[^]*?(<!-- /${name} -->)`);
  if (!marked.test(text)) throw new Error(`A page of the docs has no place for its ${name}: <!-- ${name} --> … <!-- /${name} -->.`);
  return text.replace(marked, (_, open: string, close: string) => `${open}${content}\n${close}`);
}
