import { setImmediate } from "node:timers/promises";

import { UsageError } from "../../model/usage-error.ts";

const EXIT: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Runs what must not be torn off: while it runs, a signal to end the process is kept until `pause` is called, which then
 * throws; one that comes after the last pause is answered when all is done.
 */
export async function heedingSignals<T>(run: (pause: () => Promise<void>) => Promise<T>): Promise<T> {
  let got: NodeJS.Signals | undefined;
  const heed = (signal: NodeJS.Signals): void => {
    got ??= signal;
  };
  for (const signal of Object.keys(EXIT)) process.on(signal, heed);
  try {
    const result = await run(async () => {
      await setImmediate();
      if (got !== undefined) throw new UsageError(`Stopped by ${got}: all files are as they were.`, EXIT[got]);
    });
    await setImmediate();
    if (got !== undefined) throw new UsageError(`Stopped by ${got}, after all changes were written.`, EXIT[got]);
    return result;
  } finally {
    for (const signal of Object.keys(EXIT)) process.off(signal, heed);
  }
}
