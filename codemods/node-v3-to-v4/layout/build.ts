import { dirname, join, relative, resolve, sep } from "node:path";

import { applyEdits, modify, type JSONPath } from "jsonc-parser";
import { InMemoryFileSystemHost, Project, type ts } from "ts-morph";

import type { FunctionDefinition } from "../../../src/model/app.ts";
import type { Change } from "../../../src/model/change.ts";
import type { Files } from "../../../src/project/files.ts";
import { isRecord, readJson } from "../../../src/project/json.ts";
import { configuredScript } from "../project/main-files.ts";
import { formattingOf } from "../project/package-json.ts";
import { typescriptConfig } from "../syntax/program.ts";

/** Where the compiler of the app puts what it makes of moved files. */
export interface Build {
  /** Why the compiler would not make the file, or not where `main` can name it; undefined when it does. */
  obstacle(from: string, to: string, definitions: readonly FunctionDefinition[]): string | undefined;
  /** The compiled file of a moved one; the file itself where nothing is compiled. */
  compiled(path: string): string;
  /** What tsconfig.json must say so that the files are found, and everything compiled stays in its place. */
  configChange(moves: ReadonlyMap<string, string>): Change | undefined;
}

const TYPESCRIPT = /\.([cm]?)tsx?$/;

export function openBuild(root: string, files: Files): Build {
  const config = typescriptConfig(root);
  const path = join(root, "tsconfig.json");
  const sources = (config?.fileNames ?? []).filter(name => !name.endsWith(".d.ts"));
  const outDir = config?.options.outDir;
  const common = commonFolder(sources) ?? root;
  const base = config?.options.rootDir ?? (config?.options.composite === true ? root : undefined);
  let seen: string | undefined;
  const output = (script: string, from: string): string => (outDir === undefined ? script.replace(TYPESCRIPT, ".$1js") : join(outDir, relative(from, script.replace(TYPESCRIPT, ".$1js"))));

  return {
    obstacle(from, to, definitions) {
      if (!TYPESCRIPT.test(from)) return outDir !== undefined && isInside(outDir, from) ? "the compiler writes it" : undefined;
      if (config === undefined) return "there is no readable tsconfig.json that says where it is compiled to";
      const configured = definitions.map(definition => configuredScript(definition, files)).find(script => script !== undefined);
      const bases = base !== undefined ? [base] : [common, root];
      const found = configured === undefined ? bases[0]! : bases.find(folder => output(from, folder) === configured);
      if (found === undefined) return `the build puts it at ${shown(root, configured!)}, and tsconfig.json does not say so`;
      if (!isInside(found, to)) return `${shown(root, to)} lies outside the \`rootDir\` of tsconfig.json`;
      if (!covers(config, root, to) && extension(config, root, files, to) === undefined) return `tsconfig.json leaves ${shown(root, to)} out`;
      seen = found;
      return undefined;
    },
    compiled: script => (TYPESCRIPT.test(script) ? output(script, seen ?? root) : script),
    configChange(moves) {
      const text = files.read(path);
      const moved = [...moves].filter(([from]) => TYPESCRIPT.test(from));
      if (config === undefined || text === undefined || moved.length === 0) return undefined;
      const settings: (readonly [JSONPath, unknown])[] = [];
      const missing = moved.find(([, to]) => !covers(config, root, to));
      if (missing !== undefined) settings.push(extension(config, root, files, missing[1])!);
      const after = commonFolder(sources.map(source => moves.get(source) ?? source));
      if (outDir !== undefined && base === undefined && seen === common && after !== common) settings.push([["compilerOptions", "rootDir"], dotted(relative(root, common))]);
      return settings.length === 0 ? undefined : edited(path, text, settings);
    },
  };
}

/** Whether tsconfig.json names the file, asked of the compiler itself over a file system that holds nothing else. */
function covers(config: ts.ParsedCommandLine, root: string, path: string): boolean {
  const { include, exclude, files } = isRecord(config.raw) ? config.raw : {};
  const fileSystem = new InMemoryFileSystemHost();
  const place = (name: string): string => `/app/${relative(root, name).split(sep).join("/")}`;
  const compilerOptions = config.options.outDir === undefined ? {} : { outDir: place(config.options.outDir) };
  fileSystem.writeFileSync("/app/tsconfig.json", JSON.stringify({ include, exclude, files, compilerOptions }));
  fileSystem.writeFileSync(place(path), "");
  const project = new Project({ fileSystem, tsConfigFilePath: "/app/tsconfig.json", skipLoadingLibFiles: true, skipFileDependencyResolution: true });
  return project.getSourceFile(place(path)) !== undefined;
}

/** What the app's own `include` or `files` lacks; undefined when another file says it, or `exclude` forbids it. */
function extension(config: ts.ParsedCommandLine, root: string, files: Files, path: string): readonly [JSONPath, unknown] | undefined {
  const { value } = readJson(files.read(join(root, "tsconfig.json")) ?? "");
  if (!isRecord(value)) return undefined;
  const folder = `${dirname(relative(root, path)).split(sep).join("/")}/**/*`;
  for (const name of ["include", "files"] as const) {
    const own = value[name];
    if (!Array.isArray(own)) continue;
    const raw = isRecord(config.raw) ? config.raw : {};
    const included = [...(Array.isArray(value["include"]) ? value["include"] : []), folder];
    if (covers({ ...config, raw: { ...raw, include: included } }, root, path)) return [["include"], included];
  }
  return undefined;
}

function edited(path: string, text: string, settings: readonly (readonly [JSONPath, unknown])[]): Change {
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const result = settings.reduce((before, [place, value]) => applyEdits(before, modify(before, place, value, { formattingOptions: formattingOf(text) })), text.slice(bom.length));
  return { kind: "edit", path, before: text, edits: [{ start: 0, end: text.length, text: bom + result }] };
}

/** The deepest folder that holds all files; undefined without any. */
function commonFolder(paths: readonly string[]): string | undefined {
  let common = paths[0] === undefined ? undefined : dirname(paths[0]);
  for (const path of paths) while (common !== undefined && !isInside(common, path)) common = dirname(common);
  return common === undefined ? undefined : resolve(common);
}

function isInside(folder: string, path: string): boolean {
  const [first = ""] = relative(folder, path).split(sep);
  return first !== "..";
}

function shown(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}

function dotted(path: string): string {
  return path === "" ? "." : `./${path.split(sep).join("/")}`;
}
