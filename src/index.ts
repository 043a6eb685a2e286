export { check, type CheckOptions, type CheckResult } from "./check.ts";
export type { AppProblem, Binding, FunctionApp, FunctionDefinition } from "./model/app.ts";
export type { BlockingCall, Remedy, Severity } from "./model/catalogue.ts";
export type { Change, Edit } from "./model/change.ts";
export type { Confidence, Finding, Safety, TrailStep } from "./model/finding.ts";
export type { Rule, RuleFinding } from "./model/rule.ts";
export { UsageError } from "./model/usage-error.ts";
