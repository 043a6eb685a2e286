import { Project, ts } from "ts-morph";

import { listFiles } from "../../src/project/list-files.ts";
import { compilerOptions } from "../node-v3-to-v4/syntax/program.ts";

/** A place that names a symbol. */
export interface Reference {
  readonly path: string;
  readonly start: number;
}

/** What names what, over all JavaScript and TypeScript files under a folder, by the compiler's own language service. */
export interface References {
  /** Every place that names what is named at the offset, the declaration itself included. */
  to(path: string, offset: number): readonly Reference[];
  /** A place that takes the property out of an object, where `{ name }` put it in: the compiler tells it from uses of the variable. */
  takingShorthand(path: string, offset: number, name: string): readonly Reference[];
  /** Places of `.name` and `["name"]` whose object has no known type: they may mean anything of that name. */
  unknownMembers(name: string): readonly Reference[];
  readonly files: readonly string[];
}

export function openReferences(root: string, read: (path: string) => string | undefined): References {
  const files = listFiles(root).files.filter(path => !path.endsWith(".py"));
  const options: ts.CompilerOptions = { ...compilerOptions(root), allowJs: true, checkJs: false, noEmit: true, skipLibCheck: true, composite: false, incremental: false, strict: true };
  const project = new Project({ compilerOptions: options, skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true });
  for (const path of files) {
    const text = read(path);
    if (text !== undefined) project.createSourceFile(path, text, { overwrite: true });
  }
  const service = project.getLanguageService().compilerObject;

  function unknownMembers(name: string): readonly Reference[] {
    const program = service.getProgram()!;
    const checker = program.getTypeChecker();
    return files.flatMap(path => {
      const file = program.getSourceFile(path);
      if (file === undefined || !file.text.includes(name)) return [];
      const found: Reference[] = [];
      const visit = (node: ts.Node): void => {
        const label = ts.isPropertyAccessExpression(node) ? node.name : ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression : undefined;
        if (label?.text === name && checker.getSymbolAtLocation(label) === undefined) found.push({ path, start: label.getStart(file) });
        ts.forEachChild(node, visit);
      };
      visit(file);
      return found;
    });
  }

  return {
    files,
    to(path, offset) {
      const found = service.findReferences(path, offset) ?? [];
      return found.flatMap(({ references }) => references.map(({ fileName, textSpan }) => ({ path: fileName, start: textSpan.start })));
    },
    takingShorthand(path, offset, name) {
      const program = service.getProgram()!;
      const checker = program.getTypeChecker();
      const isOurs = (symbol: ts.Symbol | undefined): boolean =>
        symbol?.declarations?.some(declaration => declaration.getSourceFile().fileName === path && declaration.getStart() === offset) === true;
      for (const each of files) {
        const file = program.getSourceFile(each);
        if (file === undefined || !file.text.includes(name)) continue;
        const taken = firstMatch(file, node => {
          if (!ts.isIdentifier(node) || node.text !== name) return false;
          const { parent } = node;
          if (ts.isPropertyAccessExpression(parent) && parent.name === node) return isOurs(checker.getSymbolAtLocation(node));
          if (ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === node) return isOurs(checker.getTypeAtLocation(parent.parent).getProperty(name));
          return false;
        });
        if (taken !== undefined) return [{ path: each, start: taken.getStart(file) }];
      }
      return [];
    },
    unknownMembers,
  };
}

function firstMatch(node: ts.Node, matches: (node: ts.Node) => boolean): ts.Node | undefined {
  if (matches(node)) return node;
  return ts.forEachChild(node, child => firstMatch(child, matches));
}
