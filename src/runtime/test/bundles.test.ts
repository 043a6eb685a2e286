import { mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";
import webpack from "webpack";
import { node, project } from "./support/programs.ts";

const app = project({
  "package.json": "{}",
  "builtin.mjs": `
    import { workerModule, close } from "funcfix-runtime";
    console.log(String(await workerModule("node:zlib").gunzipSync(await workerModule("node:zlib").gzipSync("bundled"))));
    await close();
  `,
  "builtin.cjs": `
    const { workerModule } = require("funcfix-runtime");
    workerModule("node:zlib").gzipSync("x").then(async packed => console.log(String(await workerModule("node:zlib").gunzipSync(packed))));
  `,
  "own.mjs": `
    import { workerModule } from "funcfix-runtime";
    const heavy = workerModule(new URL("./heavy.mjs", import.meta.url));
    console.log(await heavy.twice(21).catch(error => error.code));
  `,
  "own.cjs": `
    const { join } = require("node:path");
    const { pathToFileURL } = require("node:url");
    const { workerModule } = require("funcfix-runtime");
    const heavy = workerModule(pathToFileURL(join(__dirname, "heavy.js")));
    heavy.twice(21).then(console.log, error => console.log(error.code));
  `,
  "heavy.mjs": 'import { factor } from "./factor.mjs";\nexport const twice = value => value * factor;',
  "factor.mjs": "export const factor = 2;",
});
afterAll(app.remove);

async function outputOf(file: string): Promise<string> {
  const { stdout, stderr, code } = await node(file);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.trim();
}

describe("esbuild", () => {
  async function bundle(entries: string[], format: "esm" | "cjs", extension: string): Promise<string> {
    const outdir = app.file(`esbuild-${format}-${entries.join("-")}`);
    const { warnings } = await build({ entryPoints: entries.map(app.file), bundle: true, minify: true, platform: "node", format, outdir, outExtension: { ".js": extension }, logLevel: "silent" });
    expect(warnings).toEqual([]);
    return outdir;
  }

  test("one file in ESM, builtins", async () => {
    expect(await outputOf(`${await bundle(["builtin.mjs"], "esm", ".mjs")}/builtin.mjs`)).toBe("bundled");
  });

  test("one file in CommonJS, builtins", async () => {
    expect(await outputOf(`${await bundle(["builtin.cjs"], "cjs", ".js")}/builtin.js`)).toBe("x");
  });

  test("a module of one's own, when it is an entry", async () => {
    expect(await outputOf(`${await bundle(["own.mjs", "heavy.mjs"], "esm", ".mjs")}/own.mjs`)).toBe("42");
    expect(await outputOf(`${await bundle(["own.cjs", "heavy.mjs"], "cjs", ".js")}/own.js`)).toBe("42");
  });

  test("a module of one's own that is no entry: the error says what is missing", async () => {
    expect(await outputOf(`${await bundle(["own.mjs"], "esm", ".mjs")}/own.mjs`)).toBe("ERR_MODULE_NOT_FOUND");
  });
});

describe("webpack", () => {
  async function bundle(entry: Record<string, string>): Promise<string> {
    const path = app.file(`webpack-${Object.keys(entry).join("-")}`);
    mkdirSync(path);
    const stats = await new Promise<webpack.Stats>((resolve, reject) => {
      webpack({ mode: "production", target: "node", context: app.root, entry: Object.fromEntries(Object.entries(entry).map(([name, file]) => [name, app.file(file)])), output: { path, library: { type: "commonjs2" } }, node: { __dirname: false } }, (error, result) => (error ? reject(error) : resolve(result!)));
    });
    expect(stats.toJson({ all: false, errors: true, warnings: true })).toMatchObject({ errors: [], warnings: [] });
    writeFileSync(`${path}/package.json`, '{ "type": "commonjs" }');
    return path;
  }

  test("one file, builtins", async () => {
    expect(await outputOf(`${await bundle({ builtin: "builtin.cjs" })}/builtin.js`)).toBe("x");
  });

  test("a module of one's own, when it is an entry", async () => {
    expect(await outputOf(`${await bundle({ own: "own.cjs", heavy: "heavy.mjs" })}/own.js`)).toBe("42");
  });
});
