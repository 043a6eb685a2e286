import type { Json } from "../../../model/app.ts";
import type { Style } from "./style.ts";

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

/** A string literal in the file's quotes, in the other ones where that saves escapes. */
export function stringLiteral(value: string, style: Pick<Style, "quote">): string {
  const other = style.quote === '"' ? "'" : '"';
  const quote = value.includes(style.quote) && !value.includes(other) ? other : style.quote;
  const body = value.replace(/[\\\x00-\x1f\x7f\u2028\u2029\ufeff\ud800-\udfff]|['"]/gu, char => {
    if (char === quote) return `\\${char}`;
    if (char === "'" || char === '"') return char;
    return SHORT_ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return quote + body + quote;
}

/** JSON as a Python expression: `true` is `True`, `null` is `None`. */
export function literal(value: Json, style: Pick<Style, "quote">): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return stringLiteral(value, style);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(item => literal(item, style)).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${stringLiteral(key, style)}: ${literal(item, style)}`);
  return `{${entries.join(", ")}}`;
}
