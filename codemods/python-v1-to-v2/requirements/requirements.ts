import type { Edit } from "../../../src/model/change.ts";
import { allows, compareVersions, guarantees, type Clause, type Requirement } from "./versions.ts";

export interface RequirementLine extends Requirement {
  /** UTF-16 offsets of the version clauses; empty range after the name when there are none. */
  readonly start: number;
  readonly end: number;
}

const LINE = /^[ \t]*([A-Za-z0-9][A-Za-z0-9._-]*)[ \t]*(?:\[[^\]]*\])?([ \t]*\(?[ \t]*((?:[=!<>~]{1,3}[ \t]*[^\s,;#()]+[ \t]*,?[ \t]*)*)\)?)/gm;

/** The lines of requirements.txt that name a package; options, URLs and comments are left alone. */
export function readRequirements(text: string): RequirementLine[] {
  const lines: RequirementLine[] = [];
  for (const match of text.matchAll(LINE)) {
    const written = match[2] ?? "";
    const end = match.index + match[0].trimEnd().length;
    const start = match.index + match[0].length - written.length;
    if (/^[ \t]*(@|:|\/)/.test(text.slice(end, end + 3))) continue;
    lines.push({ name: match[1]!, clauses: clausesOf(match[3] ?? ""), start: Math.min(start, end), end });
  }
  return lines;
}

function clausesOf(text: string): Clause[] {
  return [...text.matchAll(/(===|[=!<>~]=|[<>])[ \t]*([^\s,;]+)/g)].map(match => ({ operator: match[1] as Clause["operator"], version: match[2]! }));
}

/** PEP 503: case and runs of `-_.` do not tell names apart. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

export function findRequirement(lines: readonly RequirementLine[], name: string): RequirementLine | undefined {
  return lines.find(line => normalName(line.name) === name);
}

/** The edit that makes a requirement give at least `floor`; undefined when it does. An unpinned name stays unpinned. */
export function raiseFloor(line: RequirementLine, floor: string): Edit | undefined {
  if (line.clauses.length === 0 || guarantees(line, floor)) return undefined;
  const kept = allows(line, floor) ? line.clauses.filter(({ operator }) => operator !== ">=" && operator !== ">" && operator !== "~=") : [];
  const upper = allows(line, floor) && line.clauses.some(({ operator }) => operator === "~=") ? line.clauses.filter(({ operator }) => operator === "~=") : [];
  if (upper.length > 0 && compareVersions(upper[0]!.version, floor) < 0) {
    const next = upper[0]!.version.split(".").slice(0, -1).map(Number);
    kept.push({ operator: "<", version: [...next.slice(0, -1), (next.at(-1) ?? 0) + 1].join(".") });
  }
  const clauses: Clause[] = [{ operator: ">=", version: floor }, ...kept.filter(({ operator }) => operator !== "==" && operator !== "===")];
  return { start: line.start, end: line.end, text: clauses.map(({ operator, version }) => operator + version).join(",") };
}
