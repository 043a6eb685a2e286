import type { RuleContext, RuleDefinition, RuleTextEdit, RuleTextEditor } from "@eslint/core";

import type { Finding } from "../model/finding.ts";
import type { Rule } from "../model/rule.ts";
import { lintFile, type LintContext } from "./lint-file.ts";
import { askedBy, blockingCallSchema, defaultOptions, isWanted, type BlockingCallOptions } from "./options.ts";
import { repairsOf, type Repair } from "./repairs.ts";

const DOCS = "https://github.com/funcfix/funcfix/blob/main/docs/rules";

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
        repair: "{{help}} {{reason}}",
        unread: "The file cannot be looked into: {{message}}",
      },
    },
    create(context) {
      const options = (hasOptions ? (context.options[0] ?? defaultOptions) : {}) as BlockingCallOptions;
      const run = (): void => {
        const linted = lintFile(context as unknown as LintContext, askedBy(options));
        if (linted === undefined) return;
        const own = linted.findings.filter(finding => finding.rule === rule.id && isWanted(finding, options, linted.settings.strict));
        const repairs = repairsOf(linted, own);
        for (const finding of own) report(context, finding, finding.trail.length > 1 ? "elsewhere" : "found", repairs.get(finding));
        if (hasOptions && linted.settings.runs("parse-error")) for (const finding of linted.findings) if (finding.rule === "parse-error") report(context, finding, "unread");
      };
      return { Program: run, Module: run };
    },
  };
}

function report(context: RuleContext, finding: Finding, messageId: string, repair?: Repair): void {
  const { sourceCode } = context as unknown as LintContext;
  const { start, end } = finding.range;
  const help = finding.help ?? "";
  const fix = repair === undefined ? undefined : (fixer: RuleTextEditor): RuleTextEdit => fixer.replaceTextRange([repair.start, repair.end], repair.text);
  context.report({
    loc: { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(end) },
    messageId,
    data: { message: finding.message, help, trail: trailOf(finding) },
    ...(fix !== undefined && repair!.safe && { fix }),
    ...(fix !== undefined && !repair!.safe && { suggest: [{ messageId: "repair", data: { help, reason: repair!.reason ?? "" }, fix }] }),
  });
}

/** `The way there: priceOrder, rateFor, readTable (shared/tables.js).` */
function trailOf({ trail }: Finding): string {
  return `The way there: ${trail.slice(1).map(({ name }) => `\`${name}\``).join(" -> ")}.`;
}
