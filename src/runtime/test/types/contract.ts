// Compiled by types.test.ts under several versions of TypeScript; never run.
import type { HttpHandler, HttpResponseInit, TimerHandler } from "@azure/functions";
import { app } from "@azure/functions";
import { close, configure, createExecutor, OffloadError, runInExecutor, stats, warmup, withOptions, workerModule } from "funcfix-runtime";
import type { Executor } from "funcfix-runtime";
import { fromV3, readBody, toBody } from "funcfix-runtime/azure-v3";
import "funcfix-runtime/azure";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(proof: Equal<A, B>): void;

class Account {
  constructor(readonly owner: string) {}
  rename(): void {}
}

declare const heavySource: {
  add(a: number, b?: number): number;
  join(separator: string, ...parts: string[]): string;
  load(id: string): Promise<{ id: string; at: Date; tags: Set<string>; raw: Buffer }>;
  parse(text: string): unknown;
  anything(): any;
  account(): Account;
  accounts(): Account[];
  deep(): { list: { account: Account }[] };
  symbol(): symbol;
  callback(): () => void;
  url(): URL;
  headers(): Promise<Headers>;
  table(): Map<string, { total: number }>;
  failed(): { error?: Error; aggregate: AggregateError };
  eight(a: 1): 1; eight(a: 2): 2; eight(a: 3): 3; eight(a: 4): 4; eight(a: 5): 5; eight(a: 6): 6; eight(a: 7): 7; eight(a: 8): 8;
  default(name: string): string;
  version: string;
};
type Heavy = typeof heavySource;

const heavy = workerModule<Heavy>(new URL("file:///heavy.js"));
const loaded = workerModule("file:///heavy.js", () => Promise.resolve(heavySource));
const fromOptions = workerModule("heavy", { from: "/app/index.js", load: () => heavySource });
const { execFileSync, spawnSync } = workerModule("node:child_process");
const crypto = workerModule("node:crypto");
const fs = workerModule("node:fs");
const zlib = workerModule("node:zlib");

export async function accepted(): Promise<void> {
  const sum = await heavy.add(1);
  same<typeof sum, number>(true);
  const text = await heavy.join(",", "a", "b");
  same<typeof text, string>(true);
  const record = await heavy.load("x");
  same<typeof record, { id: string; at: Date; tags: Set<string>; raw: Buffer }>(true);
  const parsed = await heavy.parse("{}");
  same<typeof parsed, unknown>(true);
  const table = await heavy.table();
  same<typeof table, Map<string, { total: number }>>(true);
  await heavy.failed();
  await heavy.anything();
  const first = await heavy.eight(1);
  same<typeof first, 1>(true);
  const eighth = await heavy.eight(8);
  same<typeof eighth, 8>(true);
  const greeting = await heavy.default("Ada");
  same<typeof greeting, string>(true);
  const viaLoad = await loaded.add(1, 2);
  same<typeof viaLoad, number>(true);
  await fromOptions.add(1);

  const content = await fs.readFileSync("/etc/hosts", "utf8");
  same<typeof content, string>(true);
  const bytes = await fs.readFileSync("/etc/hosts");
  bytes.toString("hex");
  const names = await fs.readdirSync("/");
  same<typeof names, string[]>(true);
  (await zlib.gzipSync("text")).toString("base64");
  (await crypto.pbkdf2Sync("password", "salt", 1, 32, "sha1")).toString("hex");
  const printed = await execFileSync("true", { encoding: "utf8" });
  same<typeof printed, string>(true);
  (await execFileSync("true")).toString();
  const spawned = await spawnSync("true", [], { encoding: "utf8" });
  same<typeof spawned.stdout, string>(true);

  const controller = new AbortController();
  const executor: Executor = createExecutor({ maxThreads: 1, stack: false, resourceLimits: { maxOldGenerationSizeMb: 64 } });
  const limited = withOptions(heavy, { signal: controller.signal, timeout: 5_000, transfer: [new ArrayBuffer(1)], executor });
  same<typeof limited, typeof heavy>(true);
  await runInExecutor(null, "node:fs", "readFileSync", ["/etc/hosts"]);
  await runInExecutor(executor, "heavy", "add", [1], { timeout: 1, from: "/app/index.js" });
  await executor.run("node:fs", "readFileSync", ["/etc/hosts"], { signal: controller.signal });
  configure({ idleTimeout: 1_000 });
  await warmup();
  same<ReturnType<typeof stats>["completed"], number>(true);
  await close({ graceMs: 1_000 });
  const error = new OffloadError("ERR_OFFLOAD_CLOSED", "closed");
  same<typeof error.code, "ERR_OFFLOAD_CRASH" | "ERR_OFFLOAD_TIMEOUT" | "ERR_OFFLOAD_QUEUE_FULL" | "ERR_OFFLOAD_CLONE" | "ERR_OFFLOAD_NO_EXPORT" | "ERR_OFFLOAD_CLOSED">(true);
}

export function refused(): void {
  // @ts-expect-error wrong argument
  void heavy.add("1");
  // @ts-expect-error missing argument
  void heavy.add();
  // @ts-expect-error no such export
  void heavy.nothing();
  // @ts-expect-error not a function
  void heavy.version;
  // @ts-expect-error a class
  void workerModule<{ Account: typeof Account }>("x").Account;
  // @ts-expect-error a class instance
  void heavy.account();
  // @ts-expect-error class instances in a list
  void heavy.accounts();
  // @ts-expect-error a class instance inside
  void heavy.deep();
  // @ts-expect-error a symbol
  void heavy.symbol();
  // @ts-expect-error a function
  void heavy.callback();
  // @ts-expect-error a URL
  void heavy.url();
  // @ts-expect-error Headers
  void heavy.headers();
  // @ts-expect-error Stats
  void fs.statSync("/");
  // @ts-expect-error Dirent
  void fs.readdirSync("/", { withFileTypes: true });
  // @ts-expect-error a stream
  void fs.createReadStream("/");
  // @ts-expect-error a Hash
  void crypto.createHash("sha1");
  // @ts-expect-error a module without types
  void workerModule(new URL("file:///heavy.js")).add(1);
  // @ts-expect-error an option that is none
  createExecutor({ threads: 1 });
  // @ts-expect-error not a number
  withOptions(heavy, { timeout: "1" });
}

// The adapter fits every kind of registration, and a handler of any type.
export const http: HttpHandler = fromV3(async (context: { res: unknown }, req: { body: unknown }) => { context.res = req.body; }, []);
export const timer: TimerHandler = fromV3(function () {}, [{ name: "timer", type: "timerTrigger" }]);
app.http("orders", { authLevel: "function", handler: fromV3(async () => {}, [{ name: "req", type: "httpTrigger", direction: "in", methods: ["get"] }]) });
app.storageQueue("queue", { queueName: "q", connection: "C", handler: fromV3((context: { done(): void }, item: string) => { void item; context.done(); }, []) });
app.http("bodies", {
  authLevel: "anonymous",
  handler: async (request): Promise<HttpResponseInit> => {
    const body = await readBody(request);
    return { status: body.name.length, ...toBody(body) };
  },
});
