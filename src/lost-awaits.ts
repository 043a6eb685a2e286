import { checkScopes, type CheckOptions } from "./check.ts";
import { overlaid, type Change } from "./model/change.ts";
import type { Finding } from "./model/finding.ts";
import { openFiles } from "./project/files.ts";

export const LOST_AWAIT = "no-lost-await";

/** The calls that nothing would await any more once the changes are made: those of before are left out. */
export function newLostAwaits(check: CheckOptions, changes: readonly Change[]): readonly Finding[] {
  if (changes.length === 0) return [];
  const overlay = overlaid(check.overlay, changes);
  const after = lostAwaits({ ...check, overlay });
  if (after.length === 0) return [];
  const before = lostAwaits(check).map(keyOf);
  return after.filter(finding => {
    const at = before.indexOf(keyOf(finding));
    if (at >= 0) before.splice(at, 1);
    return at < 0;
  });
}

function lostAwaits(check: CheckOptions): readonly Finding[] {
  return [...checkScopes(openFiles(check.overlay), { ...check, rules: [LOST_AWAIT] })].flatMap(({ findings }) => findings.filter(({ rule }) => rule === LOST_AWAIT));
}

/** Places move with the edits: a call is known by its file, its function and what it says. */
function keyOf({ path, function: name, message }: Finding): string {
  return `${path}\n${name ?? ""}\n${message}`;
}
