import type { Json } from "../../../src/model/app.ts";

/** How the user writes: new code follows it. */
export interface CodeStyle {
  readonly quote: '"' | "'";
  readonly indent: string;
  readonly semicolon: ";" | "";
  readonly newline: "\n" | "\r\n";
}

/** Reads quotes, indentation, semicolons and line ends off a text. */
export function styleOf(text: string): CodeStyle {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const indent = /^( {2,8}|\t+)\S/m.exec(text)?.[1];
  return {
    quote: count(/'/g) > count(/"/g) ? "'" : '"',
    indent: indent === undefined ? "  " : indent.startsWith("\t") ? "\t" : indent.length >= 4 ? "    " : "  ",
    semicolon: count(/;[ \t]*(\/\/.*)?\r?$/gm) > 0 || count(/\n/g) === 0 ? ";" : "",
    newline: count(/\r\n/g) > 0 ? "\r\n" : "\n",
  };
}

export function printString(text: string, { quote }: CodeStyle): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  return quote === '"' ? `"${escaped}"` : `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A JSON value as a JavaScript expression on one line. */
export function printValue(value: Json, style: CodeStyle): string {
  if (typeof value === "string") return printString(value, style);
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(item => printValue(item as Json, style)).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${printKey(key, style)}: ${printValue(item as Json, style)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

export function printKey(key: string, style: CodeStyle): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : printString(key, style);
}
