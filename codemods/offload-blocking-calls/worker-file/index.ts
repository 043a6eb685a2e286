export type { NamedFunction } from "./named.ts";

/** Loads the compiler only when something was named. */
export async function loadWorkerFiles(): Promise<typeof import("./plan.ts")> {
  return import("./plan.ts");
}
