import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = `${root}dist`;
const source = `${dist}/commonjs-source`;
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

/** Builds `dist/esm` and `dist/cjs`, each with its types and a package.json that says its format. */
export function build(): void {
  rmSync(dist, { recursive: true, force: true });

  mark(`${dist}/esm`, "module");
  compile("tsconfig.esm.json");

  // The compiler reads the format of a file from the package.json above it. A copy below one
  // that says CommonJS keeps `import()` as it is, which `module: commonjs` would not.
  cpSync(`${root}src`, source, { recursive: true });
  mark(source, "commonjs");
  mark(`${dist}/cjs`, "commonjs");
  compile("tsconfig.cjs.json");
  rmSync(source, { recursive: true });

  for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    if (file.endsWith(".d.ts")) rewriteImports(`${dist}/${file}`);
  }
}

/** Declarations keep the `.ts` of an import, which compilers before 5.7 and `node10` resolution reject. */
function rewriteImports(file: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
}

function mark(folder: string, type: "module" | "commonjs"): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, `${JSON.stringify({ type })}\n`);
}

function compile(config: string): void {
  execFileSync(process.execPath, [tsc, "-p", `${root}${config}`], { stdio: "inherit" });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
