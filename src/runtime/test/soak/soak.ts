// A minute of random faults: `npm run soak:runtime [-- seconds]`. Ends with 1 when a promise of the executor is broken.
import { createExecutor, withOptions, workerModule } from "funcfix-runtime";

type Call = () => Promise<unknown>;
type Module = Record<string, (...args: unknown[]) => Promise<unknown>>;

const seconds = Number(process.argv[2] ?? 60);
const executor = createExecutor({ maxThreads: 3, maxQueue: 200, idleTimeout: 200, resourceLimits: { maxOldGenerationSizeMb: 64 } });
const load = (name: string): Module => withOptions(workerModule<Module>(new URL(`../fixtures/modules/${name}`, import.meta.url)), { executor }) as unknown as Module;
const tasks = load("tasks.mjs");
const nested = load("nested.mjs");

const seen: Record<string, number> = {};
let settled = 0;
let begun = 0;

/** A call must settle once, with its own result or the fault that was asked for. */
function expectResult(kind: string, call: Call, isRight: (value: unknown) => boolean, code?: string): void {
  begun++;
  let times = 0;
  const settle = (right: boolean, what: unknown): void => {
    settled++;
    seen[kind] = (seen[kind] ?? 0) + 1;
    const isFull = (what as { code?: string } | null)?.code === "ERR_OFFLOAD_QUEUE_FULL";
    if (isFull) seen["queue full"] = (seen["queue full"] ?? 0) + 1;
    if (++times > 1) fail(`${kind} settled ${times} times`);
    if (!right && !isFull) fail(`${kind} gave ${String(what)}`);
  };
  call().then(value => settle(code === undefined && isRight(value), value), (error: { code?: string }) => settle(code !== undefined && (error.code ?? String(error)) === code, error));
}

function fail(message: string): never {
  console.error(`Soak failed: ${message}. ${JSON.stringify(executor.stats())}`);
  process.exit(1);
}

const number = (below: number): number => Math.floor(Math.random() * below);

const actions: [weight: number, run: () => void][] = [
  [400, () => { const value = number(1e9); expectResult("echo", () => tasks["echo"]!(value), result => result === value); }],
  [60, () => { const bytes = Buffer.alloc(number(100_000), number(256)); expectResult("bytes", () => tasks["echo"]!(bytes), result => Buffer.isBuffer(result) && result.equals(bytes)); }],
  [40, () => { const duration = number(8); expectResult("busy", () => tasks["busy"]!(duration), result => result === duration); }],
  [40, () => expectResult("later", () => tasks["later"]!("late", number(8)), result => result === "late")],
  [40, () => expectResult("nested", () => nested["outer"]!(), result => (result as { outer: number; inner: number }).outer === (result as { inner: number }).inner)],
  [40, () => expectResult("throws", () => tasks["failRichly"]!(), () => false, "E_PAY")],
  [20, () => expectResult("uncloneable", () => tasks["returnFunction"]!(), () => false, "ERR_OFFLOAD_CLONE")],
  [10, () => expectResult("crash", () => tasks["exit"]!(number(5)), () => false, "ERR_OFFLOAD_CRASH")],
  [10, () => expectResult("timeout", () => withOptions(tasks, { timeout: 20 + number(30) })["spin"]!(), () => false, "ERR_OFFLOAD_TIMEOUT")],
  [30, () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort("given up"), number(20));
    expectResult("aborted", () => withOptions(tasks, { signal: controller.signal })["spin"]!(), () => false, "given up");
  }],
  [2, () => expectResult("memory", () => tasks["exhaust"]!(), () => false, "ERR_WORKER_OUT_OF_MEMORY")],
  [3, () => { for (let index = 0; index < 300; index++) expectResult("burst", () => tasks["echo"]!(index), result => result === index); }],
];
const total = actions.reduce((sum, [weight]) => sum + weight, 0);

function act(): void {
  let chosen = number(total);
  actions.find(([weight]) => (chosen -= weight) < 0)![1]();
}

const end = Date.now() + seconds * 1000;
const heap: number[] = [];
let nextSample = 0;
while (Date.now() < end) {
  act();
  if (begun - settled > 150) await new Promise(resolve => setTimeout(resolve, 5));
  else if (begun % 8 === 0) await new Promise(resolve => setImmediate(resolve));
  if (Date.now() > nextSample) {
    globalThis.gc?.();
    heap.push(process.memoryUsage().heapUsed / 2 ** 20);
    nextSample = Date.now() + 1000;
  }
  if (executor.stats().threads > 6) fail("more threads than the cap");
}

const deadline = Date.now() + 60_000;
while (settled < begun) {
  if (Date.now() > deadline) fail(`${begun - settled} calls never settled`);
  await new Promise(resolve => setTimeout(resolve, 10));
}
const { completed, failed, crashed, aborted } = executor.stats();
if (completed + failed + crashed + aborted !== begun) fail("the counts do not add up");
await executor.close();
if (executor.stats().threads !== 0) fail("a thread is left after close");

const early = Math.max(...heap.slice(0, Math.ceil(heap.length / 3)));
const late = Math.min(...heap.slice(-Math.ceil(heap.length / 3)));
console.log(`Calls by kind: ${Object.entries(seen).map(([kind, count]) => `${kind} ${count}`).join(", ")}.`);
console.log(`Heap of the main thread: at most ${early.toFixed(1)} MB in the first third, at least ${late.toFixed(1)} MB in the last.`);
if (late > early * 1.5 + 5) fail("the memory grows");
console.log(`Soak passed: ${begun} calls with random faults in ${seconds} s, each settled once and as it should.`);
