import type { Suppression } from "../../../model/facts.ts";
import type { PythonTree } from "../tree.ts";

const DIRECTIVE = /#\s*funcfix-ignore(?![\w-])([^#]*)/;

/** `# funcfix-ignore rule, rule -- reason`, at the end of a line or on a line of its own before the one it covers. */
export function readSuppressions(tree: PythonTree): Suppression[] {
  if (!tree.text.includes("funcfix-ignore")) return [];
  const suppressions: Suppression[] = [];
  for (const comment of tree.comments()) {
    const directive = DIRECTIVE.exec(comment.text);
    if (directive === null) continue;
    const [names = "", ...reason] = directive[1]!.split("--");
    suppressions.push({
      rules: names.split(/[\s,]+/).filter(name => name !== ""),
      reason: reason.join("--").trim(),
      line: standsAlone(tree.text, comment.start) ? nextCodeLine(tree.text, comment.end) : comment.start,
      range: { start: comment.start, end: comment.end },
    });
  }
  return suppressions;
}

function standsAlone(text: string, offset: number): boolean {
  const line = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  return text.slice(line, offset).replace("\ufeff", "").trim() === "";
}

/** The first character of the next line that holds more than blanks and a comment. */
function nextCodeLine(text: string, offset: number): number {
  const code = /[\r\n]+[^\S\r\n]*(?=[^\s#])/g;
  code.lastIndex = offset;
  return code.test(text) ? code.lastIndex : text.length;
}
