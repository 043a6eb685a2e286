/** Lints the Python files of a folder with ruff's wasm build, its async rules and RUF029; prints how many diagnostics. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import ruff from "@astral-sh/ruff-wasm-nodejs";

const workspace = new ruff.Workspace({ "target-version": "py313", preview: true, lint: { select: ["ASYNC2", "RUF029"], preview: true } }, ruff.PositionEncoding?.Utf16 ?? 2);
let found = 0;
for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".py")) continue;
  try {
    found += workspace.check(readFileSync(join(entry.parentPath, entry.name), "utf8")).length;
  } catch {
    // A file that the peer does not read counts for nobody.
  }
}
console.log(found);
