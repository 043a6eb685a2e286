import { basename } from "node:path";

import { ts } from "ts-morph";

import type { CodeStyle } from "../registration/style.ts";
import { printString } from "../registration/style.ts";
import { identifiersIn } from "../syntax/ask.ts";
import type { Replacements } from "../syntax/render.ts";

export interface WantedImports {
  /** Values of `@azure/functions`: `app`, `input`, `output`, `trigger`. */
  readonly values: ReadonlySet<string>;
  /** Types of `@azure/functions` 4. */
  readonly types: ReadonlySet<string>;
  /** Names of `funcfix-runtime/azure-v3`. */
  readonly runtime: ReadonlySet<string>;
  /** Types of `funcfix-runtime/azure-v3`. */
  readonly runtimeTypes: ReadonlySet<string>;
  /** The name for the durable library, where it is needed. */
  readonly durable: string | undefined;
  /** The name for the module itself, where its exports are asked for what its text does not show. */
  readonly own?: string;
}

const AZURE = "@azure/functions";
const DURABLE = "durable-functions";
const RUNTIME = "funcfix-runtime/azure-v3";

/** True when new import lines must be `require` calls. */
export function isCommonJs(file: ts.SourceFile): boolean {
  if (/\.[cm]?tsx?$/.test(file.fileName) || file.fileName.endsWith(".mjs")) return false;
  return file.fileName.endsWith(".cjs") || !file.statements.some(statement => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || ts.isExportAssignment(statement) || (ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(modifier => modifier.kind === ts.SyntaxKind.ExportKeyword) === true));
}

/** The name under which the file holds the durable library, if it does. */
export function durableName(file: ts.SourceFile): string | undefined {
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) && moduleOf(statement) === DURABLE) {
      const bindings = statement.importClause?.namedBindings;
      if (bindings !== undefined && ts.isNamespaceImport(bindings)) return bindings.name.text;
      if (statement.importClause?.name !== undefined) return statement.importClause.name.text;
    }
    if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference) && statement.moduleReference.expression.getText().slice(1, -1) === DURABLE) return statement.name.text;
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && initializer !== undefined && isRequireOf(initializer, DURABLE)) return name.text;
  }
  return undefined;
}

/** Plans the import lines: those of the library are written anew, the others are added before the first one. */
export function planImports(file: ts.SourceFile, wanted: WantedImports, edits: Replacements, style: CodeStyle, typeOnlyStyle: boolean): void {
  const isCjs = isCommonJs(file);
  const q = (text: string): string => printString(text, style);
  const { semicolon, newline } = style;
  const old = file.statements.filter(ts.isImportDeclaration).filter(statement => moduleOf(statement) === AZURE);
  const lines: string[] = [];
  const from = (names: readonly string[], module: string, isType = false): string => `import ${isType ? "type " : ""}{ ${names.join(", ")} } from ${q(module)}${semicolon}`;

  const values = [...wanted.values].sort();
  const types = [...wanted.types].sort();
  if (isCjs) {
    if (values.length > 0) lines.push(`const { ${values.join(", ")} } = require(${q(AZURE)})${semicolon}`);
  } else if (typeOnlyStyle || old.some(statement => statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)) {
    if (values.length > 0) lines.push(from(values, AZURE));
    if (types.length > 0) lines.push(from(types, AZURE, true));
  } else if (values.length + types.length > 0) {
    lines.push(from([...types, ...values].sort((a, b) => a.localeCompare(b)), AZURE));
  }
  if (wanted.durable !== undefined && durableName(file) === undefined) lines.push(isCjs ? `const ${wanted.durable} = require(${q(DURABLE)})${semicolon}` : `import * as ${wanted.durable} from ${q(DURABLE)}${semicolon}`);
  const runtime = [...wanted.runtime].sort();
  const runtimeTypes = [...wanted.runtimeTypes].sort();
  if (runtime.length > 0) lines.push(isCjs ? `const { ${runtime.join(", ")} } = require(${q(RUNTIME)})${semicolon}` : from(runtime, RUNTIME));
  if (runtimeTypes.length > 0 && !isCjs) lines.push(from(runtimeTypes, RUNTIME, true));

  if (wanted.own !== undefined) lines.push(`import * as ${wanted.own} from ${q(`./${basename(file.fileName).replace(/\.([cm]?)tsx?$/, ".$1js")}`)}${semicolon}`);

  const [firstOld, ...others] = old;
  for (const statement of others) edits.remove(statement);
  if (firstOld !== undefined) {
    if (lines.length > 0) edits.replace(firstOld, () => lines.join(newline));
    else edits.remove(firstOld);
    return;
  }
  if (lines.length === 0) return;
  const place = file.statements.find(statement => !isDirective(statement) && !edits.isRemoved(statement));
  const gap = place !== undefined && isImportLike(place) ? "" : newline;
  if (place !== undefined) edits.insertBefore(place, lines.join(newline) + newline + gap);
}

/** `"use strict"` and its like must stay first. */
function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

function isImportLike(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement)) return true;
  return ts.isVariableStatement(statement) && statement.declarationList.declarations.some(({ initializer }) => initializer !== undefined && identifiersIn(initializer).some(identifier => identifier.text === "require"));
}

export function moduleOf(statement: ts.ImportDeclaration): string {
  return ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : "";
}

function isRequireOf(node: ts.Expression, module: string): boolean {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "require" && node.arguments.length === 1 && ts.isStringLiteralLike(node.arguments[0]!) && node.arguments[0].text === module;
}
