import { afterAll, expect, test } from "vitest";
import { node, project } from "./support/programs.ts";

// The hooks of the Functions host, played by a stand-in for the core module that the Node worker provides.
const host = `
  const { Module } = require("node:module");
  const hooks = {};
  const core = {
    registerHook: (name, callback) => { hooks[name] = callback; return new core.Disposable(); },
    registerFunction: () => new core.Disposable(),
    setProgrammingModel() {}, log() {}, Disposable: class { dispose() {} },
  };
  const load = Module._load;
  Module._load = function (name, ...rest) { return name === "@azure/functions-core" ? core : load.call(this, name, ...rest); };
  module.exports = hooks;
`;

const tasks = "exports.busy = milliseconds => { const end = Date.now() + milliseconds; while (Date.now() < end); return milliseconds; };";

const program = (load: string): string => `
  const hooks = require("./host.cjs");
  const { pathToFileURL } = require("node:url");
  (async () => {
    const { registered } = await ${load}("funcfix-runtime/azure");
    const { configure, stats, workerModule } = await ${load}("funcfix-runtime");
    configure({ maxThreads: 1 });
    console.log(await registered, stats().threads, Object.keys(hooks).join());
    const tasks = workerModule(pathToFileURL(require.resolve("./tasks.cjs")));
    const calls = [tasks.busy(40), tasks.busy(41), tasks.busy(42)];
    await hooks.appTerminate?.({});
    console.log(hooks.appTerminate ? (await Promise.all(calls)).join() : "", hooks.appTerminate ? stats().threads : "");
    process.exit(0);
  })();
`;

const files = { "host.cjs": host, "tasks.cjs": tasks, "esm.cjs": program("import"), "cjs.cjs": program("(async name => require(name))") };
const app = project(files);
afterAll(app.remove);

test.each(["esm.cjs", "cjs.cjs"])("a function app that ends finishes its calls (%s)", async file => {
  const { stdout, stderr, code } = await node(app.file(file));
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "true 1 appTerminate\n40,41,42 0\n", stderr: "" });
});

test("without @azure/functions nothing happens", async () => {
  const alone = project({ "main.cjs": 'require("funcfix-runtime/azure").registered.then(async there => console.log(there, require("funcfix-runtime").stats().threads));' });
  const { stdout, code } = await node(alone.file("main.cjs"), { env: { NODE_OPTIONS: "--preserve-symlinks" } });
  alone.remove();
  expect({ code, stdout }).toEqual({ code: 0, stdout: "false 0\n" });
});
