// Runs every handler that the files of an app register, one after the other, and prints what each one gave, how many
// blocking calls it made on this thread, and whether the event loop turned while it ran.
import { readdirSync } from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);

const registered = [];
const take = kind => (name, options) => registered.push({ name: `${kind} ${name}`, handler: typeof options === "function" ? options : options.handler });
const registrar = new Proxy({}, { get: (_target, kind) => (kind === "then" ? undefined : kind === "hook" ? { appStart() {}, appTerminate() {} } : take(String(kind))) });
globalThis.funcfixRegistrar = registrar;

let blocked = 0;
for (const name of ["fs", "child_process", "crypto", "zlib"]) {
  const module = require(`node:${name}`);
  for (const [key, value] of Object.entries(module)) {
    if (!key.endsWith("Sync") || typeof value !== "function" || key === "existsSync") continue;
    module[key] = Object.assign(function (...args) {
      // What Node itself calls while it loads modules is not the app's.
      if (running) blocked++;
      return value.apply(this, args);
    }, value);
  }
}
syncBuiltinESMExports();

let running = false;
const request = {
  url: "http://localhost/api/one", method: "POST", params: new Proxy({}, { get: (_target, name) => (typeof name === "string" ? "one" : undefined) }), query: new URLSearchParams("day=one"),
  text: async () => "one\ntwo", json: async () => ({ id: "one", open: true, total: 3 }), arrayBuffer: async () => new Uint8Array([31, 139, 8, 0]).buffer,
};

async function main() {
  const { stats } = await import(pathToFileURL(createRequire(join(process.cwd(), "package.json")).resolve("funcfix-runtime")).href);
  const folder = join(process.cwd(), "src/functions");
  const files = readdirSync(folder).filter(name => /\.[cm]?js$/.test(name)).sort();
  for (const name of files) await import(pathToFileURL(join(folder, name)).href);
  const results = [];
  for (const { name, handler } of registered) {
    const lines = [];
    const log = Object.assign((...args) => lines.push(args.map(String).join(" ")), { warn: () => {}, error: () => {} });
    // A handler that begins between two turns of the loop cannot be answered by the disk before the next one.
    await new Promise(resolve => setImmediate(resolve));
    const { completed } = stats();
    const { loopCount } = performance.nodeTiming.uvMetricsInfo;
    blocked = 0;
    running = true;
    let outcome;
    try {
      outcome = { value: await handler(request, { log, invocationId: "1" }) };
    } catch (error) {
      outcome = { error: { name: error?.name, code: error?.code, path: error?.path } };
    }
    running = false;
    results.push({ name, outcome: plain(outcome), lines, blocked, offloaded: stats().completed - completed, turns: performance.nodeTiming.uvMetricsInfo.loopCount - loopCount });
  }
  process.stdout.write(JSON.stringify(results));
}

function plain(value) {
  return JSON.parse(JSON.stringify(value, (_key, item) => (item?.type === "Buffer" ? `bytes ${Buffer.from(item.data).toString("hex")}` : item)) ?? "null");
}

main().catch(error => {
  process.stderr.write(String(error?.stack ?? error));
  process.exitCode = 1;
});
