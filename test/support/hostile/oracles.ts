import type { Format } from "../../../src/report/reporters.ts";

/** What a terminal would obey, and marks that turn the direction of text around. */
const STEERING = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;

function fail(what: string, text: string): never {
  throw new Error(`${what} in: ${JSON.stringify(text.slice(0, 2_000))}`);
}

/** Throws where a terminal, or the log of a CI run, would take text for an order. */
export function isHarmlessText(text: string): void {
  if (STEERING.test(text)) fail("A control character", text);
  if (text.split("\n").some(line => /^\s*(?:::|##\[)/.test(line))) fail("A line that GitHub takes for a command", text);
}

function isJson(text: string): void {
  JSON.parse(text);
  if (STEERING.test(text)) fail("A control character", text);
}

/** Every line is one whole command, as many as there are findings, and a last one that is none. */
function isGithub(text: string, findings: number): void {
  if (STEERING.test(text)) fail("A control character", text);
  const lines = text.trimEnd().split("\n");
  if (lines.length !== findings + 1) fail(`${lines.length} lines for ${findings} findings`, text);
  for (const line of lines.slice(0, -1)) if (!/^::(?:error|warning|notice) file=[^:,]*,line=\d+,endLine=\d+,col=\d+(?:,endColumn=\d+)?,title=[^:,]*::./.test(line)) fail("A broken command", line);
  if (!/^funcfix: \d/.test(lines.at(-1)!)) fail("A strange last line", text);
}

/** Well formed, and of the elements that a report has. */
function isJunit(text: string): void {
  const open: string[] = [];
  const rest = text.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, "").replace(/<(\/?)([a-z]+)((?:\s+[a-z]+="[^"<>]*")*)\s*(\/?)>/g, (_, closing: string, name: string, attributes: string, empty: string) => {
    if (!["testsuites", "testsuite", "testcase", "failure"].includes(name)) fail(`The element ${name}`, text);
    if (closing === "/" && open.pop() !== name) fail(`A stray end of ${name}`, text);
    if (closing === "" && empty === "") open.push(name);
    return attributes;
  });
  if (open.length > 0) fail(`${open.join(" ")} without end`, text);
  const plain = rest.replace(/&(?:amp|lt|gt|quot|apos);/g, "");
  if (/[<&]/.test(plain)) fail("Markup", plain);
  if (STEERING.test(plain) || /[\uFFFE\uFFFF]|\p{Surrogate}/u.test(plain)) fail("What XML cannot hold", plain);
}

/** Outside of code, nothing is HTML, a link or a mention. */
export function isHarmlessMarkdown(text: string): void {
  if (STEERING.test(text)) fail("A control character", text);
  const outside = withoutCode(text);
  if (/<(?!br>)|\[|@(?!\u200B)|:\/\//.test(outside.replace(/\\./gs, "x"))) fail("Markup", outside);
}

/** CommonMark's code spans and fenced blocks taken out; an escaped backtick opens none. */
function withoutCode(text: string): string {
  const blocks = text.replace(/^(`{3,})[^`\n]*\n[^]*?^\1`*[ ]*$/gm, "");
  let result = "";
  for (let at = 0; at < blocks.length; at++) {
    if (blocks[at] === "\\") {
      result += blocks.slice(at, at + 2);
      at++;
      continue;
    }
    const run = /^`+/.exec(blocks.slice(at, at + 500))?.[0];
    if (run === undefined) {
      result += blocks[at];
      continue;
    }
    const rest = blocks.slice(at + run.length);
    const end = new RegExp(`(?<!\`)${run}(?!\`)`).exec(rest);
    at += run.length - 1;
    if (end !== null && !/\n\s*\n/.test(rest.slice(0, end.index))) at += end.index + run.length;
  }
  return result;
}

export const isHarmless: Readonly<Record<Format, (text: string, findings: number) => void>> = {
  text: isHarmlessText,
  json: isJson,
  sarif: isJson,
  gitlab: isJson,
  github: isGithub,
  junit: isJunit,
  markdown: isHarmlessMarkdown,
};
