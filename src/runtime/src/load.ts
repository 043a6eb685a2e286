import { createRequire } from "node:module";
import { compileFunction, constants } from "node:vm";

/** A module to load: a `node:` builtin, a URL, or a package as the module at `from` would find it. */
export interface Target {
  readonly url: string;
  /** Path (CommonJS) or file URL (ESM) of the caller; only for packages. */
  readonly from: string | undefined;
}

export type Loaded = Record<string, unknown>;

/** Loads a module in the current thread. Builtins come at once, the rest as a promise. */
export function loadModule({ url, from }: Target): Loaded | Promise<Loaded> {
  const builtin = url.startsWith("node:") ? (process.getBuiltinModule(url) as Loaded | undefined) : undefined;
  if (builtin) return builtin;
  if (from === undefined) return import(/* webpackIgnore: true */ /* @vite-ignore */ url) as Promise<Loaded>;
  return from.startsWith("file:") ? importFrom(from, url) : requireFrom(from, url);
}

/** A CommonJS caller sees what `require` gives it, unless the package has that for ESM only. */
function requireFrom(from: string, name: string): Loaded | Promise<Loaded> {
  try {
    return createRequire(from)(name) as Loaded;
  } catch (error) {
    const esmOnly = /^ERR_(REQUIRE_|PACKAGE_PATH_NOT_EXPORTED)/;
    if (error instanceof Error && "code" in error && esmOnly.test(String(error.code))) return importFrom(from, name);
    throw error;
  }
}

/** `import()` resolves from the file it stands in: compiled code may say which file that is. */
function importFrom(from: string, name: string): Promise<Loaded> {
  const { emitWarning } = process;
  try {
    // Node warns that the option is experimental, once a thread; whoever offloads a call can do nothing about it.
    process.emitWarning = () => {};
    const load = compileFunction("return import(name)", ["name"], {
      filename: from,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as (name: string) => Promise<Loaded>;
    return load(name);
  } finally {
    process.emitWarning = emitWarning;
  }
}

const missing = /MODULE_NOT_FOUND$|^ERR_UNKNOWN_FILE_EXTENSION$|^ERR_UNSUPPORTED_/;

/** Whether a worker could not find or read the module, as for sources that only a test runner can load. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && missing.test(String(error.code));
}

type Callable = (...args: unknown[]) => unknown;

/** The exported function, bound to nothing, with the object it is a member of. */
export function findFunction(module: Loaded, name: string): { call: Callable; owner: unknown } | undefined {
  const exported: unknown = module["default"];
  const owner = typeof exported === "object" || typeof exported === "function" ? (exported as Loaded | null) : null;
  // Names of a CommonJS module that static analysis missed are on its default export alone.
  const found = Object.hasOwn(module, name) ? module[name] : owner?.[name];
  if (typeof found !== "function" || found === Reflect.get(Object.prototype, name) || found === Reflect.get(Function.prototype, name)) return undefined;
  return { call: found as Callable, owner: owner?.[name] === found ? owner : undefined };
}
