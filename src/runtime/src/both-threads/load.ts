const { createRequire } = process.getBuiltinModule("node:module");
const { compileFunction, constants } = process.getBuiltinModule("node:vm");

/** A module to load: a `node:` builtin, a URL, or a package as the module at `from` would find it. */
export interface Target {
  readonly url: string;
  /** Path (CommonJS) or file URL (ESM) of the caller; only for packages. */
  readonly from?: string | undefined;
}

export type Loaded = Record<string, unknown>;

/** Loads a module in the current thread. Builtins and CommonJS packages come at once, the rest as a promise. */
export function loadModule({ url, from }: Target): Loaded | Promise<Loaded> {
  if (!from) return process.getBuiltinModule(url) as Loaded | undefined ?? import(url) as Promise<Loaded>;
  if (from.startsWith("file:")) return importFrom(from, url);
  try {
    // A CommonJS caller sees what `require` gives it, unless the package has that for ESM only.
    return createRequire(from)(url) as Loaded;
  } catch (error) {
    if (/^ERR_(REQUIRE_|PACKAGE_PATH)/.test(codeOf(error))) return importFrom(from, url);
    throw error;
  }
}

/** `import()` resolves from the file it stands in: compiled code may say which file that is. */
function importFrom(from: string, name: string): Promise<Loaded> {
  const { emitWarning } = process;
  try {
    // Node warns that the option is experimental, once a thread; whoever offloads a call can do nothing about it.
    process.emitWarning = () => {};
    return compileFunction("return import(name)", ["name"], { filename: from, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })(name) as Promise<Loaded>;
  } finally {
    process.emitWarning = emitWarning;
  }
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code);
}

/** Whether a worker could not find or read the module, as for sources that only a test runner can load. */
export function isMissing(error: unknown): boolean {
  return /MODULE_NOT_FOUND$|^ERR_UN(KNOWN_FILE|SUPPORTED)_/.test(codeOf(error));
}

/** Calls an exported function; undefined when there is none, a list of its result when there is. */
export function callExport(module: Loaded, name: string, args: readonly unknown[]): [result: unknown] | undefined {
  // Names of a CommonJS module that static analysis missed are on its default export alone.
  const owner = module["default"] as Loaded | undefined;
  const found = Object.hasOwn(module, name) ? module[name] : owner?.[name];
  if (typeof found !== "function" || found === (Object.prototype as unknown as Loaded)[name]) return undefined;
  return [found.apply(owner?.[name] === found ? owner : undefined, args)];
}
