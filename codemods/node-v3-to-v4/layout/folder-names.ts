import { ts } from "ts-morph";

import { walk } from "../syntax/ask.ts";

/** How a file names what works on paths. */
export interface PathNames {
  /** Names that hold the module `path`. */
  readonly modules: ReadonlySet<string>;
  /** Functions of `path` under their local names: `join` -> `join`. */
  readonly functions: ReadonlyMap<string, string>;
  /** Names of functions made by `createRequire`. */
  readonly loaders: ReadonlySet<string>;
  /** `__dirname` and `__filename` where the file declares them itself. */
  readonly declared: ReadonlySet<string>;
}

export function pathNames(file: ts.SourceFile): PathNames {
  const modules = new Set<string>();
  const functions = new Map<string, string>();
  const loaders = new Set<string>();
  const declared = new Set<string>();
  walk(file, node => {
    if (ts.isImportDeclaration(node) && isPath(node.moduleSpecifier)) {
      const { name, namedBindings } = node.importClause ?? {};
      if (name !== undefined) modules.add(name.text);
      if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings)) modules.add(namedBindings.name.text);
      if (namedBindings !== undefined && ts.isNamedImports(namedBindings)) for (const element of namedBindings.elements) functions.set(element.name.text, (element.propertyName ?? element.name).text);
    }
    if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference) && isPath(node.moduleReference.expression)) modules.add(node.name.text);
    if (!ts.isVariableDeclaration(node)) return;
    const { name, initializer } = node;
    if (ts.isIdentifier(name) && /^__(dir|file)name$/.test(name.text)) declared.add(name.text);
    if (initializer === undefined || !ts.isCallExpression(initializer)) return;
    if (ts.isIdentifier(name) && /(^|\.)createRequire$/.test(initializer.expression.getText())) loaders.add(name.text);
    if (initializer.expression.getText() !== "require" || !isPath(initializer.arguments[0])) return;
    if (ts.isIdentifier(name)) modules.add(name.text);
    else if (ts.isObjectBindingPattern(name)) for (const element of name.elements) if (ts.isIdentifier(element.name)) functions.set(element.name.text, (element.propertyName ?? element.name).getText());
  });
  return { modules, functions, loaders, declared };
}

/** Whether the callee is this function of `path`, under whatever name. */
export function foldersNamed(callee: ts.Expression, wanted: string, { modules, functions }: PathNames): boolean {
  if (ts.isIdentifier(callee)) return functions.get(callee.text) === wanted;
  return ts.isPropertyAccessExpression(callee) && callee.name.text === wanted && (modules.has(callee.expression.getText()) || /^require\((["'])(node:)?path\1\)$/.test(callee.expression.getText()));
}

function isPath(node: ts.Node | undefined): boolean {
  return node !== undefined && ts.isStringLiteralLike(node) && /^(node:)?path(\/posix|\/win32)?$/.test(node.text);
}
