import type { OffloadError } from "./errors.ts";
import type { Executor } from "./executor.ts";
import type { ModuleReference } from "./module-proxy.ts";

interface Shared {
  OffloadError?: typeof OffloadError;
  executor?: Executor;
  modules?: WeakMap<object, ModuleReference>;
}

const key = Symbol.for("funcfix-runtime/0");
const holder = globalThis as { [key]?: Shared };

/** What the process has once, though both the ESM and the CommonJS build may be loaded. */
export const shared: Shared = (holder[key] ??= {});
