import type { FunctionApp } from "../model/app.ts";
import type { Change } from "../model/change.ts";
import type { Finding, Safety } from "../model/finding.ts";
import { lineStarts, positionAt, type Position } from "../model/text.ts";

/** What a reporter gets: findings in order, and the texts they point into. */
export interface ReportInput {
  readonly apps: readonly FunctionApp[];
  readonly findings: readonly Finding[];
  readonly files: number;
  readonly milliseconds: number;
  /** Paths in reports are relative to it. */
  readonly cwd: string;
  readonly textOf: (path: string) => string | undefined;
  /** The rules that ran, for formats that describe them. */
  readonly rules?: readonly RuleText[];
  /** What repairs a finding by itself, for formats that carry it. */
  readonly fixes?: ReadonlyMap<Finding, FindingFix>;
  /** The version of funcfix. */
  readonly version?: string;
}

export interface FindingFix {
  readonly safety: Safety;
  readonly edits: readonly (Change & { readonly kind: "edit" })[];
  /** What a person should know before taking it. */
  readonly reason?: string;
}

/** What a report says about a rule; a {@link Rule} is one. */
export interface RuleText {
  readonly id: string;
  readonly summary: string;
  readonly why: string;
}

/** Turns offsets into lines and columns, each file's lines counted once. */
export function createLocator(textOf: (path: string) => string | undefined) {
  const starts = new Map<string, readonly number[]>();
  return {
    at(path: string, offset: number): Position {
      let known = starts.get(path);
      if (known === undefined) starts.set(path, (known = lineStarts(textOf(path) ?? "")));
      return positionAt(known, offset);
    },
    line(path: string, line: number): string {
      const text = textOf(path) ?? "";
      const known = starts.get(path) ?? lineStarts(text);
      return text.slice(known[line - 1], known[line]).replace(/[\r\n]+$/, "");
    },
  };
}

export type Locator = ReturnType<typeof createLocator>;
