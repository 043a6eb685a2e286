/** A client class and its asynchronous twin: the same methods, which are awaited. */
export interface AsyncTwin {
  readonly module: string;
  /** Names of client classes; all classes whose name matches where it is a pattern. */
  readonly name: string | RegExp;
  readonly twin: (module: string, name: string) => { readonly module: string; readonly name: string };
  /** Names of blocking calls that belong to it start so. */
  readonly calls: RegExp;
  /** Closing the twin: awaited under this name. */
  readonly close: string;
  /** An unclosed twin warns, or leaks connections. */
  readonly mustClose: boolean;
  /** What requirements.txt must name besides the package itself. */
  readonly requires?: string;
}

const renamed = (module: string, name: string, calls: RegExp, close = "close", mustClose = true): AsyncTwin =>
  ({ module, name, twin: (from, own) => ({ module: from, name: `Async${own}` }), calls, close, mustClose });

/** Azure packages have a module `aio` with the same names. */
const azure = (module: string, name: RegExp, calls: RegExp): AsyncTwin =>
  ({ module, name, twin: (from, own) => ({ module: `${from}.aio`, name: own }), calls, close: "close", mustClose: true, requires: "aiohttp" });

const AZURE_MODULES = [
  "azure.storage.blob", "azure.storage.queue", "azure.storage.filedatalake", "azure.storage.fileshare", "azure.cosmos", "azure.data.tables", "azure.eventhub",
  "azure.servicebus", "azure.keyvault.secrets", "azure.keyvault.keys", "azure.keyvault.certificates", "azure.appconfiguration", "azure.search.documents", "azure.monitor.query",
];

export const ASYNC_TWINS: readonly AsyncTwin[] = [
  ...AZURE_MODULES.map(module => azure(module, /Client$/, new RegExp(`^(?:${module.replaceAll(".", "\\.")}|azure\\.core\\.(?:paging|polling))\\.`))),
  renamed("httpx", "Client", /^httpx\.Client\./, "aclose"),
  renamed("pymongo", "MongoClient", /^pymongo\./, "close", false),
  renamed("openai", "OpenAI", /^openai\.OpenAI\./, "close", false),
  renamed("openai", "AzureOpenAI", /^openai\.AzureOpenAI\./, "close", false),
  renamed("anthropic", "Anthropic", /^anthropic\./, "close", false),
  renamed("elasticsearch", "Elasticsearch", /^elasticsearch\./),
  { module: "redis", name: "Redis", twin: () => ({ module: "redis.asyncio", name: "Redis" }), calls: /^redis\./, close: "aclose", mustClose: true },
  { module: "zmq", name: "Context", twin: () => ({ module: "zmq.asyncio", name: "Context" }), calls: /^zmq\./, close: "close", mustClose: false },
];

/** What to write by hand, by the library that the catalogue names; `…` stands for the call's own arguments. */
const ADVICE: readonly (readonly [library: RegExp, advice: string])[] = [
  [/^aiohttp$/, "`async with aiohttp.ClientSession() as session, session.get(url) as response:` and `await response.json()` in place of `requests`"],
  [/^httpx\.AsyncClient$/, "`async with httpx.AsyncClient() as client:` and `await client.get(url)`"],
  [/^azure\..*\.aio$/, "the client of the same name from `LIBRARY`, with `async with`, `await` and `async for`"],
  [/^redis\.asyncio$/, "`redis.asyncio.Redis(…)` and `await` on each command"],
  [/^zmq\.asyncio$/, "`zmq.asyncio.Context()` and `await socket.recv()`"],
  [/^asyncio\.open_connection$/, "`reader, writer = await asyncio.open_connection(host, port)`, then `await reader.read(n)`, `writer.write(data)` and `await writer.drain()`"],
  [/^asyncio\.Queue$/, "`asyncio.Queue()` where only coroutines use it, `janus.Queue()` with `await queue.async_q.get()` where threads do too"],
  [/^aiofiles/, "`async with aiofiles.open(path) as file:` and `await file.read()`"],
];

/** The concrete text of the suggestion, as a noun phrase. */
export function adviceFor(library: string): string {
  return ADVICE.find(([pattern]) => pattern.test(library))?.[1].replace("LIBRARY", library) ?? `\`${library}\``;
}
