import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { Project, ts } from "ts-morph";

import { compilerOptions } from "../../node-v3-to-v4/syntax/program.ts";

/** The files of an app with symbols and types. */
export interface Program {
  readonly checker: ts.TypeChecker;
  readonly service: ts.LanguageService;
  /** As tsconfig.json has them. */
  readonly options: ts.CompilerOptions;
  /** Files of the app itself. */
  readonly files: readonly ts.SourceFile[];
  file(path: string): ts.SourceFile | undefined;
  isOurs(file: ts.SourceFile): boolean;
  isLibrary(file: ts.SourceFile): boolean;
  /** The symbol that a name stands for, imports followed. */
  symbolOf(name: ts.Node): ts.Symbol | undefined;
}

export function openProgram(root: string, paths: readonly string[], read: (path: string) => string | undefined): Program {
  const options = compilerOptions(root);
  const roots = options.typeRoots ?? typeRoots(root);
  const project = new Project({
    // Without a list the compiler takes no ambient types.
    compilerOptions: { ...options, types: options.types ?? roots.flatMap(installed), typeRoots: roots, allowJs: true, checkJs: false, noEmit: true, skipLibCheck: true, composite: false, incremental: false, strict: true },
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
  });
  const own = new Set<string>();
  for (const path of paths) {
    const text = read(path);
    if (text !== undefined) own.add(project.createSourceFile(path, text, { overwrite: true }).getFilePath());
  }
  const service = project.getLanguageService().compilerObject;
  const program = service.getProgram()!;
  const checker = program.getTypeChecker();
  return {
    checker,
    service,
    options,
    files: program.getSourceFiles().filter(({ fileName }) => own.has(fileName as never)),
    file: path => program.getSourceFile(path),
    isOurs: file => own.has(file.fileName as never),
    isLibrary: file => program.isSourceFileDefaultLibrary(file) || file.fileName.includes("/node_modules/typescript/lib/lib."),
    symbolOf(name) {
      const symbol = ts.isShorthandPropertyAssignment(name.parent) ? checker.getShorthandAssignmentValueSymbol(name.parent) : checker.getSymbolAtLocation(name);
      return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
    },
  };
}

function typeRoots(root: string): string[] {
  const roots: string[] = [];
  for (let at = root; ; at = dirname(at)) {
    const folder = join(at, "node_modules/@types");
    if (existsSync(folder)) roots.push(folder);
    if (at === dirname(at)) return roots;
  }
}

function installed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter(name => !name.startsWith(".")) : [];
}

/** The file of the app that a specifier leads to; undefined for packages, builtins and what is not there. */
export function importedFile(program: Program, from: ts.SourceFile, specifier: ts.Expression): ts.SourceFile | undefined {
  const module = program.checker.getSymbolAtLocation(specifier);
  const found = module?.declarations?.find(ts.isSourceFile);
  if (found !== undefined) return program.isOurs(found) ? found : undefined;
  if (!ts.isStringLiteralLike(specifier) || !specifier.text.startsWith(".")) return undefined;
  // A file without exports has no symbol.
  const base = join(dirname(from.fileName), specifier.text);
  const stem = base.replace(/\.([cm]?)jsx?$/, "");
  return [base, ...[".ts", ".tsx", ".js", ".mts", ".cts", ".mjs", ".cjs", "/index.ts", "/index.js"].flatMap(end => [stem + end, base + end])].map(path => program.file(path)).find(file => file !== undefined && program.isOurs(file));
}

/** `path:line`, for people. */
export function placeOf(node: ts.Node, root: string): string {
  const file = node.getSourceFile();
  const path = file.fileName.startsWith(`${root}/`) ? file.fileName.slice(root.length + 1) : file.fileName;
  return `${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
}

/** Visits a tree, parents first; false keeps the walk out of a node. */
export function walk(node: ts.Node, visit: (node: ts.Node) => boolean | void): void {
  if (visit(node) === false) return;
  ts.forEachChild(node, child => walk(child, visit));
}

/** The first answer of a tree, parents first. */
export function firstIn<Answer>(node: ts.Node, ask: (node: ts.Node) => Answer | undefined): Answer | undefined {
  return ask(node) ?? ts.forEachChild(node, child => firstIn(child, ask));
}
