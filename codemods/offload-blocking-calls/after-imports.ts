import { indexOf } from "../../src/languages/javascript/rewrite/tree-index.ts";

/** After the last import or `require` at the top of a text; undefined when it does not parse. */
export function insertAfterImports(text: string, path: string, line: string, newline: string): string | undefined {
  const index = indexOf(text, path);
  if (index === undefined) return undefined;
  const { body } = index.program;
  let last: (typeof body)[number] | undefined;
  for (const statement of body) {
    const isRequire = statement.type === "VariableDeclaration" && statement.declarations.every(({ init }) => init !== null && /^require\(/.test(text.slice(init.start, init.end)));
    if (statement.type === "ImportDeclaration" || isRequire) last = statement;
  }
  if (last !== undefined) return text.slice(0, last.end) + newline + line + text.slice(last.end);
  const first = body.find(each => !("directive" in each && each.directive != null));
  const at = first === undefined ? text.length : first.start;
  return text.slice(0, at) + line + newline + newline + text.slice(at);
}
