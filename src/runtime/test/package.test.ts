import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";
import { generateLibrarySource, librarySourceFile } from "../scripts/both-threads.ts";
import { node, project, repository, run } from "./support/programs.ts";

const tasks = `
  import { threadId } from "node:worker_threads";
  import { execFileSync } from "node:child_process";
  export const thread = () => threadId;
  export const busy = milliseconds => { const end = Date.now() + milliseconds; while (Date.now() < end); return milliseconds; };
  export const environment = name => process.env[name] ?? execFileSync("sh", ["-c", "echo $" + name], { encoding: "utf8" });
`;

const app = project({
  "package.json": '{ "type": "module" }',
  "tasks.mjs": tasks,
  "idle.mjs": `
    import { configure, stats, warmup, workerModule } from "funcfix-runtime";
    configure({ idleTimeout: Infinity });
    await warmup();
    await workerModule("node:zlib").gzipSync("x");
    console.log(stats().threads);
  `,
  "pending.mjs": `
    import { workerModule } from "funcfix-runtime";
    workerModule(new URL("./tasks.mjs", import.meta.url)).busy(100).then(console.log);
  `,
  "both.mjs": `
    import { createRequire } from "node:module";
    import * as esm from "funcfix-runtime";
    const cjs = createRequire(import.meta.url)("funcfix-runtime");
    esm.configure({ maxThreads: 1 });
    const url = new URL("./tasks.mjs", import.meta.url);
    const threads = await Promise.all([esm.workerModule(url).thread(), cjs.workerModule(url).thread(), cjs.withOptions(esm.workerModule(url), {}).thread()]);
    const error = await cjs.workerModule(url).nothing().catch(error => error);
    console.log(new Set(threads).size, cjs.stats().threads, cjs.stats().completed, error instanceof esm.OffloadError, error instanceof cjs.OffloadError);
  `,
  "environment.mjs": `
    import { warmup, workerModule } from "funcfix-runtime";
    await warmup();
    process.env.SET_LATER = "seen";
    console.log(await workerModule(new URL("./tasks.mjs", import.meta.url)).environment("SET_LATER"));
  `,
  "limits.mjs": `
    import { stats, workerModule } from "funcfix-runtime";
    const tasks = workerModule(new URL("./tasks.mjs", import.meta.url));
    await Promise.all([1, 2, 3, 4].map(() => tasks.busy(30)));
    console.log(stats().threads, await tasks.thread() === 0);
  `,
  "fatal.mjs": `
    import { workerModule } from "funcfix-runtime";
    await workerModule(new URL("./tasks.mjs", import.meta.url)).nothing();
  `,
  "node_modules/esm-only/package.json": '{ "name": "esm-only", "version": "1.0.0", "type": "module", "exports": { "import": "./index.js" } }',
  "node_modules/esm-only/index.js": "export const which = () => 'esm only';",
  "node_modules/both/package.json": '{ "name": "both", "version": "1.0.0", "exports": { "import": "./index.mjs", "require": "./index.cjs" } }',
  "node_modules/both/index.mjs": "export const which = () => 'esm';",
  "node_modules/both/index.cjs": "exports.which = () => 'commonjs';",
  "deep/node_modules/both/package.json": '{ "name": "both", "version": "2.0.0", "main": "./index.js" }',
  "deep/node_modules/both/index.js": "exports.which = () => 'the copy next to the caller';",
  "packages.mjs": `
    import { runInExecutor, createExecutor, workerModule } from "funcfix-runtime";
    const executor = createExecutor();
    console.log(await workerModule("esm-only").which(), "|", await workerModule("both").which(), "|", await runInExecutor(null, "both", "which"), "|", await executor.run("both", "which"));
    console.log(await workerModule("both", { from: new URL("./deep/any.cjs", import.meta.url) }).which(), "|", await workerModule("no-such-package").which().catch(error => error.code));
    await executor.close();
  `,
  "packages.cjs": `
    const { workerModule } = require("funcfix-runtime");
    Promise.all([workerModule("esm-only").which(), workerModule("both").which()]).then(names => console.log(names.join(" | ")));
  `,
  "deep/packages.cjs": `
    const { workerModule } = require("funcfix-runtime");
    workerModule("both").which().then(console.log);
  `,
});
afterAll(app.remove);

