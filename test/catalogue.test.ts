import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { CallGroupData, ModuleData } from "../src/catalogue/data.ts";
import { openCatalogue } from "../src/catalogue/index.ts";
import { ModuleTable } from "../src/catalogue/module-table.ts";
import { readModules } from "../src/dev/generate-catalogue-data.ts";
import type { BlockingCall } from "../src/model/catalogue.ts";

const languages = ["javascript", "python"] as const;
const folder = new URL("../src/catalogue/", import.meta.url);
const require = createRequire(import.meta.url);

function entriesOf(language: (typeof languages)[number], module: ModuleData): BlockingCall[] {
  return [...new ModuleTable(language, module).entries()];
}

/** Whether a runtime of this version has what the group names. */
function exists(group: CallGroupData, version: string): boolean {
  return (group.since === undefined || atLeast(version, group.since)) && (group.until === undefined || !atLeast(version, group.until));
}

function atLeast(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map(text => text.split(".").map(Number));
  const differs = b!.findIndex((part, index) => part !== (a![index] ?? 0));
  return differs < 0 || (a![differs] ?? 0) > b![differs]!;
}

describe.each(languages)("the data of %s", language => {
  const modules = readModules(language);
  const catalogue = openCatalogue(language);

  it.each(readdirSync(new URL(`${language}/`, folder)))("%s follows the schema", file => {
    const schema = JSON.parse(readFileSync(new URL("schema.json", folder), "utf8")) as object;
    const validate = new Ajv({ allowUnionTypes: true, formats: { uri: URL.canParse, regex: text => new RegExp(text) instanceof RegExp } }).compile(schema);
    validate(JSON.parse(readFileSync(new URL(`${language}/${file}`, folder), "utf8")));
    expect(validate.errors).toBeNull();
  });

  it("describes each module once", () => {
    const names = modules.flatMap(module => [module.module, ...(module.alsoAt ?? [])]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("names each call once", () => {
    const groups = modules.flatMap(module => [
      module.calls ?? [],
      ...Object.values(module.classes ?? {}).map(type => [...(type.calls ?? []), ...(type.properties ?? [])]),
    ].map(list => ({ module: module.module, names: list.flatMap(group => group.names) })));
    const repeated = groups.flatMap(({ module, names }) => names.filter((name, index) => names.indexOf(name) !== index).map(name => `${module}: ${name}`));
    expect(repeated).toEqual([]);
  });

  it("says where to read about each call", () => {
    const calls = modules.flatMap(module => entriesOf(language, module));
    expect(calls.length).toBeGreaterThan(600);
    expect(calls.filter(call => call.docs === undefined || !URL.canParse(call.docs)).map(call => call.call)).toEqual([]);
  });

  it("refers only to types that it describes", () => {
    const dangling = modules.flatMap(module => references(module).filter(type => {
      const [home, path] = type.includes(":") ? [type.slice(0, type.lastIndexOf(":")), type.slice(type.lastIndexOf(":") + 1)] : [module.module, type];
      const target = modules.find(({ module: name, alsoAt }) => name === home || alsoAt?.includes(home));
      if (target === undefined) return true;
      return path !== "" && target.classes?.[path] === undefined && !new ModuleTable(language, target).find(path) && target.aliases?.[path] === undefined && target.returns?.[path] === undefined;
    }).map(type => `${module.module} -> ${type}`));
    expect(dangling).toEqual([]);
  });

  it("finds every call under its own name, also through other names of the module", () => {
    const lost = modules.flatMap(module => [module.module, ...(module.alsoAt ?? [])].flatMap(name => (module.calls ?? [])
      .flatMap(group => group.names).filter(path => catalogue.find(name, path) === undefined && catalogue.returns(name, path) === undefined).map(path => `${name}: ${path}`)));
    expect(lost).toEqual([]);
  });
});

function references(module: ModuleData): string[] {
  const owners = [module, ...Object.values(module.classes ?? {})];
  return [
    ...owners.flatMap(owner => [...Object.values(owner.returns ?? {}), ...Object.values(owner.attributes ?? {})]),
    ...Object.values(module.aliases ?? {}),
    ...Object.values(module.classes ?? {}).flatMap(type => type.extends ?? []),
    ...(module.conventions ?? []).flatMap(({ lazy, poller }) => [lazy?.type ?? [], poller?.type ?? []].flat()),
  ];
}

describe("what the runtimes have", () => {
  const python = spawnSync("python3", ["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"], { encoding: "utf8" });
  const version = python.status === 0 ? python.stdout.trim() : undefined;

  it.skipIf(version === undefined)("every entry of the Python standard library exists in this machine's python3", () => {
    const wanted = readdirSync(new URL("python/", folder)).filter(file => file.startsWith("stdlib-"))
      .flatMap(file => (JSON.parse(readFileSync(new URL(`python/${file}`, folder), "utf8")) as { modules: ModuleData[] }).modules)
      .flatMap(module => namesIn(module, group => exists(group, version!)).map(path => [module.module, path]));
    expect(wanted.length).toBeGreaterThan(500);
    const looked = spawnSync("python3", ["-W", "ignore", "-c", LOOK_UP], { input: JSON.stringify(wanted), encoding: "utf8" });
    expect(looked.stderr).toBe("");
    expect(JSON.parse(looked.stdout)).toEqual([]);
  });

  const node = readModules("javascript").filter(({ module }) => isBuiltin(`node:${module}`));

  it("every entry of Node's modules exists in this Node, and so does its twin", () => {
    const missing: string[] = [];
    for (const module of node) {
      if (!isBuiltin(`node:${module.module}`)) continue;
      const real: unknown = require(`node:${module.module}`);
      const paths = namesIn(module, group => exists(group, process.versions.node));
      missing.push(...paths.filter(path => !reaches(real, path)).map(path => `${module.module}.${path}`));
      for (const { call, remedy } of entriesOf("javascript", module)) {
        const path = call.slice(module.module.length + 1);
        if (!paths.includes(path) || !("name" in remedy)) continue;
        const twin: unknown = remedy.module === undefined ? real : require(remedy.module);
        const twinPath = remedy.module === undefined ? `${path.slice(0, path.lastIndexOf("."))}.${remedy.name}` : remedy.name;
        if (!reaches(twin, twinPath)) missing.push(`${remedy.module ?? module.module}.${twinPath}, the twin of ${call}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it("no synchronous function of Node is forgotten", () => {
    const forgotten = ["fs", "child_process", "crypto", "zlib"].flatMap(module => Object.keys(require(`node:${module}`) as object)
      .filter(name => name.endsWith("Sync") && openCatalogue("javascript").find(module, name) === undefined).map(name => `${module}.${name}`));
    expect(forgotten).toEqual([]);
  });

  it.each(["tinyglobby", "tinyexec", "typescript", "oxc-parser"])("every entry of the installed package %s exists", async name => {
    const module = readModules("javascript").find(({ module: own }) => own === name)!;
    const real: unknown = await import(name);
    expect(namesIn(module, () => true).filter(path => !reaches(real, path) && !reaches((real as { default?: unknown }).default, path))).toEqual([]);
  });
});

/** Paths of all calls and properties whose class, if any, has a public name. */
function namesIn(module: ModuleData, wanted: (group: CallGroupData) => boolean): string[] {
  const own = (module.calls ?? []).filter(wanted).flatMap(group => group.names);
  const members = Object.entries(module.classes ?? {}).filter(([, type]) => type.unnamed === undefined).flatMap(([name, type]) =>
    [...(type.calls ?? []), ...(type.properties ?? [])].filter(wanted).flatMap(group => group.names)
      .filter(member => member !== "*" && !member.startsWith("__")).map(member => `${name}.${member}`));
  return [...own, ...members];
}

/** Whether a path leads to something, also through the prototype of a class. */
function reaches(from: unknown, path: string): boolean {
  let at = from;
  for (const part of path.split(".")) {
    if (at === null || at === undefined) return false;
    const record = at as Record<string, unknown> & { prototype?: object };
    if (part in Object(record)) at = record[part];
    else if (record.prototype !== undefined && part in record.prototype) at = true;
    else return false;
  }
  return true;
}

/** Reads [[module, path]], writes those that do not exist. A class that only makes objects is tried on one of them. */
const LOOK_UP = `
import importlib, json, sys
def has(at, path):
    for name in path.split("."):
        if not hasattr(at, name):
            try:
                at = at()
            except Exception:
                return False
        if not hasattr(at, name):
            return False
        at = getattr(at, name)
    return True
print(json.dumps([[module, path] for module, path in json.load(sys.stdin) if not has(importlib.import_module(module), path)]))
`;

describe("lookup in Python", () => {
  const python = openCatalogue("python");

  it.each([
    ["time", "sleep", "time.sleep"],
    ["builtins", "open", "open"],
    ["os", "path.exists", "os.path.exists"],
    ["os.path", "exists", "os.path.exists"],
    ["urllib", "request.urlopen", "urllib.request.urlopen"],
    ["subprocess", "Popen.stdout.read", "io.BufferedReader.read"],
    ["pathlib", "PosixPath.read_text", "pathlib.Path.read_text"],
    ["queue", "LifoQueue.get", "queue.LifoQueue.get"],
    ["requests", "sessions.Session.get", "requests.Session.get"],
    ["azure.storage.blob", "BlobClient.upload_blob", "azure.storage.blob.BlobClient.upload_blob"],
    ["azure.mgmt.compute", "ComputeManagementClient.virtual_machines.begin_start", "azure.mgmt.compute.ComputeManagementClient.virtual_machines.begin_start"],
    ["openai", "AzureOpenAI.chat.completions.create", "openai.AzureOpenAI.chat.completions.create"],
    ["pymongo", "MongoClient.shop.orders.find_one", "pymongo.collection.Collection.find_one"],
    ["xmlrpc.client", "ServerProxy.system.listMethods", "xmlrpc.client.ServerProxy.system.listMethods"],
  ])("finds %s %s", (module, path, call) => {
    expect(python.find(module, path)?.call).toBe(call);
  });

  it.each([
    ["pathlib", "PurePath.with_suffix"],
    ["io", "BytesIO.read"],
    ["asyncio", "sleep"],
    ["asyncio", "Queue.get"],
    ["os.path", "join"],
    ["azure.storage.blob.aio", "BlobClient.upload_blob"],
    ["azure.storage.blob", "BlobServiceClient.get_blob_client"],
    ["azure.durable_functions", "DurableOrchestrationClient.start_new"],
    ["redis.asyncio", "Redis.get"],
    ["google.cloud.tasks_v2", "CloudTasksAsyncClient.create_task"],
    ["unknown", "get"],
  ])("knows nothing bad of %s %s", (module, path) => {
    expect(python.find(module, path)).toBeUndefined();
  });

  it("follows types", () => {
    expect(python.returns("sqlite3", "connect")).toEqual({ module: "sqlite3", path: "Connection" });
    expect(python.returns("sqlite3", "Connection.execute")).toEqual({ module: "sqlite3", path: "Cursor" });
    expect(python.attribute("subprocess", "Popen.stdout")).toEqual({ module: "io", path: "BufferedReader" });
    expect(python.returns("concurrent.futures", "ThreadPoolExecutor.submit")).toEqual({ module: "concurrent.futures", path: "Future" });
    expect(python.entered("io", "TextIOWrapper")).toEqual({ module: "io", path: "TextIOWrapper" });
    expect(python.element("os", "ScandirIterator")).toEqual({ module: "os", path: "DirEntry" });
  });

  it("knows who runs a function argument", () => {
    expect(python.executor("asyncio", "to_thread")).toEqual([0, "func"]);
    expect(python.executor("concurrent.futures", "ThreadPoolExecutor.submit")).toEqual([0, "fn"]);
    expect(python.caller("builtins", "sorted")).toEqual(["key"]);
    expect(python.callerMethod("sort")).toEqual(["key"]);
  });
});

describe("lookup in JavaScript", () => {
  const javascript = openCatalogue("javascript");

  it.each([
    ["fs", "readFileSync", "fs.readFileSync"],
    ["node:fs", "default.readFileSync", "fs.readFileSync"],
    ["node:sqlite", "StatementSync.all", "sqlite.StatementSync.all"],
    ["globalThis", "Atomics.wait", "Atomics.wait"],
  ])("finds %s %s", (module, path, call) => {
    expect(javascript.find(module, path)?.call).toBe(call);
  });

  it("names the twin", () => {
    expect(javascript.find("fs", "readFileSync")?.remedy).toEqual({ kind: "promise", module: "node:fs/promises", name: "readFile" });
    expect(javascript.find("zlib", "gzipSync")?.remedy).toEqual({ kind: "promisify", module: "node:zlib", name: "gzip" });
    expect(javascript.find("child_process", "execSync")?.remedy).toEqual({ kind: "offload" });
  });

  it("knows who runs a function argument", () => {
    expect(javascript.caller("globalThis", "Promise")).toEqual([0]);
    expect(javascript.callerMethod("map")).toEqual([0]);
    expect(javascript.executor("globalThis", "process.nextTick")).toEqual([0]);
    expect(javascript.workerScript("worker_threads", "Worker")).toEqual([0]);
  });
});

describe("the user's list", () => {
  it("adds and ignores", () => {
    const own = openCatalogue("python", { add: { "legacy.*.fetch": "legacy_async.fetch" }, ignore: ["os.path.*"], ignorePackages: ["sqlite3"] });
    expect(own.find("legacy.client", "fetch")?.remedy).toEqual({ kind: "manual", advice: "Use `legacy_async.fetch` instead." });
    expect(own.find("legacy.client", "load")).toBeUndefined();
    expect(own.find("os", "path.exists")).toBeUndefined();
    expect(own.find("sqlite3", "connect")).toBeUndefined();
    expect(own.isKnownModule("legacy")).toBe(true);
  });
});
