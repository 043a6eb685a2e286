/** The function that the old worker calls, by its own rule. */
export function legacyHandler(loaded: unknown, entryPoint: string | undefined): (...args: unknown[]) => unknown {
  if (typeof loaded === "function") return loaded as (...args: unknown[]) => unknown;
  const exported = loaded as Record<string, (...args: unknown[]) => unknown>;
  const names = Object.keys(exported);
  const name = entryPoint ?? (names.length === 1 ? names[0] : names.find(candidate => candidate === "run" || candidate === "index"));
  const found = exported[name ?? ""];
  if (typeof found !== "function") throw new Error(`Unable to determine the entry point among ${names.join(", ")}.`);
  return found.bind(exported);
}
