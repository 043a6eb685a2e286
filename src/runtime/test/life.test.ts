import { AsyncLocalStorage } from "node:async_hooks";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { OffloadError } from "../src/index.ts";
import type { ModuleCallOptions } from "../src/index.ts";
import { closeAll, delay, executorFor, fixture, reasonOf, until } from "./support/tasks.ts";

afterEach(closeAll);

const tasksOn = (options: Parameters<typeof executorFor>[0], call: ModuleCallOptions = {}) => {
  const executor = executorFor(options);
  return { executor, tasks: fixture("tasks.mjs", { executor, ...call }) };
};

describe("threads", () => {
  test("start when they are needed and not before", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 3 });
    expect(executor.stats().threads).toBe(0);
    await tasks["echo"]!(1);
    expect(executor.stats().threads).toBe(1);
    await Promise.all([1, 2, 3, 4, 5].map(() => tasks["busy"]!(20)));
    expect(executor.stats()).toMatchObject({ threads: 3, completed: 6, running: 0, queued: 0 });
  });

  test("above minThreads end when they are idle", async () => {
    const { executor, tasks } = tasksOn({ minThreads: 1, maxThreads: 3, idleTimeout: Infinity });
    await Promise.all([1, 2, 3].map(() => tasks["busy"]!(20)));
    expect(executor.stats().threads).toBe(3);
    executor.configure({ idleTimeout: 20 });
    await tasks["echo"]!(1);
    await until(() => executor.stats().threads === 1);
    await delay(60);
    expect(executor.stats().threads).toBe(1);
  });

  test("warmup starts minThreads, at least one", async () => {
    const { executor } = tasksOn({ minThreads: 2, maxThreads: 2 });
    await executor.warmup();
    expect(executor.stats().threads).toBe(2);
    const lazy = executorFor({ maxThreads: 2 });
    await lazy.warmup();
    expect(lazy.stats().threads).toBe(1);
  });

  test("timers and sockets of a thread live on between calls", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    const first = tasks["later"]!("done", 20);
    expect(await first).toBe("done");
    expect(executor.stats().running).toBe(0);
  });
});

describe("the queue", () => {
  test("is first in, first out", async () => {
    const { tasks } = tasksOn({ maxThreads: 1 });
    const order: number[] = [];
    await Promise.all(Array.from({ length: 100 }, (_, index) => tasks["echo"]!(index).then(value => order.push(value as number))));
    expect(order).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  test("rejects what is more than maxQueue", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1, maxQueue: 2 });
    const accepted = [tasks["busy"]!(30), tasks["echo"]!(1), tasks["echo"]!(2)];
    const error = await reasonOf(tasks["echo"]!(3));
    expect(error).toMatchObject({ code: "ERR_OFFLOAD_QUEUE_FULL" });
    expect(error).toBeInstanceOf(OffloadError);
    expect(await Promise.all(accepted)).toEqual([30, 1, 2]);
    expect(executor.stats()).toMatchObject({ completed: 3, failed: 1, queued: 0 });
  });

  test("counts brief calls that were posted ahead", async () => {
    const { tasks } = tasksOn({ maxThreads: 1, maxQueue: 3 });
    for (let index = 0; index < 30; index++) await tasks["echo"]!(index);
    const calls = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => tasks["echo"]!(index)));
    expect(calls.filter(call => call.status === "rejected")).toHaveLength(6);
  });

  test("with maxQueue 0 takes what a thread can begin at once", async () => {
    const { tasks } = tasksOn({ maxThreads: 2, maxQueue: 0 });
    const calls = await Promise.allSettled([tasks["busy"]!(20), tasks["busy"]!(20), tasks["busy"]!(20)]);
    expect(calls.map(call => call.status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  });

  test("a brief call does not wait behind a long one while another thread is free", async () => {
    const { tasks } = tasksOn({ maxThreads: 2 });
    await Promise.all(Array.from({ length: 200 }, () => tasks["echo"]!(1)));
    const began = Date.now();
    const long = tasks["busy"]!(1000);
    await Promise.all(Array.from({ length: 40 }, () => tasks["echo"]!(1)));
    expect(Date.now() - began).toBeLessThan(800);
    await long;
  });
});