const output = async (file: string, env: Record<string, string> = {}): Promise<string> => {
  const { stdout, stderr, code } = await node(app.file(file), { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.trim();
};

describe("a process", () => {
  test("ends while threads are idle", async () => {
    expect(await output("idle.mjs")).toBe("1");
  });

  test("does not end before its calls", async () => {
    expect(await output("pending.mjs")).toBe("100");
  });

  test("has one shared executor, also with both builds loaded", async () => {
    expect(await output("both.mjs")).toBe("1 1 3 true true");
  });

  test("shares its environment with the threads", async () => {
    expect(await output("environment.mjs")).toBe("seen");
  });

  test("shows where the call came from when it dies of an error", async () => {
    const { code, stderr } = await node(app.file("fatal.mjs"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/OffloadError: nothing\(\) of .*tasks\.mjs is not an exported function\.\n\s+at .*fatal\.mjs:3/);
  });
});

describe("the environment sets the defaults", () => {
  test.each([
    [{ FUNCFIX_MAX_THREADS: "3" }, "3 false"],
    [{ FUNCTIONS_WORKER_PROCESS_COUNT: "1000" }, "1 false"],
    [{ FUNCFIX_INLINE: "1" }, "0 true"],
  ] as [Record<string, string>, string][])("%j", async (env, expected) => {
    expect(await output("limits.mjs", env)).toBe(expected);
  });

  test("and says when a value makes no sense", async () => {
    const { stderr } = await node(app.file("limits.mjs"), { env: { FUNCFIX_MAX_THREADS: "many" } });
    expect(stderr).toContain("options.maxThreads must be a number of at least 1.");
  });
});

describe("a package is the one the caller would get", () => {
  test("from ESM", async () => {
    expect(await output("packages.mjs")).toBe("esm only | esm | esm | esm\nthe copy next to the caller | ERR_MODULE_NOT_FOUND");
  });

  test("from CommonJS", async () => {
    expect(await output("packages.cjs")).toBe("esm only | commonjs");
    expect(await output("deep/packages.cjs")).toBe("the copy next to the caller");
  });

  test("in the calling thread too", async () => {
    expect(await output("packages.cjs", { FUNCFIX_INLINE: "1" })).toBe("esm only | commonjs");
    expect(await output("packages.mjs", { FUNCFIX_INLINE: "1" })).toContain("esm only | esm | esm | esm");
  });
});

describe("the package", () => {
  test("has a main entry of at most 5.5 KB, minified and compressed", async () => {
    const { outputFiles } = await build({ entryPoints: [`${repository}src/runtime/dist/esm/index.js`], bundle: true, minify: true, platform: "node", format: "esm", write: false });
    const size = gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
    expect(size).toBeGreaterThan(1000);
    expect(size).toBeLessThanOrEqual(5.5 * 1024);
  });

  test("has no dependencies", () => {
    const manifest = JSON.parse(readFileSync(`${repository}src/runtime/package.json`, "utf8")) as Record<string, unknown>;
    expect([manifest["dependencies"], manifest["peerDependencies"], manifest["optionalDependencies"]]).toEqual([undefined, undefined, undefined]);
  });

  test("carries the worker that its sources make", async () => {
    expect(readFileSync(librarySourceFile, "utf8"), "Run `npm run update -w funcfix-runtime`.").toBe(await generateLibrarySource());
  });

  test("is packed with all its entries and nothing of the sources", () => {
    const [pack] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: `${repository}src/runtime`, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as [{ files: { path: string }[] }];
    const paths = pack.files.map(file => file.path);
    for (const format of ["esm", "cjs"]) {
      for (const entry of ["index", "azure", "azure-v3/index"]) expect(paths).toEqual(expect.arrayContaining([`dist/${format}/${entry}.js`, `dist/${format}/${entry}.d.ts`]));
    }
    expect(paths).toEqual(expect.arrayContaining(["azure-v3.d.ts", "azure.d.ts", "README.md"]));
    expect(paths.filter(path => /^(src|test|bench|scripts)\//.test(path))).toEqual([]);
  });
});

describe("test runners and loaders of TypeScript sources", () => {
  const typed = project({
    "package.json": '{ "type": "module" }',
    "heavy.ts": "enum Unit { Ms = 'ms' }\nexport const describeDuration = (value: number): string => value + Unit.Ms;",
    "main.ts": `
      import { workerModule } from "funcfix-runtime";
      const heavy = workerModule(new URL("./heavy.js", import.meta.url), () => import("./heavy.js"));
      console.log(await heavy.describeDuration(5));
    `,
  });
  afterAll(typed.remove);

  test.each([[{}], [{ FUNCFIX_INLINE: "1" }]] as [Record<string, string>][])("tsx works with %j", async env => {
    const { stdout, stderr, code } = await run(process.execPath, [`${repository}node_modules/tsx/dist/cli.mjs`, typed.file("main.ts")], { env });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "5ms\n" });
    if (env["FUNCFIX_INLINE"]) expect(stderr).toBe("");
  });
});
