import { ts } from "ts-morph";

import { declaredBy, requiredBy, statementAround } from "./module-level.ts";
import { importedFile, walk, type Program } from "./program.ts";


/** Every module-level statement of the app behind the values that the statements use, over files; they themselves too. */
export function reachedFrom(program: Program, statements: readonly ts.Statement[]): readonly ts.Statement[] {
  const seen = new Set<ts.Statement>(statements);
  const queue = [...statements];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    walk(at, node => {
      if (ts.isTypeNode(node)) return false;
      if (!ts.isIdentifier(node)) return true;
      for (const declaration of program.symbolOf(node)?.declarations ?? []) {
        if (!program.isOurs(declaration.getSourceFile())) continue;
        const statement = declaredBy(declaration)?.statement ?? memberStatement(declaration);
        if (statement === undefined || seen.has(statement)) continue;
        seen.add(statement);
        queue.push(statement);
      }
      return true;
    });
  }
  return [...seen];
}

/** Methods of classes and `exports.name = …`. */
function memberStatement(declaration: ts.Declaration): ts.Statement | undefined {
  if (ts.isMethodDeclaration(declaration) || ts.isBinaryExpression(declaration) || ts.isPropertyAccessExpression(declaration) || ts.isPropertyAssignment(declaration) || ts.isShorthandPropertyAssignment(declaration)) {
    const statement = statementAround(declaration);
    return statement !== undefined && !ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement) ? statement : undefined;
  }
  return undefined;
}

/** The files of the app that are loaded with a file, and the packages, each with the node that names it. */
export function loadsOf(program: Program, file: ts.SourceFile, only?: (statement: ts.Statement) => boolean): { readonly files: ReadonlyMap<ts.SourceFile, ts.Node>; readonly packages: ReadonlyMap<string, ts.Node> } {
  const files = new Map<ts.SourceFile, ts.Node>();
  const packages = new Map<string, ts.Node>();
  const take = (specifier: ts.Expression): void => {
    const found = importedFile(program, file, specifier);
    if (found !== undefined) files.set(found, specifier);
    else if (ts.isStringLiteralLike(specifier)) packages.set(specifier.text, specifier);
  };
  for (const statement of file.statements) {
    if (only?.(statement) === false) continue;
    if (ts.isImportDeclaration(statement) && !isTypeImport(statement)) take(statement.moduleSpecifier);
    else if (ts.isExportDeclaration(statement) && !statement.isTypeOnly && statement.moduleSpecifier !== undefined) take(statement.moduleSpecifier);
    else walk(statement, node => {
      const specifier = requiredBy(node);
      if (specifier !== undefined) take(specifier);
      if (ts.isExternalModuleReference(node)) take(node.expression);
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0] !== undefined) take(node.arguments[0]);
    });
  }
  return { files, packages };
}

function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false;
  if (importClause.isTypeOnly) return true;
  const { name, namedBindings } = importClause;
  return name === undefined && namedBindings !== undefined && ts.isNamedImports(namedBindings) && namedBindings.elements.length > 0 && namedBindings.elements.every(each => each.isTypeOnly);
}
