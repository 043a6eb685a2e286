import type { TreeIndex } from "./tree-index.ts";

/** How a file is written, so that what is added looks like the rest. */
export interface FileStyle {
  readonly quote: string;
  readonly semicolon: string;
  readonly newline: string;
  /** One step of indentation. */
  readonly indent: string;
  /** New import lines are `import`, not `require`. */
  readonly isModule: boolean;
}

export function fileStyle(index: TreeIndex, path: string): FileStyle {
  const { text, program } = index;
  const sources = program.body.flatMap(each => ("source" in each && each.source != null ? [text[each.source.start]!] : []));
  const required = [...text.matchAll(/\brequire\(\s*(['"])/g)].map(match => match[1]!);
  const quotes = sources.length + required.length > 0 ? [...sources, ...required] : [...text.matchAll(/['"]/g)].map(match => match[0]);
  const statements = program.body.filter(each => /^(?:ImportDeclaration|VariableDeclaration|ExpressionStatement)$/.test(each.type));
  const ended = statements.filter(each => text[each.end - 1] === ";").length;
  return {
    quote: quotes.filter(quote => quote === "'").length * 2 > quotes.length ? "'" : '"',
    semicolon: ended * 2 >= statements.length ? ";" : "",
    newline: text.includes("\r\n") ? "\r\n" : "\n",
    indent: /^(\t| +)\S/m.exec(text.replace(/\/\*[\s\S]*?\*\//g, ""))?.[1] ?? "  ",
    isModule: /\.m[jt]s$/.test(path) || program.body.some(each => /^(?:Import|Export|TSImportEquals|TSExportAssignment)/.test(each.type)),
  };
}

/** The white space that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(start))![0];
}
