import type { Severity } from "../model/catalogue.ts";
import { count } from "./count.ts";
import { shownPath } from "./paths.ts";
import { printable } from "../model/printable.ts";
import { createLocator, type ReportInput } from "./report.ts";

const COMMAND: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/** Workflow commands of GitHub Actions: annotations on the lines of a pull request. */
export function reportGithub(input: ReportInput): string {
  const locator = createLocator(input.textOf);
  const lines = input.findings.map(({ severity, path, range, rule, message, help }) => {
    const start = locator.at(path, range.start);
    const end = locator.at(path, range.end);
    const properties = [
      `file=${property(shownPath(path, input.cwd))}`,
      `line=${start.line}`,
      `endLine=${end.line}`,
      `col=${start.column}`,
      ...(end.line === start.line ? [`endColumn=${end.column}`] : []),
      `title=${property(`funcfix ${rule}`)}`,
    ];
    return `::${COMMAND[severity]} ${properties.join(",")}::${data(help === undefined ? message : `${message}\n${help}`)}`;
  });
  return `${[...lines, `funcfix: ${count(input.findings.length, "finding")} in ${count(input.files, "file")}.`].join("\n")}\n`;
}

/** Code must not be able to end the command and start another one. */
function data(text: string): string {
  return printable(text.replaceAll("\r\n", "\n")).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
