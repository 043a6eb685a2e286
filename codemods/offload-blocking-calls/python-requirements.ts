import type { Change } from "../../src/model/change.ts";
import type { Files } from "../../src/project/files.ts";

/** Adds packages to the app's requirements.txt, where they are not named yet; the file is made where there is none. */
export function addRequirements(files: Files, root: string, packages: ReadonlySet<string>): Change[] {
  const path = `${root}/requirements.txt`;
  const before = files.read(path);
  const known = new Set((before ?? "").split(/\r\n|\n|\r/).map(line => normalized(/^[\w.-]+/.exec(line.trim())?.[0] ?? "")));
  const missing = [...packages].filter(name => !known.has(normalized(name))).sort();
  if (missing.length === 0) return [];
  const newline = before?.includes("\r\n") === true ? "\r\n" : "\n";
  const lines = missing.map(name => name + newline).join("");
  if (before === undefined) return [{ kind: "create", path, text: lines }];
  const end = before.length;
  return [{ kind: "edit", path, before, edits: [{ start: end, end, text: (before === "" || /[\r\n]$/.test(before) ? "" : newline) + lines }] }];
}

/** Names of packages are the same in any case, with `-`, `_` and `.`. */
function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
