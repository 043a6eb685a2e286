import { ts, type Project } from "ts-morph";

/** What the compiler says of modules without declarations: a package may not be installed where the plan is made. */
const NOT_INSTALLED = new Set([2307, 2580, 2591, 2792, 7016]);

interface Told {
  readonly path: string;
  readonly text: string;
  readonly line: number;
}

/** Errors that appear when the files have those texts, in them and in the TypeScript files that import them: `path:line: message`. The project has its own texts again afterwards. */
export function newTypeErrors(project: Project, texts: ReadonlyMap<string, string>): readonly string[] {
  const concerned = withImporters(project, [...texts.keys()]).filter(path => /\.[cm]?tsx?$/.test(path));
  if (concerned.length === 0) return [];
  const before = errorsOf(project, concerned);
  const own = new Map([...texts.keys()].map(path => [path, project.getSourceFile(path)?.getFullText()]));
  try {
    write(project, texts);
    const left = before.map(({ path, text }) => `${path} ${text}`);
    return errorsOf(project, concerned).flatMap(({ path, text, line }) => {
      const at = left.indexOf(`${path} ${text}`);
      if (at < 0) return [`${path}:${line}: ${text}`];
      left.splice(at, 1);
      return [];
    });
  } finally {
    write(project, own);
  }
}

function write(project: Project, texts: ReadonlyMap<string, string | undefined>): void {
  for (const [path, text] of texts) if (text !== undefined) project.createSourceFile(path, text, { overwrite: true });
}

function withImporters(project: Project, paths: readonly string[]): string[] {
  const all = new Set(paths);
  for (const path of paths)
    for (const importer of project.getSourceFile(path)?.getReferencingSourceFiles() ?? []) all.add(importer.getFilePath());
  return [...all];
}

function errorsOf(project: Project, paths: readonly string[]): readonly Told[] {
  const program = project.getLanguageService().compilerObject.getProgram()!;
  return paths.flatMap(path => {
    const file = program.getSourceFile(path);
    if (file === undefined) return [];
    return program.getSemanticDiagnostics(file).filter(({ category, code }) => category === ts.DiagnosticCategory.Error && !NOT_INSTALLED.has(code)).map(({ start = 0, messageText }) => ({
      path, text: ts.flattenDiagnosticMessageText(messageText, " "), line: file.getLineAndCharacterOfPosition(start).line + 1,
    }));
  });
}
