import { AsyncLocalStorage } from "node:async_hooks";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { OffloadError } from "../src/index.ts";
import type { ModuleCallOptions } from "../src/index.ts";
import { closeAll, delay, executorFor, fixture, gate, reasonOf, until } from "./support/tasks.ts";

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
    const end = gate();
    const long = tasks["hold"]!(end.word);
    await Promise.all(Array.from({ length: 40 }, () => tasks["echo"]!(1)));
    end.open();
    // "timed-out" when the brief calls had to wait.
    expect(await long).not.toBe("timed-out");
  });
});

describe("giving up", () => {
  test("a signal ends a running call and rejects with its reason", async () => {
    const controller = new AbortController();
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    const begun = gate();
    const call = fixture("tasks.mjs", { executor, signal: controller.signal })["spinFrom"]!(begun.word);
    await until(() => begun.isOpen);
    const reason = { mine: true };
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(await tasks["echo"]!("next")).toBe("next");
    expect(executor.stats()).toMatchObject({ aborted: 1, completed: 1 });
  });

  test("a timeout ends a running call", async () => {
    const { executor, tasks } = tasksOn({ maxThreads: 1 });
    await tasks["echo"]!(1);
    const begun = gate();
    // On a busy machine a call may be given up before it begins, which does not end the thread.
    for (let timeout = 60; !begun.isOpen; timeout *= 2) {
      executor.configure({ timeout });
      const error = await reasonOf(tasks["spinFrom"]!(begun.word));
      expect(error).toMatchObject({ code: "ERR_OFFLOAD_TIMEOUT" });
      expect(error.message).toContain("spinFrom()");
      expect(error.message).toContain(`${timeout} ms`);
    }
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
    const end = gate();
    const running = tasks["hold"]!(end.word);
    const queued = fixture("tasks.mjs", { executor, signal: controller.signal })["append"]!(file, "begun");
    const after = tasks["echo"]!("after");
    controller.abort(new Error("changed my mind"));
    await expect(queued).rejects.toThrow("changed my mind");
    expect(executor.stats().queued).toBe(1);
    end.open();
    expect(await running).not.toBe("timed-out");
    expect(await after).toBe("after");
    expect(readFileSync(file, "utf8")).toBe("");
    rmSync(folder, { recursive: true });
  });

  describe("calls posted ahead, which brief ones are", () => {
    async function briefOn(options: Parameters<typeof executorFor>[0]): Promise<ReturnType<typeof tasksOn>> {
      const brief = tasksOn(options);
      await Promise.all(Array.from({ length: 100 }, () => brief.tasks["echo"]!(1)));
      return brief;
    }

    /** A call that ends its thread when it is given up. */
    function spinning(executor: ReturnType<typeof executorFor>): { giveUp: () => Promise<void> } {
      const controller = new AbortController();
      const begun = gate();
      const call = reasonOf(fixture("tasks.mjs", { executor, signal: controller.signal })["spinFrom"]!(begun.word));
      return {
        async giveUp() {
          await until(() => begun.isOpen);
          controller.abort(new Error("given up"));
          expect((await call).message).toBe("given up");
        },
      };
    }

    test("survive the end of the thread before them, and run once", async () => {
      const folder = mkdtempSync(join(tmpdir(), "funcfix-"));
      const file = join(folder, "log");
      writeFileSync(file, "");
      const { executor, tasks } = await briefOn({ maxThreads: 1 });
      const { giveUp } = spinning(executor);
      const rest = Array.from({ length: 10 }, (_, index) => tasks["append"]!(file, `${index} `));
      await giveUp();
      await Promise.all(rest);
      expect(readFileSync(file, "utf8")).toBe("0 1 2 3 4 5 6 7 8 9 ");
      rmSync(folder, { recursive: true });
    });

    test("do not lose transferred memory with the thread before them", async () => {
      const { executor } = await briefOn({ maxThreads: 1 });
      const { giveUp } = spinning(executor);
      const { buffer } = new Uint8Array([1, 2, 3]);
      const moved = fixture("tasks.mjs", { executor, transfer: [buffer] })["echo"]!(buffer);
      await giveUp();
      expect([...new Uint8Array(await moved as ArrayBuffer)]).toEqual([1, 2, 3]);
    });

    test("do not take transferred memory along when they are given up", async () => {
      const { executor } = await briefOn({ maxThreads: 1 });
      const controller = new AbortController();
      const { buffer } = new Uint8Array([1, 2, 3]);
      const moved = fixture("tasks.mjs", { executor, transfer: [buffer] })["echo"]!(buffer);
      const given = reasonOf(fixture("tasks.mjs", { executor, signal: controller.signal })["echo"]!("ahead"));
      // The thread has hardly begun the call before it.
      controller.abort(new Error("given up"));
      expect((await given).message).toBe("given up");
      expect([...new Uint8Array(await moved as ArrayBuffer)]).toEqual([1, 2, 3]);
    });

    test("do not save the running call from being stopped when they are given up first", async () => {
      const { executor, tasks } = await briefOn({ maxThreads: 1 });
      const { giveUp } = spinning(executor);
      const controller = new AbortController();
      const neighbour = reasonOf(fixture("tasks.mjs", { executor, signal: controller.signal })["echo"]!("ahead"));
      const after = tasks["echo"]!("after");
      controller.abort(new Error("not needed"));
      expect((await neighbour).message).toBe("not needed");
      await giveUp();
      expect(await after).toBe("after");
    });

    test("are given up without harm to their neighbours and their thread, and never begin", async () => {
      const folder = mkdtempSync(join(tmpdir(), "funcfix-"));
      const file = join(folder, "log");
      writeFileSync(file, "");
      const { executor, tasks } = await briefOn({ maxThreads: 1 });
      const thread = await tasks["thread"]!();
      const controller = new AbortController();
      const end = gate();
      const before = tasks["hold"]!(end.word);
      const neighbours = [tasks["echo"]!("one")];
      const given = reasonOf(fixture("tasks.mjs", { executor, signal: controller.signal })["append"]!(file, "begun"));
      neighbours.push(tasks["echo"]!("two"), tasks["thread"]!());
      controller.abort(new Error("stop"));
      expect((await given).message).toBe("stop");
      end.open();
      expect(await before).not.toBe("timed-out");
      expect(await Promise.all(neighbours)).toEqual(["one", "two", thread]);
      expect(readFileSync(file, "utf8")).toBe("");
      expect(executor.stats()).toMatchObject({ threads: 1, crashed: 0, aborted: 1 });
      rmSync(folder, { recursive: true });
    });
  });

  test("a native call cannot be interrupted: its thread counts until it ends, against a cap", async () => {
    const folder = mkdtempSync(join(tmpdir(), "funcfix-"));
    const { executor } = tasksOn({ maxThreads: 1 });
    const end = join(folder, "end");
    async function giveUpDuringNativeCall(file: string): Promise<void> {
      const controller = new AbortController();
      const call = fixture("tasks.mjs", { executor, signal: controller.signal })["waitNatively"]!(file, end);
      await until(() => existsSync(file));
      controller.abort("given up");
      await expect(call).rejects.toBe("given up");
    }

    await giveUpDuringNativeCall(join(folder, "first"));
    expect(executor.stats()).toMatchObject({ threads: 1, running: 0 });
    // The cap is twice maxThreads: one more thread may start, a third may not.
    await giveUpDuringNativeCall(join(folder, "second"));
    const waiting = fixture("tasks.mjs", { executor })["echo"]!("waited");
    expect(executor.stats()).toMatchObject({ threads: 2, queued: 1, running: 0 });
    writeFileSync(end, "");
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
    const error = await reasonOf(tasks["throwOutside"]!());
    expect(error).toMatchObject({ code: "ERR_OFFLOAD_CRASH" });
    expect(error.cause).toMatchObject({ message: "thrown outside the call" });
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
    const { executor, tasks } = tasksOn({ maxThreads: 1, resourceLimits: { maxOldGenerationSizeMb: 4 } });
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
    await executor.close({ graceMs: 25_000 });
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
    await executor.close({ graceMs: 100 });
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
