import type { Random } from "./random.ts";

/** What breaks readers: brackets and quotes without their other half, keywords where none belong, text that is no text. */
const PIECES = [
  "(", ")", "[", "]", "{", "}", "<", ">", "\"", "'", "`", "\"\"\"", "'''", "${", "/*", "*/", "//", "#", "\\", "\\\n", "/", "=>", "...", "?.", ":=", "@", ";", ",", ":", "*", "**", "=", "!", "|", "&",
  "async ", "await ", "yield ", "lambda: ", "class C:\n", "def f():\n", "function f(){", "import x from 'y';", "from . import *\n", "export default ", "with a as b:\n", "match x:\n case [*_]:\n", "try:\n", "except* E:\n", "enum E {", "declare module 'x' {", "<T,>() => ", "f'{", "f'{a!r:{b}}'", "case ", "if ", "else", "for (;;) ", "new.target", "import(", "import.meta", "super.", "#private", "0x", "1e999", "1_0__0", "0b2", "9".repeat(400),
  "__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "\u0000", "\u001B[2J", "\uFEFF", "\uD800", "\uDC00", "\u2028", "\u2029", "\u00A0", "\u202E", "\u200B", "\u0085", "\u000C", "\r", "\r\n", "\n", "\t", "\n\t ", "\u{1F600}", "\u{1D54F}", "\u0300", "\\u{110000}", "\\uD800", "\\N{BULLET}", "%0A::error::", "<script>", "]]>", "--", "-->",
  "// funcfix-ignore ", "# funcfix-ignore no-blocking-call -- x\n", "{\"__proto__\":{\"x\":1}}", "null", "true", "-0", "1e400", "[]", "{}",
];
const REPEATED = ["(", "[", "{", "a.", "a(", "!", "-", "not ", "await ", "`${", "f'{", "<a>", "if(a)", "\n", " ", "\t", "x,", "@a\n", "lambda:", "a?b:", "*", "\"", "[]", "/**/", "\\"];

/** The text with a few changes; `others` lend their pieces. Every other text is changed so that it often stays readable. */
export function mutated(text: string, others: readonly string[], random: Random): string {
  const changes = random.below(2) === 0 ? CHANGES : GENTLE;
  let result = text;
  for (let left = 1 + random.below(4); left > 0; left--) result = random.pick(changes)(result, others, random);
  return result;
}

type ChangeOfText = (text: string, others: readonly string[], random: Random) => string;

const CHANGES: readonly ChangeOfText[] = [
  (text, _, random) => put(text, random.below(text.length + 1), 0, random.pick(PIECES)),
  (text, _, random) => put(text, random.below(text.length + 1), 1 + random.below(4), random.pick(PIECES)),
  (text, _, random) => put(text, random.below(text.length + 1), 1 + random.below(1 + random.below(60)), ""),
  (text, _, random) => text.slice(0, random.below(text.length + 1)),
  (text, _, random) => text.slice(random.below(text.length + 1)),
  (text, _, random) => put(text, random.below(text.length + 1), 0, random.pick(REPEATED).repeat(1 + random.below(random.below(20) === 0 ? 3000 : 40))),
  (text, _, random) => put(text, random.below(text.length + 1), 0, part(text, random)),
  (text, others, random) => put(text, random.below(text.length + 1), random.below(20), part(random.pick(others), random)),
  swappedLines,
  (text, _, random) => put(text, random.below(text.length + 1), 1, String.fromCharCode(random.below(0x1_0000))),
  otherBytes,
  wordForWord,
];

const GENTLE: readonly ChangeOfText[] = [wordForWord, wordForWord, wordForWord, otherLines, swappedLines];

function put(text: string, at: number, removed: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at + removed);
}

function part(text: string, random: Random): string {
  const start = random.below(text.length + 1);
  return text.slice(start, start + random.below(200));
}

function swappedLines(text: string, _: readonly string[], random: Random): string {
  const lines = text.split("\n");
  const [a, b] = [random.below(lines.length), random.below(lines.length)];
  [lines[a], lines[b]] = [lines[b]!, lines[a]!];
  return lines.join("\n");
}

/** As a file with damaged bytes is read. */
function otherBytes(text: string, _: readonly string[], random: Random): string {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length === 0) return text;
  for (let left = 1 + random.below(3); left > 0; left--) bytes[random.below(bytes.length)] = random.below(256);
  return bytes.toString("utf8");
}

/** A statement, perhaps with what it holds, stands twice, or comes from another file. */
function otherLines(text: string, others: readonly string[], random: Random): string {
  const lines = text.split("\n");
  const source = random.below(2) === 0 ? lines : random.pick(others).split("\n");
  const start = random.below(source.length);
  const at = random.below(lines.length + 1);
  return [...lines.slice(0, at), ...source.slice(start, start + 1 + random.below(6)), ...lines.slice(at)].join("\n");
}

/** One name takes another's place: the text often stays readable and means something else. */
function wordForWord(text: string, _: readonly string[], random: Random): string {
  const words = [...text.matchAll(/[A-Za-z_]\w*/g)];
  if (words.length === 0) return text;
  const from = random.pick(words);
  return put(text, from.index, from[0].length, random.pick(words)[0]);
}
