import { basename, dirname, sep } from "node:path";

import type { Finding } from "../model/finding.ts";

/** Files that decide for their whole folder what is a handler. */
const DECIDES_FOR_FOLDER = new Set(["function.json", "host.json"]);

/** The findings that changed files can have brought: those in them, and those whose way to the blocking call leads through them. */
export function touchedBy(changed: ReadonlySet<string>, findings: readonly Finding[]): readonly Finding[] {
  const folders = [...changed].filter(path => DECIDES_FOR_FOLDER.has(basename(path))).map(path => dirname(path) + sep);
  const isChanged = (path: string): boolean => changed.has(path) || folders.some(folder => path.startsWith(folder));
  return findings.filter(({ path, trail }) => isChanged(path) || trail.some(step => isChanged(step.path)));
}
