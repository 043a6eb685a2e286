import { printable } from "./printable.ts";

/** Text in which the code spans (between backticks) stay; nothing else in it is markup, a link or a mention. */
export function markdownText(text: string): string {
  const parts = text.split("`");
  return parts.map((part, index) => (index % 2 === 1 && index < parts.length - 1 ? markdownCode(part) : plain(part))).join("");
}

/** A code span whose fence is longer than any run of backticks in it. */
export function markdownCode(text: string): string {
  const shown = oneLine(text);
  if (shown.trim() === "") return "` `";
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** Both also in a cell of a table, which a bar would end. */
export function markdownCell(text: string): string {
  return markdownText(text).replace(/(?<!\\)\|/g, "\\|");
}

/** A block of code that no line of it can end. */
export function markdownBlock(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${printable(text)}\n${fence}`;
}

function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&").replaceAll("@", "@\u200B").replace(/:\/\//g, ":\u200B//");
}

function oneLine(text: string): string {
  return printable(text).replace(/\s*[\n\r]\s*/g, " ");
}
