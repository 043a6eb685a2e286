import type { Executor } from "./executor.ts";
import { sharedExecutor } from "./executor.ts";
import type { Target } from "./both-threads/load.ts";
import type { CallOptions } from "./options.ts";
import { shared } from "./shared.ts";

/** What stands behind a proxy of `workerModule`. */
export interface ModuleReference {
  readonly target: Target;
  readonly load: (() => unknown) | undefined;
  readonly options: CallOptions & { readonly executor?: Executor | undefined };
}

const references: WeakMap<object, ModuleReference> = (shared.modules ??= new WeakMap());

/** Names that `await` and JSON ask every object for. */
const askedOfAll = new Set<string | symbol>(["then", "toJSON"]);

type Offload = (...args: unknown[]) => Promise<unknown>;

/** An object that has every function: reading one gives a function that offloads the call. */
export function createProxy(reference: ModuleReference): object {
  const { target, load, options } = reference;
  const functions = new Map<string, Offload>();
  const proxy = new Proxy(Object.create(null) as object, {
    get(_target, name) {
      if (typeof name === "symbol" || askedOfAll.has(name)) return undefined;
      let offload = functions.get(name);
      if (!offload) {
        offload = (...args) => (options.executor ?? sharedExecutor()).call(target, name, args, options, load);
        functions.set(name, offload);
      }
      return offload;
    },
  });
  references.set(proxy, reference);
  return proxy;
}

export function referenceOf(module: object): ModuleReference {
  const reference = references.get(module);
  if (!reference) throw new TypeError("withOptions needs what workerModule returned.");
  return reference;
}

