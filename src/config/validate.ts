import { isBounded, MOST_DEEP_STARS } from "../project/patterns.ts";
import { closest } from "./closest.ts";
import type { Config, RuleSetting } from "./config.ts";

/** A problem in a configuration: the keys down to it, and a full sentence. */
export interface ConfigProblem {
  readonly at: readonly string[];
  readonly message: string;
}

type Check = (value: unknown, at: readonly string[], known: KnownNames) => readonly ConfigProblem[];

export interface KnownNames {
  readonly rules: readonly string[];
}

const SETTINGS: readonly RuleSetting[] = ["off", "info", "warning", "error"];
const STRATEGIES = ["auto", "native", "offload", "to-thread", "executor", "make-sync", "async-library"];
const SEVERITIES = ["error", "warning", "info"];
const KINDS = ["network", "disk", "database", "subprocess", "wait", "cpu", "console"];

const text: Check = (value, at) => (typeof value === "string" && value !== "" ? [] : [wrong(at, "a text")]);
const flag: Check = (value, at) => (typeof value === "boolean" ? [] : [wrong(at, "`true` or `false`")]);
const wholeNumber: Check = (value, at) => (Number.isInteger(value) && (value as number) >= 0 ? [] : [wrong(at, "a whole number of at least 0")]);
const texts: Check = (value, at, known) => (Array.isArray(value) ? value.flatMap((one, index) => text(one, [...at, String(index)], known)) : [wrong(at, "a list of texts")]);

const patterns: Check = (value, at, known) => {
  const problems = texts(value, at, known);
  if (problems.length > 0) return problems;
  return (value as readonly string[]).flatMap((pattern, index) => (isBounded(pattern) ? [] : [{ at: [...at, String(index)], message: `\`${at.join(".")}\` holds a pattern with more than ${MOST_DEEP_STARS} \`**\`, which could take for ever.` }]));
};

const rules: Check = (value, at, known) => {
  if (!isObject(value)) return [wrong(at, "an object of rules and severities")];
  return Object.entries(value).flatMap(([id, setting]) => {
    if (!known.rules.includes(id)) return [unknownName([...at, id], "rule", known.rules)];
    return oneOf(SETTINGS)(setting, [...at, id], known);
  });
};

const userCall: Check = (value, at, known) => (typeof value === "string" ? [] : record({ replacement: text, severity: oneOf(SEVERITIES), kind: oneOf(KINDS) })(value, at, known));

const calls: Check = (value, at, known) =>
  isObject(value) ? Object.entries(value).flatMap(([pattern, call]) => userCall(call, [...at, pattern], known)) : [wrong(at, "an object of call patterns and replacements")];

/** Every key with its check; the schema in schemas/ says the same to editors. */
export const KEYS: { readonly [Key in keyof Required<Config>]: Check } = {
  $schema: text,
  ignore: patterns,
  rules,
  calls,
  ignoreCalls: texts,
  ignorePackages: texts,
  offload: texts,
  strategy: oneOf(STRATEGIES),
  pythonVersion: (value, at) => (typeof value === "string" && /^3\.\d+$/.test(value) ? [] : [wrong(at, "a version such as `3.8`, as a text")]),
  strict: flag,
  reportUnusedIgnores: flag,
  maxWarnings: wholeNumber,
  baseline: text,
};

/** All that is wrong with a configuration; nothing of it is used while something is. */
export function configProblems(value: unknown, known: KnownNames): readonly ConfigProblem[] {
  return record(KEYS)(value, [], known);
}

function record(keys: Readonly<Record<string, Check>>): Check {
  return (value, at, known) => {
    if (!isObject(value)) return [wrong(at, "an object")];
    return Object.entries(value).flatMap(([key, inner]) =>
      Object.hasOwn(keys, key) ? keys[key]!(inner, [...at, key], known) : [unknownName([...at, key], "option", Object.keys(keys))]);
  };
}

function oneOf(choices: readonly string[]): Check {
  return (value, at) => (typeof value === "string" && choices.includes(value) ? [] : [wrong(at, `one of ${choices.join(", ")}`, typeof value === "string" ? closest(value, choices) : undefined)]);
}

function wrong(at: readonly string[], wanted: string, meant?: string): ConfigProblem {
  const what = at.length === 0 ? "The configuration" : `\`${at.join(".")}\``;
  return { at, message: `${what} must be ${wanted}.${meant === undefined ? "" : ` Did you mean \`${meant}\`?`}` };
}

function unknownName(at: readonly string[], kind: string, choices: readonly string[]): ConfigProblem {
  const meant = closest(at.at(-1)!, choices);
  return { at, message: `There is no ${kind} \`${at.at(-1)!}\`. ${meant === undefined ? `There are: ${choices.join(", ")}.` : `Did you mean \`${meant}\`?`}` };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
