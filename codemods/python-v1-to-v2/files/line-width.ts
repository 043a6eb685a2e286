import { join } from "node:path";

import type { Files } from "../../../src/project/files.ts";

/** The line length that the project's formatter or linter is set to, if one is. */
export function lineWidth(files: Files, root: string): number | undefined {
  for (const name of ["pyproject.toml", "setup.cfg", ".flake8", "tox.ini", "ruff.toml"]) {
    const found = /^\s*(?:line[-_]length|max[-_]line[-_]length|column_limit)\s*=\s*(\d+)/m.exec(files.read(join(root, name)) ?? "");
    if (found !== null) return Number(found[1]);
  }
  return undefined;
}
