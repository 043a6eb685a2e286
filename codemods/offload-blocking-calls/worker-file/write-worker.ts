import { ts } from "ts-morph";

import type { FileStyle } from "../../../src/languages/javascript/rewrite/style.ts";
import { isExported, namesOf, type Closure } from "./closure.ts";
import { hasModifier, type Use } from "./module-level.ts";
import type { ModuleForm } from "./module-form.ts";
import { ownRange, ownText } from "./statement-text.ts";
import type { Target } from "./target.ts";

/** The text of the worker file: the imports that are needed, what moves in its order, and the exports. */
export function writeWorker(file: ts.SourceFile, targets: readonly Target[], closure: Closure, form: ModuleForm, style: FileStyle): string {
  const { newline, semicolon, quote } = style;
  const isTyped = /\.[cm]?tsx?$/.test(file.fileName);
  const imports = importLines(closure.imports, isTyped, style);
  if (closure.sharedTypes.size > 0) imports.push(`import type { ${[...closure.sharedTypes].sort().join(", ")} } from ${quote}${form.back}${quote}${semicolon}`);
  const exported = new Set([...closure.backValues, ...targets.filter(({ form: written }) => written === "declaration").map(({ name }) => name)]);
  const parts: string[] = [];
  closure.moved.forEach((statement, at) => {
    const text = style.isModule ? withExport(statement, namesOf(statement).some(name => exported.has(name)) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) : ownText(statement);
    const before = closure.moved[at - 1];
    if (before !== undefined) parts.push(isRightBelow(before, statement) ? newline : newline + newline);
    parts.push(text);
  });
  if (!style.isModule) {
    const names = [...exported].sort((a, b) => parts.join("").indexOf(a) - parts.join("").indexOf(b));
    const assigned = targets.some(({ form: written }) => written === "export");
    if (names.length > 0) parts.push(newline + newline, assigned ? names.map(name => `exports.${name} = ${name}${semicolon}`).join(newline) : `module.exports = { ${names.join(", ")} }${semicolon}`);
  }
  const directive = !style.isModule && /^\s*(["'])use strict\1/.test(file.text.replace(/^\uFEFF/, "")) ? `${quote}use strict${quote}${semicolon}${newline}${newline}` : "";
  return `${directive}${imports.length > 0 ? imports.join(newline) + newline + newline : ""}${parts.join("")}${newline}`;
}

/** The statement as an export, or as it is. `export default` becomes an export by name. */
function withExport(statement: ts.Statement, wanted: boolean): string {
  const text = ownText(statement);
  const offset = text.length - (ownRange(statement).end - statement.getStart());
  const [head, body] = [text.slice(0, offset), text.slice(offset)];
  if (hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) return head + body.replace(/^export\s+default\s+/, "export ");
  return wanted && !isExported(statement) ? `${head}export ${body}` : text;
}

function isRightBelow(before: ts.Statement, statement: ts.Statement): boolean {
  const { text } = statement.getSourceFile();
  const between = text.slice(ownRange(before).end, ownRange(statement).start);
  return /^[ \t]*(?:\r\n|\r|\n)?[ \t]*$/.test(between);
}

function importLines(uses: readonly Use[], isTyped: boolean, style: FileStyle): string[] {
  const byStatement = new Map<ts.Statement, Use[]>();
  for (const use of uses) byStatement.set(use.declared.statement, [...(byStatement.get(use.declared.statement) ?? []), use]);
  return [...byStatement].sort(([a], [b]) => a.pos - b.pos).flatMap(([statement, group]) => {
    const nodes = new Set(group.map(({ declared }) => declared.node));
    if (ts.isImportDeclaration(statement)) return [importLine(statement, nodes, isTyped && group.every(({ isType }) => isType), style)];
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.filter(each => nodes.has(each)).map(each => requireLine(each, group, style));
    return [statement.getText()];
  });
}

function importLine(statement: ts.ImportDeclaration, nodes: ReadonlySet<ts.Node>, onlyTypes: boolean, { semicolon }: FileStyle): string {
  const clause = statement.importClause!;
  const { namedBindings } = clause;
  const isNamespace = namedBindings !== undefined && ts.isNamespaceImport(namedBindings);
  const elements = namedBindings !== undefined && ts.isNamedImports(namedBindings) ? namedBindings.elements.filter(each => nodes.has(each)) : [];
  const parts = [
    ...(clause.name !== undefined && nodes.has(clause) ? [clause.name.text] : []),
    ...(isNamespace && nodes.has(namedBindings) ? [namedBindings.getText()] : []),
    ...(elements.length > 0 ? [`{ ${elements.map(each => (onlyTypes ? each.getText().replace(/^type\s+/, "") : each.getText())).join(", ")} }`] : []),
  ];
  const asType = clause.isTypeOnly || (onlyTypes && parts.length === 1);
  const attributes = statement.attributes === undefined ? "" : ` ${statement.attributes.getText()}`;
  return `import ${asType ? "type " : ""}${parts.join(", ")} from ${statement.moduleSpecifier.getText()}${attributes}${semicolon}`;
}

/** `const { a, b: c } = require("x")` with the names that are used. */
function requireLine(declaration: ts.VariableDeclaration, uses: readonly Use[], { semicolon }: FileStyle): string {
  const used = new Set(uses.map(({ name }) => name.text));
  const name = ts.isObjectBindingPattern(declaration.name) ? `{ ${declaration.name.elements.filter(each => ts.isIdentifier(each.name) && used.has(each.name.text)).map(each => each.getText()).join(", ")} }` : declaration.name.getText();
  return `const ${name} = ${declaration.initializer!.getText()}${semicolon}`;
}
