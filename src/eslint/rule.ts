import type { RuleContext, RuleDefinition } from "@eslint/core";

import type { CatalogueOptions } from "../catalogue/index.ts";
import type { Finding } from "../model/finding.ts";
import type { Rule } from "../model/rule.ts";
import { lintFile, type LintContext, type LintedUnit } from "./lint-file.ts";
import { blockingCallSchema, catalogueOptions, defaultOptions, isWanted, type BlockingCallOptions } from "./options.ts";

const DOCS = "https://github.com/funcfix/funcfix/blob/main/docs/rules";
const NO_OPTIONS: CatalogueOptions = catalogueOptions({});

/** A rule of funcfix as a rule of ESLint, for JavaScript, TypeScript and Python alike. */
export function toEslintRule(rule: Rule): RuleDefinition {
  const hasOptions = rule.id === "no-blocking-call";
  return {
    meta: {
      type: "problem",
      languages: ["js/js", "funcfix/python"],
      docs: { description: rule.summary, url: `${DOCS}/${rule.id}.md`, recommended: true },
      fixable: "code",
      hasSuggestions: true,
      schema: hasOptions ? [blockingCallSchema] : [],
      ...(hasOptions && { defaultOptions: [defaultOptions] }),
      messages: {
        found: "{{message}} {{help}}",
        elsewhere: "{{message}} {{trail}} `funcfix fix` repairs it there.",
        unread: "The file cannot be looked into: {{message}}",
      },
    },
    create(context) {
      const options = (hasOptions ? (context.options[0] ?? defaultOptions) : {}) as BlockingCallOptions;
      const run = (): void => {
        const linted = lintFile(context as unknown as LintContext, hasOptions ? catalogueOptions(options) : NO_OPTIONS);
        if (linted === undefined) return;
        for (const finding of linted.findings) {
          if (finding.rule === "parse-error" && hasOptions) report(context, finding, "unread");
          if (finding.rule === rule.id && isWanted(finding, options)) report(context, finding, finding.trail.length > 1 ? "elsewhere" : "found");
        }
      };
      return { Program: run, Module: run };
    },
  };
}

function report(context: RuleContext, finding: Finding, messageId: string): void {
  const { sourceCode } = context as unknown as LintContext;
  const { start, end } = finding.range;
  context.report({
    loc: { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(end) },
    messageId,
    data: { message: finding.message, help: finding.help ?? "", trail: trailOf(finding) },
  });
}

/** `The way there: priceOrder, rateFor, readTable (shared/tables.js).` */
function trailOf({ trail }: Finding): string {
  return `The way there: ${trail.slice(1).map(({ name }) => `\`${name}\``).join(" -> ")}.`;
}

export type { LintedUnit };
