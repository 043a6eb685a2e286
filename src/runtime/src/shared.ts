import { sharedKey } from "./both-threads/protocol.ts";
import type { OffloadError } from "./errors.ts";
import type { Executor } from "./executor.ts";

interface Shared {
  /** Set in workers of this package: nested calls run in the thread they are in. */
  readonly isWorker?: true;
  OffloadError?: typeof OffloadError;
  executor?: Executor;
}

const holder = globalThis as { [sharedKey]?: Shared };

/** What the process has once, though both the ESM and the CommonJS build may be loaded. */
export const shared: Shared = (holder[sharedKey] ??= {});