describe("giving up", () => {
  test("a signal ends a running call and rejects with its reason", async () => {
    const controller = new AbortController();
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    const call = fixture("tasks.mjs", { executor, signal: controller.signal })["spin"]!();
    await delay(60);
    const reason = { mine: true };
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(await tasks["echo"]!("next")).toBe("next");
    expect(executor.stats()).toMatchObject({ aborted: 1, completed: 1 });
  });

  test("a timeout ends a running call", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    await tasks["echo"]!(1);
    executor.configure({ timeout: 60 });
    const error = await reasonOf(tasks["spin"]!());
    expect(error).toMatchObject({ code: "ERR_OFFLOAD_TIMEOUT" });
    expect(error.message).toContain("spin()");
    expect(error.message).toContain("60 ms");
    await until(() => executor.stats().threads === 0);
  });

  test("a signal that is aborted already lets nothing begin", async () => {
    const { executor } = tasksOn({ maxThreads: 1 });
    await expect(fixture("tasks.mjs", { executor, signal: AbortSignal.abort("no") })["echo"]!(1)).rejects.toBe("no");
    expect(executor.stats()).toMatchObject({ threads: 0, aborted: 1 });
  });

  test("a thread whose only call was given up before it began takes others", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    const controller = new AbortController();
    const call = fixture("tasks.mjs", { executor, signal: controller.signal })["spin"]!();
    controller.abort("at once");
    await expect(call).rejects.toBe("at once");
    expect(executor.stats()).toMatchObject({ threads: 1, running: 0 });
    expect(await tasks["echo"]!("next")).toBe("next");
  });

  test("a queued call is given up without harm to the running one, and never begins", async () => {
    const folder = mkdtempSync(join(tmpdir(), "funcfix-"));
    const file = join(folder, "begun");
    writeFileSync(file, "");
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    const controller = new AbortController();
    const running = tasks["busy"]!(80);
    const queued = fixture("tasks.mjs", { executor, signal: controller.signal })["append"]!(file, "begun");
    const after = tasks["echo"]!("after");
    await delay(10);
    controller.abort(new Error("changed my mind"));
    await expect(queued).rejects.toThrow("changed my mind");
    expect(executor.stats().queued).toBe(1);
    expect(await Promise.all([running, after])).toEqual([80, "after"]);
    expect(readFileSync(file, "utf8")).toBe("");
    rmSync(folder, { recursive: true });
  });

  test("calls posted ahead survive the end of the thread before them, and run once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "funcfix-"));
    const file = join(folder, "log");
    writeFileSync(file, "");
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    await Promise.all(Array.from({ length: 60 }, () => tasks["echo"]!(1)));
    const spinning = reasonOf(fixture("tasks.mjs", { executor, timeout: 80 })["spin"]!());
    const rest = Array.from({ length: 10 }, (_, index) => tasks["append"]!(file, `${index} `));
    expect(await spinning).toMatchObject({ code: "ERR_OFFLOAD_TIMEOUT" });
    await Promise.all(rest);
    expect(readFileSync(file, "utf8")).toBe("0 1 2 3 4 5 6 7 8 9 ");
    rmSync(folder, { recursive: true });
  });

  test("transferred memory is not lost with the thread before it", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    await Promise.all(Array.from({ length: 60 }, () => tasks["echo"]!(1)));
    const spinning = reasonOf(fixture("tasks.mjs", { executor, timeout: 80 })["spin"]!());
    const { buffer } = new Uint8Array([1, 2, 3]);
    const moved = fixture("tasks.mjs", { executor, transfer: [buffer] })["echo"]!(buffer);
    expect(await spinning).toMatchObject({ code: "ERR_OFFLOAD_TIMEOUT" });
    expect(await moved).toEqual(new Uint8Array([1, 2, 3]).buffer);
  });

  test("a call posted ahead is given up without harm to its neighbours", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    await Promise.all(Array.from({ length: 60 }, () => tasks["echo"]!(1)));
    const controller = new AbortController();
    const before = tasks["busy"]!(40);
    const one = tasks["echo"]!("one");
    const given = reasonOf(fixture("tasks.mjs", { executor, signal: controller.signal })["echo"]!("given up"));
    const two = tasks["echo"]!("two");
    controller.abort(new Error("stop"));
    expect((await given).message).toBe("stop");
    expect(await Promise.all([before, one, two])).toEqual([40, "one", "two"]);
    expect(executor.stats()).toMatchObject({ threads: 1, crashed: 0, aborted: 1 });
  });

  test("a native call cannot be interrupted: its thread counts until it ends, against a cap", async () => {
    const folder = mkdtempSync(join(tmpdir(), "funcfix-"));
    const { executor } = tasksOn({ maxThreads: 1 });
    async function giveUpDuringSleep(file: string): Promise<void> {
      const controller = new AbortController();
      const call = fixture("tasks.mjs", { executor, signal: controller.signal })["sleepNatively"]!(4, file);
      await until(() => existsSync(file));
      controller.abort("given up");
      await expect(call).rejects.toBe("given up");
    }

    await giveUpDuringSleep(join(folder, "first"));
    expect(executor.stats()).toMatchObject({ threads: 1, running: 0 });
    // The cap is twice maxThreads: one more thread may start, a third may not.
    await giveUpDuringSleep(join(folder, "second"));
    const waiting = fixture("tasks.mjs", { executor })["echo"]!("waited");
    expect(executor.stats()).toMatchObject({ threads: 2, queued: 1, running: 0 });
    expect(await waiting).toBe("waited");
    rmSync(folder, { recursive: true });
  });

  test("signals keep no listener of a finished call", async () => {
    const controller = new AbortController();
    const { executor } = tasksOn({ maxThreads: 1 });
    let listeners = 0;
    const add = controller.signal.addEventListener.bind(controller.signal);
    const remove = controller.signal.removeEventListener.bind(controller.signal);
    controller.signal.addEventListener = (...args: Parameters<typeof add>) => { listeners++; add(...args); };
    controller.signal.removeEventListener = (...args: Parameters<typeof remove>) => { listeners--; remove(...args); };
    await fixture("tasks.mjs", { executor, signal: controller.signal })["echo"]!(1);
    expect(listeners).toBe(0);
  });
});

