import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { Project, ts } from "ts-morph";

/** One program over the source files of an app: trees, symbols and types, with the compiler options of the app. */
export interface AppProgram {
  readonly checker: ts.TypeChecker;
  readonly options: ts.CompilerOptions;
  /** Every file of the app that was read, tests and helpers included; packages left out. */
  readonly files: readonly ts.SourceFile[];
  file(path: string): ts.SourceFile | undefined;
  /** What keeps a file from being parsed, with its line. */
  syntaxErrors(path: string): readonly string[];
}

/**
 * Reads the files and what they import inside the app. Compiler options come from tsconfig.json where there is one;
 * JavaScript is always allowed, nothing is emitted, and a package that is not installed gives `any`.
 */
export function openProgram(root: string, paths: readonly string[]): AppProgram {
  const options = compilerOptions(root);
  const project = new Project({ compilerOptions: { ...options, allowJs: true, checkJs: false, noEmit: true, skipLibCheck: true, composite: false, incremental: false }, skipAddingFilesFromTsConfig: true });
  for (const path of paths) project.addSourceFileAtPathIfExists(path);
  project.resolveSourceFileDependencies();
  const program = project.getProgram().compilerObject;
  const isOurs = (file: ts.SourceFile): boolean => !file.fileName.includes("/node_modules/") && !program.isSourceFileDefaultLibrary(file) && !file.isDeclarationFile;
  return {
    checker: program.getTypeChecker(),
    options,
    files: program.getSourceFiles().filter(isOurs),
    file: path => program.getSourceFile(path),
    syntaxErrors: path => {
      const file = program.getSourceFile(path);
      if (file === undefined) return ["The file cannot be read."];
      return program.getSyntacticDiagnostics(file).filter(({ category }) => category === ts.DiagnosticCategory.Error).filter(({ code }) => !isTypeScriptOnly(code)).map(({ start = 0, messageText }) => `line ${file.getLineAndCharacterOfPosition(start).line + 1}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
    },
  };
}

/** The tree of a text that belongs to no program. */
export function parseText(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Messages that say that a JavaScript file uses TypeScript's own syntax: it is not broken for a reader. */
function isTypeScriptOnly(code: number): boolean {
  return code >= 8000 && code < 8100;
}

/** The options that tsconfig.json gives, `extends` followed; none when there is no such file or it is broken. */
export function compilerOptions(root: string): ts.CompilerOptions {
  if (!existsSync(join(root, "tsconfig.json"))) return { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return typescriptConfig(root)?.options ?? {};
}

/** What keeps tsconfig.json from being parsed; undefined when all is well, or there is none. */
export function configError(root: string): string | undefined {
  const path = join(root, "tsconfig.json");
  const { error } = existsSync(path) ? ts.readConfigFile(path, name => readFileSync(name, "utf8")) : {};
  return error === undefined ? undefined : ts.flattenDiagnosticMessageText(error.messageText, " ");
}

/** What tsconfig.json extends and cannot be read, as the compiler says it. */
export function missingExtends(root: string): string | undefined {
  const error = typescriptConfig(root)?.errors.find(({ code }) => CANNOT_READ.has(code));
  return error === undefined ? undefined : ts.flattenDiagnosticMessageText(error.messageText, " ");
}

/** "Cannot read file", "File not found", "is not in the file list". */
const CANNOT_READ = new Set([5083, 6053, 6096]);

/** All that tsconfig.json says, `extends` followed: options, the files it names, `include` and the like in `raw`. */
export function typescriptConfig(root: string): ts.ParsedCommandLine | undefined {
  const path = join(root, "tsconfig.json");
  if (!existsSync(path)) return undefined;
  const read = ts.readConfigFile(path, name => readFileSync(name, "utf8"));
  return read.config === undefined ? undefined : ts.parseJsonConfigFileContent(read.config, ts.sys, dirname(path), undefined, path);
}
