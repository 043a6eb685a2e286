import { createExecutor, sharedExecutor } from "./executor.ts";
import type { CloseOptions, Executor, RunOptions, Stats } from "./executor.ts";
import { createProxy, referenceOf } from "./module-proxy.ts";
import type { CallOptions, ExecutorOptions } from "./options.ts";
import { resolveTarget } from "./resolve.ts";
import { shared } from "./shared.ts";
import type { Builtins, Offloaded } from "./types.ts";

export { createExecutor } from "./executor.ts";
export { OffloadError } from "./errors.ts";
export type { OffloadErrorCode } from "./errors.ts";
export type { CallOptions, CloseOptions, Executor, ExecutorOptions, RunOptions, Stats };
export type { Offloaded, ResultCannotCrossThreads } from "./types.ts";

export interface ModuleOptions<Module> {
  /** The module that names a package: `import.meta.url` or `__filename`. Default: the caller's file. */
  from?: string | URL;
  /** Gives the types, and the module in the calling thread when a worker cannot load it. */
  load?: () => Module | PromiseLike<Module>;
}

type Load<Module> = (() => Module | PromiseLike<Module>) | ModuleOptions<Module>;

/**
 * The exported functions of a module, each to be awaited and run on the shared executor.
 * @param specifier a `node:` builtin, a `file:` URL, or the name of a package
 * @param load `() => import("./heavy.js")`: gives the types, and the module where workers cannot load it
 */
export function workerModule<Name extends keyof Builtins>(specifier: Name): Offloaded<Builtins[Name]>;
export function workerModule<Module extends object>(specifier: string | URL, load?: Load<Module>): Offloaded<Module>;
export function workerModule(specifier: string | URL, load: Load<object> = {}): object {
  const options = typeof load === "function" ? { load } : load;
  return createProxy({ target: resolveTarget(specifier, options.from, workerModule as () => unknown), load: options.load, options: {} });
}

export interface ModuleCallOptions extends CallOptions {
  /** Runs the calls elsewhere than on the shared executor. */
  executor?: Executor;
}

/** The same functions with options for each call; those given earlier stay unless they are given again. */
export function withOptions<Module extends object>(module: Module, options: ModuleCallOptions): Module {
  const reference = referenceOf(module);
  return createProxy({ ...reference, options: { ...reference.options, ...options } }) as Module;
}

/** Runs `name(...args)` of a module on an executor, or on the shared one for null. */
export function runInExecutor(executor: Executor | null, specifier: string | URL, name: string, args: readonly unknown[] = [], options: RunOptions = {}): Promise<unknown> {
  const target = resolveTarget(specifier, options.from, runInExecutor);
  return (executor ?? sharedExecutor()).call(target, name, args, options);
}

/** Sets options of the shared executor; opens a new one after `close`. */
export function configure(options: ExecutorOptions): void {
  if (sharedExecutor().isClosed) shared.executor = createExecutor(options);
  else sharedExecutor().configure(options);
}

/** Starts `minThreads` threads of the shared executor, at least one, and resolves when they answer. */
export function warmup(): Promise<void> {
  return sharedExecutor().warmup();
}

export function stats(): Stats {
  return sharedExecutor().stats();
}

/** Closes the shared executor: finishes what runs and what waits, within `graceMs`. */
export function close(options?: CloseOptions): Promise<void> {
  return sharedExecutor().close(options);
}
