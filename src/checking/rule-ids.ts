import { rules } from "../../rules/index.ts";
import { settingRule } from "../advice/lints/rule-id.ts";
import { fileRules } from "./file-findings.ts";

/** What users may name after `--rule` and in a `funcfix-ignore` comment. */
export const ruleIds: readonly string[] = [...rules.map(({ id }) => id), settingRule];

/** What a configuration may set a severity for. */
export const configurableRules: readonly string[] = [...ruleIds, ...Object.keys(fileRules)];
