import { dirname, extname, join, resolve } from "node:path";

import { ts } from "ts-morph";

import type { Files } from "../../../src/project/files.ts";
import { compilerOptions, type AppProgram } from "../syntax/program.ts";
import { walk } from "../syntax/ask.ts";

const SOURCE = new Set([".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx"]);
const SKIPPED = new Set(["node_modules", "bower_components", "coverage"]);

/** Every source file of the app; packages, hidden folders, the compiler's output and apps inside this one left out. */
export function sourceFiles(files: Files, root: string): readonly string[] {
  const out = compilerOptions(root).outDir;
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const name of files.list(folder)) {
      const path = join(folder, name);
      if (files.isFolder(path)) {
        if (!SKIPPED.has(name) && !name.startsWith(".") && path !== out && !files.isFile(join(path, "host.json"))) visit(path);
      } else if (SOURCE.has(extname(name)) && !name.endsWith(".d.ts") && !name.endsWith(".min.js")) found.push(path);
    }
  };
  visit(root);
  return found;
}

/** The files that another file of the app imports or requires. */
export function importedFiles(program: AppProgram): ReadonlySet<string> {
  const imported = new Set<string>();
  for (const file of program.files)
    walk(file, node => {
      const specifier = specifierOf(node);
      if (specifier === undefined || !specifier.startsWith(".")) return;
      const target = resolveRelative(program, resolve(dirname(file.fileName), specifier));
      if (target !== undefined) imported.add(target);
    });
  return imported;
}

function specifierOf(node: ts.Node): string | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) return node.moduleSpecifier.text;
  if (!ts.isCallExpression(node) || node.arguments.length === 0 || !ts.isStringLiteralLike(node.arguments[0]!)) return undefined;
  const isLoad = node.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(node.expression) && node.expression.text === "require") || /^jest\.(mock|requireActual)$/.test(node.expression.getText());
  return isLoad ? node.arguments[0].text : undefined;
}

/** The file of the app that a relative path without or with its extension means. `path` is absolute. */
export function resolveRelative(program: AppProgram, path: string): string | undefined {
  const stem = path.replace(/\.[cm]?js$/, "");
  const candidates = [path, ...[...SOURCE].map(extension => path + extension), ...[...SOURCE].map(extension => stem + extension), ...[...SOURCE].map(extension => join(path, `index${extension}`))];
  return candidates.find(candidate => program.file(candidate) !== undefined);
}
