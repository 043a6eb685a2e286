import { dirname, join, relative, resolve } from "node:path";

import { checkScopes, type CheckOptions } from "../check.ts";
import { lineStarts, positionAt } from "../model/text.ts";
import { UsageError } from "../model/usage-error.ts";
import { openFiles, type Files } from "../project/files.ts";
import { isSource, listFiles } from "../project/list-files.ts";
import { shownPath } from "../report/paths.ts";

/** Says why nothing is reported at `place` (`path:line`): sentences, one to a line. Throws {@link UsageError}. */
export function whyNotAt(place: string, options: CheckOptions): readonly string[] {
  const cwd = resolve(options.cwd ?? process.cwd());
  const match = /^(.+?):(\d+)(?::\d+)?$/.exec(place);
  if (match === null) throw new UsageError(`--why-not takes \`path:line\`, not \`${place}\`.`);
  const path = resolve(cwd, match[1]!);
  const line = Number(match[2]);
  const files = openFiles(options.overlay);
  if (!files.isFile(path)) throw new UsageError(`There is no file ${path}.`);
  if (!isSource(path)) return ["The file is no JavaScript, TypeScript or Python source that is checked (type declarations and minified files are left out)."];

  const lines: string[] = [];
  for (const { root, project, findings, settings } of checkScopes(files, { ...options, paths: [path] })) {
    lines.push(...notListed(path, root, options.ignore ?? [], files));
    if (!settings.includes(path)) lines.push("The configuration ignores the file (`ignore`).");
    if (!settings.runs("no-blocking-call")) lines.push("The rule `no-blocking-call` does not run: the configuration or --rule leaves it out.");
    const unit = project.unitAt(path);
    if (unit === undefined) return [...lines, "The file cannot be read, or is too large."];
    if (unit.facts.parseError !== undefined) return [...lines, `The file cannot be parsed: ${unit.facts.parseError.message}`];
    const starts = lineStarts(unit.text);
    if (line < 1 || line > starts.length) throw new UsageError(`${path} has ${starts.length} lines; there is no line ${line}.`);
    const reported = findings.filter(finding => positionAt(starts, finding.range.start).line === line);
    const answers = project.whyNot(unit, line, file => shownPath(file, cwd));
    lines.push(...reported.map(finding => `This is reported: ${finding.message}`));
    lines.push(...answers.flatMap(({ call, reasons }) => reasons.map(reason => `\`${call}\`: ${reason}`)));
    if (reported.length === 0 && answers.length === 0) lines.push("There is no call on this line.");
  }
  return lines;
}

/** A run over the app does not look into the file, whatever is in it. */
function notListed(path: string, root: string, ignored: readonly string[], files: Files): string[] {
  const { files: listed } = listFiles(root, ignored);
  if (listed.includes(path)) return [];
  const app = files.isFile(join(root, "host.json")) ? "the app" : dirname(path);
  return [`A check of ${app} leaves the file out: ${relative(root, path)} is named by .gitignore or --ignore, or stands in a folder of dependencies, a virtual environment or a hidden folder.`];
}
