import { close, warmup } from "./index.ts";

/** What the executor may use of the time a function app has to end. Register a hook of your own for another limit. */
export const graceMs = 10_000;

interface AzureFunctions {
  app: { hook: { appTerminate(handler: () => Promise<void>): unknown } };
}

/**
 * Importing this module starts a thread when the app starts and finishes accepted calls when it
 * ends. Resolves to whether `@azure/functions` is there; without it nothing happens.
 */
export const registered: Promise<boolean> = register();

async function register(): Promise<boolean> {
  let azure: AzureFunctions;
  try {
    // Not at the top level: bundles in CommonJS have no `await` there. A name that is no literal would be lost to bundlers.
    azure = await import("@azure/functions") as AzureFunctions;
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).endsWith("MODULE_NOT_FOUND")) return false;
    throw error;
  }
  azure.app.hook.appTerminate(() => close({ graceMs }));
  await warmup();
  return true;
}
