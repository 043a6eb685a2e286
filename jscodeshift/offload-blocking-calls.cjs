// CommonJS, and nothing but Node's own modules in its thread: jscodeshift compiles with Babel whatever is required there.
"use strict";

const { existsSync } = require("node:fs");
const { dirname, join, resolve } = require("node:path");
const { Worker } = require("node:worker_threads");

/** One plan for each app in this process: what hangs together is planned together. */
const plans = new Map();

/**
 * What `funcfix fix` makes of each file, whichever parser jscodeshift uses. `--root` names the app; without it the nearest
 * folder with host.json, else with package.json, is taken. `--strategy` and `--unsafe` are those of the command.
 * package.json and functions named to be moved into files of their own are left to `funcfix fix`.
 */
module.exports = async function transform(file, api, options) {
  const path = resolve(file.path);
  const asked = { root: typeof options.root === "string" ? resolve(options.root) : appOf(path), strategy: String(options.strategy ?? "auto"), unsafe: options.unsafe === true || options.unsafe === "true" };
  const key = JSON.stringify(asked);
  if (!plans.has(key)) plans.set(key, planOf(asked));
  const { texts, undone } = await plans.get(key);
  for (const { path: at, said } of undone) if (at === path) api.report(said);
  const planned = texts.get(path);
  if (planned === undefined) return undefined;
  if (planned.before !== file.source) throw new Error(`${path} has changed since the app was read: run the transform again.`);
  if (/["']funcfix-runtime["']/.test(planned.after)) api.report("It runs calls on worker threads: add `funcfix-runtime` to the dependencies.");
  return planned.after;
};

/** Texts before and after, by path, and what is left undone. */
async function planOf(asked) {
  const worker = new Worker(join(__dirname, "../dist/src/jscodeshift/fix-worker.js"), { workerData: asked });
  const planned = await new Promise((answer, fail) => {
    worker.once("message", answer);
    worker.once("error", fail);
  });
  if (planned.refused !== undefined) throw new Error(planned.refused);
  return planned;
}

function appOf(path) {
  for (const mark of ["host.json", "package.json"])
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      if (existsSync(join(folder, mark))) return folder;
      if (folder === dirname(folder)) break;
    }
  throw new Error(`No folder above ${path} has a host.json or package.json: name the app with --root.`);
}
