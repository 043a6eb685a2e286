import type { FunctionApp } from "../model/app.ts";
import type { Finding } from "../model/finding.ts";
import { shownPath } from "./paths.ts";
import { printable } from "../model/printable.ts";

/** Which blocking calls cost most places, over all and by app and library: one table. */
export function reportStats(findings: readonly Finding[], apps: readonly FunctionApp[], cwd: string): string {
  const roots = apps.map(({ root }) => root).sort((a, b) => b.length - a.length);
  const appOf = (path: string): string => {
    const root = roots.find(one => path.startsWith(`${one}/`));
    return root === undefined ? "(no app)" : shownPath(root, cwd);
  };
  const blocking = findings.filter(({ call }) => call !== undefined);
  if (blocking.length === 0) return "Blocking calls: none.\n";
  return [
    ...table("Blocking calls", tally(blocking, ({ call }) => call!)),
    "",
    ...table("Libraries", tally(blocking, ({ call }) => libraryOf(call!))),
    "",
    ...table("Apps", tally(blocking, ({ path }) => appOf(path))),
    "",
  ].join("\n");
}

type Tally = readonly (readonly [name: string, places: number, functions: number])[];

/** Places and functions by name, most places first. */
function tally(findings: readonly Finding[], nameOf: (finding: Finding) => string): Tally {
  const places = new Map<string, { count: number; readonly functions: Set<string> }>();
  for (const finding of findings) {
    const name = nameOf(finding);
    let row = places.get(name);
    if (row === undefined) places.set(name, (row = { count: 0, functions: new Set() }));
    row.count++;
    row.functions.add(`${finding.path}:${finding.functionIndex ?? finding.function ?? ""}`);
  }
  return [...places].map(([name, { count, functions }]) => [name, count, functions.size] as const).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function table(title: string, rows: Tally): string[] {
  const shown = rows.map(([name, places, functions]) => [printable(name), String(places), String(functions)] as const);
  const width = Math.max(title.length, ...shown.map(([name]) => name.length));
  return [`${title.padEnd(width)}  places  functions`, ...shown.map(([name, places, functions]) => `${name.padEnd(width)}  ${places.padStart(6)}  ${functions.padStart(9)}`)];
}

/** `@azure/storage-blob.BlobClient.x` is of `@azure/storage-blob`; a name without a module needs no import. */
function libraryOf(call: string): string {
  const dot = call.indexOf(".", call.lastIndexOf("/") + 1);
  return dot < 0 ? "(built in)" : call.slice(0, dot);
}
