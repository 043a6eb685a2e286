import type { Style } from "./style.ts";

/** A call: on one line where it fits, else one argument a line with a comma after the last. */
export function printCall(callee: string, args: readonly string[], style: Style, options: { prefix?: string; indent?: string } = {}): string {
  const indent = options.indent ?? "";
  const prefix = options.prefix ?? "";
  const line = `${indent}${prefix}${callee}(${args.join(", ")})`;
  if (line.length <= style.width || args.length === 0) return line;
  const rows = args.map(argument => `${indent}${style.indent}${argument},`);
  return [`${indent}${prefix}${callee}(`, ...rows, `${indent})`].join(style.newline);
}
