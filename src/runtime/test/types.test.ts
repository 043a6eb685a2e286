import { createRequire } from "node:module";
import { afterAll, expect, test } from "vitest";
import { readFileSync, symlinkSync } from "node:fs";
import { project, repository, run } from "./support/programs.ts";

const require = createRequire(import.meta.url);
const contract = readFileSync(new URL("types/contract.ts", import.meta.url), "utf8");
const app = project({ "esm/package.json": '{ "type": "module" }', "esm/contract.ts": contract, "cjs/package.json": "{}", "cjs/contract.ts": contract });
symlinkSync(`${repository}node_modules/@types`, app.file("node_modules/@types"));
symlinkSync(`${repository}node_modules/@azure`, app.file("node_modules/@azure"));
afterAll(app.remove);

const compile = (typescript: string, files: string[], flags: string[]) =>
  run(process.execPath, [require.resolve(`${typescript}/lib/tsc.js`), "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--lib", "es2022,dom", "--types", "node", ...flags, ...files.map(app.file)], { cwd: app.root });

const both = ["esm/contract.ts", "cjs/contract.ts"];
const classic = ["--module", "commonjs", "--moduleResolution", "node10"];

test.each([
  ["typescript54", "ESM and CommonJS", both, ["--module", "nodenext"]],
  ["typescript", "ESM and CommonJS", both, ["--module", "nodenext"]],
  ["typescript60", "ESM and CommonJS", both, ["--module", "nodenext"]],
  ["typescript", "bundlers", both, ["--module", "esnext", "--moduleResolution", "bundler"]],
  ["typescript54", "classic resolution", ["cjs/contract.ts"], classic],
  ["typescript60", "classic resolution", ["cjs/contract.ts"], [...classic, "--ignoreDeprecations", "6.0"]],
])("the contract holds under %s for %s", async (typescript, _kind, files, flags) => {
  const { stdout, code } = await compile(typescript, files, flags);
  expect({ stdout, code }).toEqual({ stdout: "", code: 0 });
}, 60_000);

test("the error for a result that loses its methods says so", async () => {
  const bad = project({ "bad.mts": 'import { workerModule } from "funcfix-runtime";\nvoid workerModule("node:fs").createReadStream("/");\n' });
  symlinkSync(`${repository}node_modules/@types`, bad.file("node_modules/@types"));
  const { stdout } = await run(process.execPath, [require.resolve("typescript/lib/tsc.js"), "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--types", "node", bad.file("bad.mts")], { cwd: bad.root });
  bad.remove();
  expect(stdout).toMatch(/not callable[^]*ResultCannotCrossThreads<ReadStream>/);
}, 60_000);
