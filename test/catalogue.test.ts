import { describe, expect, it } from "vitest";
import { openCatalogue } from "../src/catalogue/index.ts";

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
