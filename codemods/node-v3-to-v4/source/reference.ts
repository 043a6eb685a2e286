import { ts } from "ts-morph";

import { bare, freeName, type FunctionNode } from "../syntax/ask.ts";
import type { Replacements } from "../syntax/render.ts";
import type { EntryPoint } from "./exports.ts";

/** How new code in the same file names the handler. */
export interface HandlerReference {
  readonly text: string;
  /** Makes the name: `module.exports = function` becomes a constant. */
  readonly prepare: (edits: Replacements) => void;
}

const nothing = (): void => {};

/**
 * A name for the entry point. `keepExport`: somebody imports the file, so that `module.exports` must stay; else the
 * constant takes its place.
 */
export function referenceTo(entry: EntryPoint, file: ts.SourceFile, keepExport: boolean, fallbackName: string): HandlerReference {
  const { exported, name } = entry;
  const { value, by } = exported;
  if (ts.isFunctionDeclaration(value)) {
    if (value.name !== undefined) return { text: value.name.text, prepare: nothing };
    const text = freeName(fallbackName, file);
    return { text, prepare: edits => nameFunction(edits, value, text) };
  }
  if (ts.isMethodDeclaration(value)) return { text: `module.exports.${name}`, prepare: nothing };
  const expression = bare(value);
  if (ts.isIdentifier(expression)) return { text: expression.text, prepare: nothing };
  if (name !== "*" && name !== "default") return { text: `module.exports.${name}`, prepare: nothing };
  if (name === "default" && !ts.isExportAssignment(by)) return { text: "module.exports.default", prepare: nothing };

  const text = freeName(fallbackName, file);
  if (ts.isExportAssignment(by)) return { text, prepare: edits => edits.replace(by, render => `const ${text} = ${render(by.expression)};\n\nexport ${by.isExportEquals === true ? "=" : "default"} ${text};`) };
  const isPlain = ts.isExpressionStatement(by) && ts.isBinaryExpression(by.expression) && !ts.isBinaryExpression(by.expression.right);
  if (!isPlain) return { text: "module.exports", prepare: nothing };
  const semicolon = by.getText().endsWith(";") ? ";" : "";
  const own = ownName(expression, file);
  const constant = own ?? text;
  return {
    text: constant,
    prepare: edits => {
      const tail = keepExport ? `\n\nmodule.exports = ${constant};` : "";
      edits.replace(by, render => {
        const printed = render((by.expression as ts.BinaryExpression).right);
        return own !== undefined ? `${printed}${tail}` : `const ${constant} = ${printed}${semicolon}${tail}`;
      });
    },
  };
}

/** `module.exports = async function tableStatus() {}` can stand as a declaration of its own name. */
function ownName(expression: ts.Expression, file: ts.SourceFile): string | undefined {
  if (!ts.isFunctionExpression(expression) || expression.name === undefined) return undefined;
  const name = expression.name.text;
  const isTaken = file.statements.some(statement => (ts.isFunctionDeclaration(statement) && statement.name?.text === name) || (ts.isVariableStatement(statement) && statement.declarationList.declarations.some(declaration => identifierText(declaration.name).includes(name))));
  return isTaken ? undefined : name;
}

function identifierText(name: ts.BindingName): string[] {
  return ts.isIdentifier(name) ? [name.text] : name.elements.flatMap(element => (ts.isOmittedExpression(element) ? [] : identifierText(element.name)));
}

/** `export default async function (` gets its name before the parenthesis. */
function nameFunction(edits: Replacements, fn: FunctionNode, name: string): void {
  const print = edits.printerOf(fn);
  edits.replace(fn, render => (print === undefined ? render.inner(fn) : print(render)).replace(/function(\s*\*)?\s*\(/, `function$1 ${name}(`));
}
