/**
 * What the child process runs, as text: the module must load in the child without a loader for TypeScript. It gives the
 * app a stand-in for `@azure/functions-core`, loads each file and writes one line of JSON for each to the result file.
 */
export const CHILD = String.raw`
"use strict";
const { appendFileSync } = require("node:fs");
const Module = require("node:module");
const { pathToFileURL } = require("node:url");

const { files, result } = JSON.parse(process.argv[2]);
let registered = [];
const disposable = class { dispose() {} };
const core = {
  version: "4.0.0", hostVersion: "4.1037.0",
  registerFunction(metadata) { registered.push({ name: metadata.name, bindings: metadata.bindings, retryOptions: metadata.retryOptions }); return new disposable(); },
  setProgrammingModel() {}, getProgrammingModel() {}, registerHook() { return new disposable(); }, log() {}, Disposable: disposable,
};
const load = Module._load;
Module._load = function (request, ...rest) { return request === "@azure/functions-core" ? core : load.call(this, request, ...rest); };

const say = line => appendFileSync(result, JSON.stringify(line) + "\n");
process.on("uncaughtException", error => say({ uncaught: String(error && error.message) }));
process.on("unhandledRejection", () => {});
process.exit = () => { throw new Error("The module calls process.exit while it is loaded."); };
const leave = process.reallyExit.bind(process);
console.log = console.info = console.warn = console.debug = () => {};

(async () => {
  for (const file of files) {
    registered = [];
    try {
      await import(pathToFileURL(file).href);
      say({ file, registered });
    } catch (error) {
      say({ file, registered, error: { name: error && error.name, code: error && error.code, message: String((error && error.message) || error), stack: String((error && error.stack) || "") } });
    }
  }
  leave(0);
})();
`;
