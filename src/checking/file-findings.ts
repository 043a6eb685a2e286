import { statSync } from "node:fs";
import { basename } from "node:path";

import type { FunctionApp } from "../model/app.ts";
import type { Finding } from "../model/finding.ts";
import type { Unit } from "../model/project-view.ts";
import { parseFinding } from "../check-project.ts";
import { MAX_BYTES } from "../project/files.ts";

/** Rules that look at no code, and so are not among the rules: what stands in the way of the others. */
export const fileRules = {
  "parse-error": { summary: "Report files that cannot be parsed", why: "Nothing in them is checked, and no call through them is followed." },
  "file-skipped": { summary: "Report files that are not read", why: "Nothing in them is checked, and no call through them is followed." },
  "app-problem": { summary: "Report what is wrong with function.json", why: "The host does not load such a function, and its handler is not known." },
  "unused-ignore": { summary: "Report `funcfix-ignore` comments that cover nothing", why: "They hide the next finding on their line." },
} as const;

export type FileRule = keyof typeof fileRules;

/** They hold whatever rules are asked for; a configuration can turn them off. */
export function isFileRule(rule: string): rule is FileRule {
  return Object.hasOwn(fileRules, rule);
}

/** A finding about a file, or about a place in it that is no call. */
export function fileFinding(rule: FileRule, path: string, message: string, offset: number, help: string, end = offset): Finding {
  const range = { start: offset, end };
  return { rule, path, range, severity: "warning", confidence: "definite", message, trail: [{ path, range, name: basename(path), call: "" }], alsoReaches: 0, fix: null, help };
}

/** Sources that were found but cannot be read. */
export function skippedFiles(unread: readonly string[]): Finding[] {
  return unread.map(path => {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    return size > MAX_BYTES
      ? fileFinding("file-skipped", path, `The file was not checked: it has ${(size / 1024 / 1024).toFixed(1)} MB, and files over ${MAX_BYTES / 1024 / 1024} MB are not read.`, 0, "Leave bundles out with `ignore` in the configuration.")
      : fileFinding("file-skipped", path, "The file was not checked: it cannot be read.", 0, "Give the user that runs funcfix the right to read it, or leave it out with --ignore.");
  });
}

/** Files that are no roots but were followed into: one that cannot be parsed ends the way through it. */
export function brokenHelpers(loaded: readonly Unit[], roots: ReadonlySet<string>): Finding[] {
  return loaded.filter(unit => unit.facts.parseError !== undefined && !roots.has(unit.path)).map(parseFinding);
}

/** What is wrong with the app's own files. */
export function appProblems(app: FunctionApp): Finding[] {
  return app.problems.map(({ path, message, offset = 0 }) => fileFinding("app-problem", path, message, offset, "Until it is mended, the function's handler is not checked as one."));
}
