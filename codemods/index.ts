import type { Migration } from "./shared/migration.ts";

/** Every migration, loaded when it is needed: the parsers behind them are heavy. */
export const migrations: readonly { readonly language: "javascript" | "python"; readonly load: () => Promise<Migration> }[] = [
  { language: "javascript", load: async () => (await import("./node-v3-to-v4/index.ts")).default },
  { language: "python", load: async () => (await import("./python-v1-to-v2/index.ts")).default },
];
