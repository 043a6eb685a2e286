import { extname, join, relative, sep } from "node:path";

import { parsePython, type ParseResult } from "../../../src/languages/python/parse.ts";
import { moduleNames, type ModuleNames } from "../../../src/languages/python/scopes.ts";
import type { PythonTree } from "../../../src/languages/python/tree.ts";
import type { ParseError } from "../../../src/model/facts.ts";
import type { Files } from "../../../src/project/files.ts";

/** A Python file of the app. */
export class PythonModule {
  readonly path: string;
  /** Path from the app's root, in parts, without `.py`; a package's own file is the package: `["shared", "db"]`. */
  readonly parts: readonly string[];
  readonly isPackage: boolean;
  readonly text: string;
  #parsed: ParseResult | undefined;
  #names: ModuleNames | undefined;

  constructor(root: string, path: string, text: string) {
    this.path = path;
    const parts = relative(root, path).split(sep);
    const file = parts.pop()!.slice(0, -".py".length);
    this.isPackage = file === "__init__";
    this.parts = this.isPackage ? parts : [...parts, file];
    this.text = text;
  }

  get tree(): PythonTree | undefined {
    return this.#parse().tree;
  }

  get error(): ParseError | undefined {
    return this.#parse().error;
  }

  /** Only for a module that parses. */
  get names(): ModuleNames {
    this.#names ??= moduleNames(this.tree!);
    return this.#names;
  }

  /** The package that its relative imports start from. */
  get package(): readonly string[] {
    return this.isPackage ? this.parts : this.parts.slice(0, -1);
  }

  /** A test of the user's: never imported by a function. */
  get isTest(): boolean {
    const file = this.parts.at(-1) ?? "";
    return /^(test_.*|.*_test|conftest)$/.test(file) || this.parts.slice(0, -1).some(part => /^tests?$/.test(part));
  }

  #parse(): ParseResult {
    this.#parsed ??= parsePython(this.text);
    return this.#parsed;
  }
}

/** All Python files of an app, virtual environments and hidden folders left out. */
export class PythonModules {
  readonly root: string;
  readonly all: readonly PythonModule[];
  readonly #files: Files;
  readonly #byName: ReadonlyMap<string, PythonModule>;
  readonly #byPath: ReadonlyMap<string, PythonModule>;

  constructor(files: Files, root: string) {
    this.#files = files;
    this.root = root;
    this.all = [...pythonFiles(files, root)].flatMap(path => {
      const text = files.read(path);
      return text === undefined ? [] : [new PythonModule(root, path, text)];
    });
    this.#byName = new Map(this.all.map(module => [module.parts.join("."), module]));
    this.#byPath = new Map(this.all.map(module => [module.path, module]));
  }

  at(path: string): PythonModule | undefined {
    return this.#byPath.get(path);
  }

  named(parts: readonly string[]): PythonModule | undefined {
    return this.#byName.get(parts.join("."));
  }

  /** A module, a package or a folder that Python takes for one. */
  exists(parts: readonly string[]): boolean {
    return parts.length === 0 || this.named(parts) !== undefined || this.#files.isFolder(join(this.root, ...parts));
  }
}

const SKIPPED = new Set(["node_modules", "__pycache__", "site-packages", "__pypackages__", "dist-packages"]);

function* pythonFiles(files: Files, folder: string): Generator<string> {
  for (const name of files.list(folder)) {
    const path = join(folder, name);
    if (extname(name) === ".py" && files.isFile(path)) yield path;
    else if (!name.startsWith(".") && !SKIPPED.has(name) && files.isFolder(path) && !files.isFile(join(path, "pyvenv.cfg"))) yield* pythonFiles(files, path);
  }
}
