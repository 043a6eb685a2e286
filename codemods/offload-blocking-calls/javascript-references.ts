import { Project, type ts } from "ts-morph";

import { listFiles } from "../../src/project/list-files.ts";
import { compilerOptions } from "../node-v3-to-v4/syntax/program.ts";
import { computedMembers, takingShorthand, unknownMembers, unknownParents } from "./javascript-members.ts";
import { newTypeErrors } from "./javascript-type-errors.ts";

/** A place that names a symbol. */
export interface Reference {
  readonly path: string;
  readonly start: number;
}

/** What names what, over all JavaScript and TypeScript files under a folder, by the compiler's own language service. */
export interface References {
  /** Every place that names what is named at the offset, the declaration itself included. */
  to(path: string, offset: number): readonly Reference[];
  /** Where what is named at the offset is declared. */
  definition(path: string, offset: number): readonly Reference[];
  /** The places that take the property out of an object, where `{ name }` put it in: the compiler tells them from uses of the variable. */
  takingShorthand(path: string, offset: number, name: string): readonly Reference[];
  /** Places of `.name`, `["name"]` and `{ name }` whose object has no known type: they may mean anything of that name. */
  unknownMembers(name: string): readonly Reference[];
  /** Places that take a member of an object that has the property declared at the offset, by a key that is computed: where the object begins. */
  computedMembers(path: string, offset: number, name: string): readonly ComputedMember[];
  /** Parents and interfaces of the class around a member whose declaration is not found, as written. */
  unknownParents(path: string, offset: number): readonly string[];
  /** Errors of the TypeScript compiler that the texts, by path, bring to those files and to the ones that import them. */
  newErrors(texts: ReadonlyMap<string, string>): readonly string[];
  readonly files: readonly string[];
}

/** `object[key]`, or `Object.values(object)`, which takes all members. */
export interface ComputedMember extends Reference {
  readonly end: number;
  readonly all: boolean;
}

export function openReferences(root: string, read: (path: string) => string | undefined): References {
  const files = listFiles(root).files.filter(path => !path.endsWith(".py"));
  const options: ts.CompilerOptions = { strict: true, ...compilerOptions(root), allowJs: true, checkJs: false, noEmit: true, skipLibCheck: true, composite: false, incremental: false };
  const project = new Project({ compilerOptions: options, skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true });
  for (const path of files) {
    const text = read(path);
    if (text !== undefined) project.createSourceFile(path, text, { overwrite: true });
  }
  const service = project.getLanguageService().compilerObject;
  const sources = (): readonly ts.SourceFile[] => files.flatMap(path => service.getProgram()!.getSourceFile(path) ?? []);
  const checker = (): ts.TypeChecker => service.getProgram()!.getTypeChecker();
  const found = new Map<string, readonly Reference[]>();

  return {
    files,
    to(path, offset) {
      const key = `${path}:${offset}`;
      const known = found.get(key);
      if (known !== undefined) return known;
      const references = (service.findReferences(path, offset) ?? []).flatMap(each => each.references.map(({ fileName, textSpan }) => ({ path: fileName, start: textSpan.start })));
      found.set(key, references);
      return references;
    },
    definition: (path, offset) => (service.getDefinitionAtPosition(path, offset) ?? []).map(({ fileName, textSpan }) => ({ path: fileName, start: textSpan.start })),
    takingShorthand: (path, offset, name) => takingShorthand(sources(), checker(), { path, start: offset }, name),
    unknownMembers: name => unknownMembers(sources(), checker(), name),
    computedMembers: (path, offset, name) => computedMembers(sources(), checker(), { path, start: offset }, name),
    unknownParents: (path, offset) => {
      const file = service.getProgram()!.getSourceFile(path);
      return file === undefined ? [] : unknownParents(file, checker(), offset);
    },
    newErrors: texts => newTypeErrors(project, texts),
  };
}