describe("crashes are contained to their call", () => {
  test("process.exit", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    const crash = reasonOf(tasks["exit"]!(3));
    const next = tasks["echo"]!("next");
    expect(await crash).toMatchObject({ code: "ERR_OFFLOAD_CRASH", message: expect.stringContaining("code 3") as string });
    expect(await next).toBe("next");
    expect(executor.stats()).toMatchObject({ crashed: 1, completed: 1 });
  });

  test("out of memory keeps Node's code", async () => {
    const { tasks } = tasksOn({ maxThreads: 1, resourceLimits: { maxOldGenerationSizeMb: 24 } });
    expect(await reasonOf(tasks["exhaust"]!())).toMatchObject({ code: "ERR_WORKER_OUT_OF_MEMORY" });
    expect(await tasks["echo"]!("next")).toBe("next");
  });

  test("an error thrown outside the call is the cause of the crash", async () => {
    const { tasks } = tasksOn({ maxThreads: 1 });
    await tasks["throwLater"]!();
    const error = await reasonOf(tasks["later"]!(1, 500));
    expect(error).toMatchObject({ code: "ERR_OFFLOAD_CRASH" });
    expect(error.cause).toMatchObject({ message: "thrown after the answer" });
    expect(await tasks["echo"]!("next")).toBe("next");
  });

  test("a crash of an idle thread is a warning", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    const warnings: Error[] = [];
    const listen = (warning: Error): void => { warnings.push(warning); };
    process.on("warning", listen);
    await tasks["throwLater"]!();
    await until(() => executor.stats().threads === 0);
    await delay(10);
    process.off("warning", listen);
    expect(warnings.map(warning => warning.message)).toEqual(["thrown after the answer"]);
  });

  test("a thread that cannot start rejects its call and is not tried for ever", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1, resourceLimits: { maxOldGenerationSizeMb: 1, maxYoungGenerationSizeMb: 1 } });
    const calls = await Promise.allSettled([tasks["echo"]!(1), tasks["echo"]!(2)]);
    expect(calls.map(call => call.status)).toEqual(["rejected", "rejected"]);
    expect(executor.stats()).toMatchObject({ crashed: 2, queued: 0 });
    await expect(executor.warmup()).rejects.toThrow();
  });
});

describe("close", () => {
  test("finishes what runs and what waits", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 2 });
    const calls = Array.from({ length: 20 }, (_, index) => tasks["later"]!(index, 10));
    await delay(15);
    await executor.close({ graceMs: 5000 });
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(executor.stats()).toMatchObject({ completed: 20, threads: 0 });
  });

  test("takes no more calls", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    const running = tasks["busy"]!(30);
    const closed = executor.close();
    expect(await reasonOf(tasks["echo"]!(1))).toMatchObject({ code: "ERR_OFFLOAD_CLOSED" });
    expect(await running).toBe(30);
    await closed;
  });

  test("rejects after graceMs what is not done", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    const endless = reasonOf(tasks["spin"]!());
    const waiting = reasonOf(tasks["echo"]!(1));
    const began = Date.now();
    await executor.close({ graceMs: 100 });
    expect(Date.now() - began).toBeLessThan(1500);
    expect((await endless)["code"]).toBe("ERR_OFFLOAD_CLOSED");
    expect((await waiting)["code"]).toBe("ERR_OFFLOAD_CLOSED");
    await until(() => executor.stats().threads === 0);
  });

  test("may be asked for twice, and without a call before it", async () => {
    const { executor } = tasksOn({ maxThreads: 1 });
    await Promise.all([executor.close(), executor.close({ graceMs: 10 })]);
    expect(executor.stats().threads).toBe(0);
  });
});

describe("options", () => {
  test.each([
    [{ maxThreads: 0 }, "options.maxThreads must be a number of at least 1."],
    [{ minThreads: -1 }, "options.minThreads must be a number of at least 0."],
    [{ maxQueue: NaN }, "options.maxQueue must be a number of at least 0."],
    [{ timeout: 0 }, "options.timeout must be a number of at least 1."],
    [{ idleTimeout: -5 }, "options.idleTimeout must be a number of at least 0."],
  ])("%j is refused", (options, message) => {
    expect(() => executorFor(options as object)).toThrow(message);
  });
});

test("AsyncLocalStorage is kept across a call", async () => {
  const storage = new AsyncLocalStorage<string>();
  const { tasks } = tasksOn({ maxThreads: 1 });
  const seen = await Promise.all(["a", "b"].map(name => storage.run(name, async () => {
    await tasks["echo"]!(1);
    return storage.getStore();
  })));
  expect(seen).toEqual(["a", "b"]);
});
