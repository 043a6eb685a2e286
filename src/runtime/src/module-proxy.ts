import type { Executor } from "./executor.ts";
import { sharedExecutor } from "./executor.ts";
import type { Target } from "./both-threads/load.ts";
import type { CallOptions } from "./options.ts";

/** What stands behind a proxy of `workerModule`. */
export interface ModuleReference {
  readonly target: Target;
  readonly load: (() => unknown) | undefined;
  readonly options: CallOptions & { readonly executor?: Executor | undefined };
}

/** The proxy of either build answers to it. */
const referenceKey = Symbol.for("funcfix-runtime/module");

type Offload = (...args: unknown[]) => Promise<unknown>;

/** An object that has every function: reading one gives a function that offloads the call. */
export function createProxy(reference: ModuleReference): object {
  const { target, load, options } = reference;
  return new Proxy(Object.create(null) as Record<string, Offload>, {
    get(functions, name) {
      if (name === referenceKey) return reference;
      // `await` and JSON ask every object for these.
      if (typeof name === "symbol" || name === "then" || name === "toJSON") return undefined;
      return functions[name] ??= (...args) => (options.executor ?? sharedExecutor()).call(target, name, args, options, load);
    },
  });
}

export function referenceOf(module: object): ModuleReference {
  const reference = (module as { [referenceKey]?: ModuleReference })[referenceKey];
  if (!reference) throw new TypeError("withOptions needs what workerModule returned.");
  return reference;
}
