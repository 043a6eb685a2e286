import type { Language } from "../../model/facts.ts";

/** Where a setting is written. */
export type SettingHome = "app setting" | "host.json" | "plan";

/** What is known about one setting that decides how an app uses its workers. */
export interface KnownSetting {
  /** Name of the app setting, or path in host.json. */
  readonly name: string;
  readonly home: SettingHome;
  /** Languages whose worker reads it; all when left out. */
  readonly languages?: readonly Language[];
  /** Whole numbers only, both ends included. */
  readonly range?: readonly [min: number, max: number];
  /** Beyond this the documentation is silent, though the software takes it. */
  readonly documentedMax?: number;
  /** For the table: the range in words where it is no plain one. */
  readonly values?: string;
  readonly default: string;
  readonly does: string;
  readonly io: string;
  readonly cpu: string;
  /** What happens with a value out of range, as a full sentence. */
  readonly otherwise?: string;
  readonly source: string;
}

const docs = "https://learn.microsoft.com/azure/azure-functions";
const appSettings = `${docs}/functions-app-settings`;
const host = "host.json";

/** Every setting that `advise` and the lints speak about. The table in docs/settings.md is made from it. */
export const knownSettings: readonly KnownSetting[] = [
  {
    name: "FUNCTIONS_WORKER_PROCESS_COUNT", home: "app setting", range: [1, 10], default: "1",
    does: "Language worker processes of one instance. The host deals invocations to them in turn and starts one every 10 s.",
    io: "raise it last, after threads; it may exceed the cores", cpu: "as many as cores",
    otherwise: "The host refuses to start with a value above 10 or one that is no number.",
    source: `${appSettings}#functions_worker_process_count`,
  },
  {
    name: "PYTHON_THREADPOOL_THREAD_COUNT", home: "app setting", languages: ["python"], range: [1, 2 ** 31 - 1], documentedMax: 32,
    values: "1..32 documented; the worker takes more",
    default: "differs by hosting path: min(32, cores + 4) from CPython, or 1000 set by the host at process start",
    does: "Threads of one process for plain `def` handlers. It changes nothing for `async def`, nor for `asyncio.to_thread`, which has an executor of min(32, cores + 4) of its own.",
    io: "start at cores + 4 and raise it while throughput grows", cpu: "1: threads of one process compute one at a time",
    otherwise: "The worker ignores a value that is no number of at least 1.",
    source: `${appSettings}#python_threadpool_thread_count`,
  },
  {
    name: "PYTHON_PROCESS_COUNT", home: "app setting", languages: ["python"], range: [1, 32], default: "unset",
    does: "In the Python 3.13 runtime's source: a pool of processes instead of threads. Not documented; a preview.",
    io: "leave unset", cpu: "watch it; not documented", source: `${docs}/functions-reference-python`,
  },
  {
    name: "UV_THREADPOOL_SIZE", home: "app setting", languages: ["javascript"], range: [1, 1024], default: "4",
    does: "Threads of libuv's pool, which runs the asynchronous forms of fs, dns.lookup, zlib and parts of crypto. Read when the pool is first used, so set it as an app setting, not in code.",
    io: "raise it when more than 4 such calls run at once", cpu: "about the number of cores",
    otherwise: "libuv takes 1 to 1024 threads.", source: "https://nodejs.org/api/cli.html#uv_threadpool_sizesize",
  },
  {
    name: "extensions.http.maxConcurrentRequests", home: host, values: "-1 or from 1", default: "-1 (no limit); 100 on Windows Consumption",
    does: "HTTP functions that one instance runs at a time. Reported to be ignored on Flex Consumption.",
    io: "leave", cpu: "near processes x threads", source: `${docs}/functions-bindings-http-webhook#hostjson-settings`,
  },
  {
    name: "perInstanceConcurrency", home: "plan", values: "from 1", default: "4, 16 or 32 for 512, 2048 or 4096 MB; 1 for Python",
    does: "Flex Consumption: HTTP requests that one instance gets at a time before another instance is added.",
    io: "raise it for handlers that await or that have threads to run on", cpu: "keep it low", source: `${docs}/functions-concurrency`,
  },
  {
    name: "extensions.queues.batchSize", home: host, range: [1, 32], default: "16",
    does: "Queue messages fetched at a time. In flight in one instance, for each function: batchSize + newBatchThreshold.",
    io: "raise it", cpu: "lower it; 1 with newBatchThreshold 0 is one at a time",
    otherwise: "The queue extension takes 1 to 32.", source: `${docs}/functions-bindings-storage-queue#host-json`,
  },
  {
    name: "extensions.queues.newBatchThreshold", home: host, range: [0, 2 ** 31 - 1], default: "half of batchSize",
    does: "The next batch is fetched when this many messages are left.", io: "leave", cpu: "0 for one at a time",
    source: `${docs}/functions-bindings-storage-queue#host-json`,
  },
  {
    name: "extensions.serviceBus.maxConcurrentCalls", home: host, range: [1, 2 ** 31 - 1], default: "16",
    does: "Service Bus messages that one instance handles at a time.", io: "raise it", cpu: "lower it",
    source: `${docs}/functions-bindings-service-bus#hostjson-settings`,
  },
  {
    name: "extensions.serviceBus.maxConcurrentSessions", home: host, range: [1, 2 ** 31 - 1], default: "8",
    does: "Service Bus sessions that one instance handles at a time.", io: "raise it", cpu: "lower it",
    source: `${docs}/functions-bindings-service-bus#hostjson-settings`,
  },
  {
    name: "extensions.eventHubs.maxEventBatchSize", home: host, range: [1, 2 ** 31 - 1], default: "10",
    does: "Events given to one invocation. How many invocations run at a time is bound by the partitions.",
    io: "larger batches", cpu: "smaller batches", source: `${docs}/functions-bindings-event-hubs#hostjson-settings`,
  },
  {
    name: "extensions.durableTask.maxConcurrentActivityFunctions", home: host, range: [1, 2 ** 31 - 1], default: "10 (older documentation: 10 x cores)",
    does: "Activities that one instance runs at a time.", io: "at most processes x threads for plain `def`", cpu: "as many as cores",
    source: `${docs}/durable/durable-functions-bindings#host-json`,
  },
  {
    name: "concurrency.dynamicConcurrencyEnabled", home: host, values: "true, false", default: "false",
    does: "The host finds the concurrency of blob, queue and Service Bus triggers itself, starting at 1. The static limits of these triggers are ignored then.",
    io: "on", cpu: "on", source: `${docs}/functions-concurrency#dynamic-concurrency`,
  },
  {
    name: "PYTHON_ENABLE_DEBUG_LOGGING", home: "app setting", languages: ["python"], range: [0, 1], default: "0",
    does: "Debug log of the Python worker. It costs time on each invocation.", io: "off in production", cpu: "off in production",
    source: `${appSettings}#python_enable_debug_logging`,
  },
  {
    name: "PYTHON_ISOLATE_WORKER_DEPENDENCIES", home: "app setting", languages: ["python"], range: [0, 1], default: "0",
    does: "Keeps the worker's own packages apart from the app's. Only for a clash of their versions.", io: "leave", cpu: "leave",
    source: `${appSettings}#python_isolate_worker_dependencies`,
  },
  {
    name: "AZURE_FUNCTIONS_NODE_BLOCK_LOG", home: "app setting", languages: ["javascript"], values: "set or unset", default: "unset",
    does: "The Node worker logs when its event loop was blocked. For diagnosis.", io: "unset", cpu: "unset", source: `${docs}/functions-reference-node`,
  },
  {
    name: "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", home: "app setting", range: [1, 1000], default: "no limit",
    does: "The most instances the app is scaled out to. The functionAppScaleLimit property is the recommended way.",
    io: "leave", cpu: "leave", source: `${appSettings}#website_max_dynamic_application_scale_out`,
  },
];

const byName = new Map(knownSettings.map(setting => [setting.name, setting]));

export function knownSetting(name: string): KnownSetting {
  const setting = byName.get(name);
  if (setting === undefined) throw new Error(`No setting ${name} is known.`);
  return setting;
}

/** App settings whose values may be read and shown: never any other, which may be a secret. */
export const readableAppSettings: ReadonlySet<string> = new Set([
  ...knownSettings.filter(setting => setting.home === "app setting").map(setting => setting.name),
  "FUNCTIONS_WORKER_RUNTIME",
]);
