import { extname, join } from "node:path";

import type { Files } from "../files.ts";

const SCRIPT = new Set([".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".py"]);

/** Default scripts, in the order in which the host and the Python worker look for them. */
const DEFAULTS = ["run.js", "run.ts", "run.mjs", "run.cjs", "index.js", "index.ts", "index.mjs", "index.cjs", "__init__.py", "main.py", "run.py"];

/** The script of a function folder without `scriptFile`: the only one, else the host's defaults. */
export function primaryScript(files: Files, folder: string): { path: string } | { message: string } {
  const names = files.list(folder).filter(name => SCRIPT.has(extname(name)) && !name.endsWith(".d.ts") && files.isFile(join(folder, name)));
  const found = DEFAULTS.find(name => names.includes(name)) ?? (names.length === 1 ? names[0] : undefined);
  if (found !== undefined) return { path: join(folder, found) };
  return {
    message: names.length === 0
      ? "The function has no script: the folder holds no .js, .ts or .py file and `scriptFile` is not set."
      : `The function's script is not clear (${names.join(", ")}): set \`scriptFile\`.`,
  };
}
