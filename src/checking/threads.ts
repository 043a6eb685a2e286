import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";

import type { Registered } from "../project/apps/handlers.ts";
import type { UsedFacts } from "../project/facts-cache.ts";
import type { Joined, Part, PartResult } from "./parts.ts";

/** What a thread is started with. */
export interface ThreadData {
  readonly overlay: ReadonlyMap<string, string> | undefined;
  readonly cacheFile: string | undefined;
  readonly parts: readonly Part[];
}

/** What a thread answers, first to its parts and then to what was joined. */
export interface ThreadAnswers {
  readonly open: readonly Registered[];
  readonly check: { readonly results: readonly PartResult[]; readonly used: UsedFacts | undefined };
}

/** A thread that checks parts. An answer is undefined when the thread has failed, of whatever: its parts are then to be done again. */
export interface CheckThread {
  readonly opened: Promise<ThreadAnswers["open"] | undefined>;
  check(joined: readonly Joined[]): Promise<ThreadAnswers["check"] | undefined>;
  end(): void;
}

/** `entry`: the module that the thread runs. */
export function startThread(data: ThreadData, entry: string | URL): CheckThread {
  let worker: Worker | undefined;
  try {
    worker = new Worker(entry, { workerData: data, stderr: true });
  } catch {
    // No thread, no answers.
  }
  // Listened to from the start: a thread can fail while nobody waits for it.
  const failed = new Promise<undefined>(resolve => {
    if (worker === undefined) resolve(undefined);
    for (const event of ["error", "messageerror", "exit"]) worker?.once(event, () => resolve(undefined));
  });
  const answer = <Answer>(): Promise<Answer | undefined> =>
    Promise.race([failed, new Promise<Answer>(resolve => void worker?.once("message", resolve))]);
  return {
    opened: answer<ThreadAnswers["open"]>(),
    check(joined) {
      const answered = answer<ThreadAnswers["check"]>();
      worker?.postMessage(joined);
      return answered;
    },
    end: () => void worker?.terminate(),
  };
}

/** The entry as built, found by the package as this module is bundled; where this module itself is source, one that loads sources. Undefined where it cannot be found. */
export function threadEntry(): string | URL | undefined {
  if (import.meta.url.endsWith(".ts")) return new URL("../dev/check-worker.mjs", import.meta.url);
  try {
    return join(dirname(createRequire(import.meta.url).resolve("funcfix/package.json")), "dist/src/checking/check-worker.js");
  } catch {
    return undefined;
  }
}
