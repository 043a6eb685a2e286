/**
 * `npm run build`, second step: joins the compiled modules of each entry point into a few files. Loading 200 modules
 * takes Node longer than checking a small app. Packages stay outside; type declarations stay as tsc wrote them.
 */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What package.json names, and what is run in a thread. */
const entryPoints = ["src/cli.ts", "src/index.ts", "src/eslint.ts", "src/checking/check-worker.ts", "src/jscodeshift/plan-worker.ts", "src/jscodeshift/fix-worker.ts"];

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints,
  outbase: ".",
  outdir: "dist",
  chunkNames: "src/chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  metafile: true,
  logLevel: "warning",
});

const written = new Set(Object.keys(metafile.outputs));
for (const top of ["src", "rules", "codemods"])
  for (const { parentPath, name } of readdirSync(join(root, "dist", top), { recursive: true, withFileTypes: true }))
    if (name.endsWith(".js") && !written.has(join(parentPath, name).slice(root.length))) rmSync(join(parentPath, name));
