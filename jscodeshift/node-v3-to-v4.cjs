// CommonJS, and nothing but Node's own modules in its thread: jscodeshift compiles with Babel whatever is required there.
"use strict";

const { existsSync } = require("node:fs");
const { dirname, join, resolve } = require("node:path");
const { Worker } = require("node:worker_threads");

/** One plan for each app in this process: the files of an app are moved together. */
const plans = new Map();

/**
 * The scripts of a function.json app in the v4 programming model, one file at a time: what `funcfix migrate` makes of the
 * same file, whichever parser jscodeshift uses. `--root` names the app; without it the nearest folder with host.json is
 * taken. function.json and package.json are left to `funcfix migrate`.
 */
module.exports = async function transform(file, _api, options) {
  const path = resolve(file.path);
  const root = typeof options.root === "string" ? resolve(options.root) : appOf(path);
  if (!plans.has(root)) plans.set(root, planOf(root));
  const planned = (await plans.get(root)).get(path);
  if (planned === undefined) return undefined;
  if (planned.before !== file.source) throw new Error(`${path} has changed since the app was read: run the transform again.`);
  return planned.after;
};

/** Texts before and after, by path. */
async function planOf(root) {
  const worker = new Worker(join(__dirname, "../dist/src/jscodeshift/plan-worker.js"), { workerData: root });
  const planned = await new Promise((answer, fail) => {
    worker.once("message", answer);
    worker.once("error", fail);
  });
  if (planned.refused !== undefined) throw new Error(planned.refused);
  return planned.texts;
}

function appOf(path) {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "host.json"))) return folder;
    if (folder === dirname(folder)) throw new Error(`No folder above ${path} has a host.json: name the app with --root.`);
  }
}
