import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { check, type Finding } from "../../src/index.ts";
import { lineStarts, positionAt } from "../../src/model/text.ts";

const fixtures = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const source = /\.(?:[cm]?[jt]sx?|py)$/;
/** The expectation at the end of a line. */
export const marker = /(?:#|\/\/)\s*finds:\s*([\w-]+(?:\s*,\s*[\w-]+)*)\s*$/;

/** A folder that is a function app, with what must be found marked on its lines: `# finds: rule, rule`. */
export interface Case {
  readonly name: string;
  readonly folder: string;
}

/** What a case may pin beyond its markers, by `file:line` of the finding. */
export interface Details {
  /** `file:line function` from the reported place down to the blocking call. */
  readonly trails?: Readonly<Record<string, readonly string[]>>;
  readonly confidence?: Readonly<Record<string, string>>;
  readonly call?: Readonly<Record<string, string>>;
}

/** The folders below `fixtures/<group>`, as cases. */
export function casesOf(group: string): Case[] {
  const folder = join(fixtures, group);
  return foldersIn(folder).map(name => ({ name, folder: join(folder, name) }));
}

/** The rules that have a folder of cases. */
export function rulesWithCases(): string[] {
  return foldersIn(join(fixtures, "rules"));
}

/** Whether nothing at all may be found in it. */
export function mustBeClean(folder: string): boolean {
  return basename(folder).startsWith("keep-");
}

/** `file:line rule` of every marker, sorted; a rule named twice on a line counts twice. */
export function markedFindings(folder: string): string[] {
  return sourcesIn(folder).flatMap(path => {
    const file = portable(folder, path);
    return readFileSync(path, "utf8").split(/\r\n|\r|\n/).flatMap((text, index) =>
      (marker.exec(text)?.[1]?.split(",") ?? []).map(rule => `${file}:${index + 1} ${rule.trim()}`));
  }).sort();
}

/** `file:line rule` of every finding, sorted. */
export function reportedFindings(folder: string, findings: readonly Finding[]): string[] {
  return findings.map(finding => `${placeOf(folder, finding)} ${finding.rule}`).sort();
}

export async function findingsIn(folder: string): Promise<readonly Finding[]> {
  return (await check({ paths: [folder], cwd: folder })).findings;
}

/** One line for each expectation that was not met and each finding that nobody expected; duplicates count. */
export function differences(expected: readonly string[], found: readonly string[]): string[] {
  return [
    ...without(expected, found).map(finding => `missing: ${finding}`),
    ...without(found, expected).map(finding => `unexpected: ${finding}`),
  ];
}

/** From `expected.json` in the folder; beside a whole app, which must stay as its team wrote it, `<app>.expected.json`. */
export function expectedDetails(folder: string): Details {
  const path = [join(folder, "expected.json"), `${folder}.expected.json`].find(existsSync);
  return path === undefined ? {} : JSON.parse(readFileSync(path, "utf8")) as Details;
}

/** The details of the findings at the places that `pinned` names, in its shape. */
export function reportedDetails(folder: string, findings: readonly Finding[], pinned: Details): Details {
  const at = new Map(findings.filter(({ rule }) => rule === "no-blocking-call").map(finding => [placeOf(folder, finding), finding]));
  return {
    ...(pinned.trails && { trails: pick(pinned.trails, place => at.get(place)?.trail.map(step => `${placeOf(folder, step)} ${step.name}`) ?? []) }),
    ...(pinned.confidence && { confidence: pick(pinned.confidence, place => at.get(place)?.confidence ?? "") }),
    ...(pinned.call && { call: pick(pinned.call, place => at.get(place)?.call ?? "") }),
  };
}

function pick<Value>(pinned: Readonly<Record<string, unknown>>, value: (place: string) => Value): Record<string, Value> {
  return Object.fromEntries(Object.keys(pinned).map(place => [place, value(place)]));
}

function without(list: readonly string[], taken: readonly string[]): string[] {
  const rest = [...taken];
  return list.filter(item => {
    const index = rest.indexOf(item);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}

function placeOf(folder: string, { path, range }: Pick<Finding, "path" | "range">): string {
  return `${portable(folder, path)}:${positionAt(lineStarts(readFileSync(path, "utf8")), range.start).line}`;
}

function portable(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}

/** Every source file of a case; links are not followed. */
export function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && source.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name));
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name);
}
