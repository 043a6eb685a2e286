import type * as Plan from "./plan.ts";

export type { NamedFunction } from "./named.ts";

/** Loads the compiler only when something was named. */
export async function loadWorkerFiles(): Promise<typeof Plan> {
  return import("./plan.ts");
}
