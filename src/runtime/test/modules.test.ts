import { threadId } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { close, configure, createExecutor, OffloadError, runInExecutor, stats, warmup, withOptions, workerModule } from "../src/index.ts";
import { closeAll, executorFor, fixture, reasonOf, tasksUrl, until } from "./support/tasks.ts";
import type { OffloadedTasks, Tasks } from "./support/tasks.ts";

const executor = executorFor({ maxThreads: 1 });
const on = (name: string) => fixture(name, { executor });
afterAll(closeAll);

describe("a module", () => {
  test("may be a builtin, with or without its scheme", async () => {
    const { gunzipSync, gzipSync } = withOptions(workerModule("node:zlib"), { executor });
    expect(String(await gunzipSync(await gzipSync("text")))).toBe("text");
    expect(await executor.run("path", "basename", ["/a/b"])).toBe("b");
  });

  test("may be CommonJS, whose functions see their module as `this`", async () => {
    expect(await on("plain.cjs")["twice"]!(4)).toBe(8);
    expect(await on("whole.cjs")["default"]!("Ada")).toBe("hello Ada");
    expect(await on("computed.cjs")["second"]!()).toBe("second");
  });

  test("is loaded once a thread", async () => {
    expect(await on("plain.cjs")["count"]!()).toBe(1);
    expect(await on("plain.cjs")["count"]!()).toBe(2);
  });

  test.each(["nothing", "version", "toString", "constructor", "hasOwnProperty"])("without a function %s rejects", async name => {
    expect(await reasonOf(on("tasks.mjs")[name]!())).toMatchObject({ code: "ERR_OFFLOAD_NO_EXPORT", message: expect.stringContaining(name) as string });
  });

  test("in CommonJS does not offer what every object has", async () => {
    expect(await reasonOf(on("plain.cjs")["toString"]!())).toMatchObject({ code: "ERR_OFFLOAD_NO_EXPORT" });
  });

  test.each([
    ["no-such-file.mjs", { code: "ERR_MODULE_NOT_FOUND" }],
    ["missing-dependency.cjs", { code: "MODULE_NOT_FOUND" }],
    ["syntax-error.mjs", { name: "SyntaxError" }],
    ["fails-to-load.mjs", { name: "RangeError", code: "E_LOAD", message: "fails while loading" }],
  ])("%s rejects with the error of loading it, and the thread lives", async (file, expected) => {
    const { threads } = executor.stats();
    expect(await reasonOf(on(file)["x"]!())).toMatchObject(expected);
    expect(await reasonOf(on(file)["x"]!())).toMatchObject(expected);
    expect(executor.stats()).toMatchObject({ threads: Math.max(1, threads), crashed: 0 });
  });

  test("is not given by a path", () => {
    for (const path of ["./heavy.js", "/app/heavy.js", "C:\\app\\heavy.js"]) expect(() => workerModule(path)).toThrow("is a path. Give its URL");
  });
});

describe("a proxy", () => {
  test("can be awaited and turned into JSON without a call", async () => {
    const module = fixture("tasks.mjs", { executor });
    expect(await module).toBe(module);
    expect(JSON.stringify({ module })).toBe('{"module":{}}');
    expect(String(Object.prototype.toString.call(module))).toBe("[object Object]");
  });

  test("gives the same function each time, which needs no `this`", async () => {
    const module = fixture("tasks.mjs", { executor });
    expect(module["echo"]).toBe(module["echo"]);
    const { echo } = module;
    expect(await echo!(1)).toBe(1);
  });

  test("keeps earlier options unless they are given again", async () => {
    const module = fixture("tasks.mjs", { executor, timeout: 40 });
    const longer = withOptions(module, { timeout: 25_000 });
    expect(await longer["later"]!("done", 80)).toBe("done");
    expect(await reasonOf(withOptions(module, { signal: new AbortController().signal })["later"]!("done", 25_000))).toMatchObject({ code: "ERR_OFFLOAD_TIMEOUT" });
  });

  test("is what withOptions takes", () => {
    expect(() => withOptions({}, {})).toThrow("withOptions needs what workerModule returned.");
  });

  test("refuses a timeout that is no timeout", () => {
    expect(() => fixture("tasks.mjs", { executor, timeout: -1 })["echo"]!(1)).toThrow("options.timeout must be a number of at least 1.");
  });
});

describe("the shared executor", () => {
  test("is behind runInExecutor(null), configure, warmup, stats and close", async () => {
    configure({ maxThreads: 1 });
    await warmup();
    expect(stats().threads).toBe(1);
    expect(await runInExecutor(null, tasksUrl, "echo", ["shared"])).toBe("shared");
    expect(await runInExecutor(executor, tasksUrl, "echo", ["own"])).toBe("own");
    expect(stats().completed).toBe(1);
    await close();
    expect(await reasonOf(workerModule<Tasks>(tasksUrl)["echo"]!(1) as Promise<unknown>)).toBeInstanceOf(OffloadError);
    configure({ maxThreads: 1 });
    expect(await runInExecutor(null, tasksUrl, "echo", ["again"])).toBe("again");
    await close();
  });
});

describe("inline", () => {
  test("runs in the calling thread", async () => {
    const inline = createExecutor({ inline: true });
    const module = withOptions(workerModule<Tasks>(tasksUrl, { load: () => import(tasksUrl.href) as Promise<Tasks> }), { executor: inline }) as unknown as OffloadedTasks;
    expect(await module["thread"]!()).toBe(threadId);
    const value = { not: "copied" };
    expect(await module["echo"]!(value)).toBe(value);
    expect(await reasonOf(module["nothing"]!())).toMatchObject({ code: "ERR_OFFLOAD_NO_EXPORT" });
    expect((await reasonOf(module["failRichly"]!())).stack).toContain("offloaded from");
    expect(inline.stats()).toMatchObject({ completed: 2, failed: 2, threads: 0, running: 0 });
    await inline.close();
  });

  describe("refuses and throws what threads would", () => {
    const inline = createExecutor({ inline: true });
    const module = withOptions(workerModule<Tasks>(tasksUrl, { load: () => import(tasksUrl.href) as Promise<Tasks> }), { executor: inline }) as unknown as OffloadedTasks;

    test.each([["returnFunction", "gave"], ["invoice", "gave"], ["statSync", "gave"]])("%s() %s what cannot be sent", async (name, which) => {
      const functions = name === "statSync" ? withOptions(workerModule("node:fs"), { executor: inline }) as unknown as OffloadedTasks : module;
      const error = await reasonOf(functions[name]!("/"));
      expect(error).toMatchObject({ code: "ERR_OFFLOAD_CLONE" });
      expect(error.message).toContain(`${which} what cannot be sent between threads`);
    });

    test.each([[() => 1], [new URL("http://x/")], [new Map([[1, new class Invoice { total(): number { return 1; } }()]])]])("an argument that cannot be sent: %s", async argument => {
      const error = await reasonOf(module["echo"]!(argument));
      expect(error).toMatchObject({ code: "ERR_OFFLOAD_CLONE" });
      expect(error.message).toContain("was given what cannot be sent between threads");
    });

    test("errors lose their own class and what cannot be cloned, and keep the rest", async () => {
      const error = await reasonOf(module["failRichly"]!());
      expect(Object.getPrototypeOf(error)).toBe(TypeError.prototype);
      expect(error).toMatchObject({ name: "PaymentFailure", code: "E_PAY", status: 500, cause: { cause: { code: "E_INNERMOST" } } });
      const withSocket = await reasonOf(module["failUncloneable"]!());
      expect(withSocket).toMatchObject({ message: "with a socket", code: "E_SOCKET" });
      expect("request" in withSocket).toBe(false);
    });

    test("values that can be sent pass as they are", async () => {
      const bytes = Buffer.from("bytes");
      const errors = [new RangeError("as it is")];
      const shared = new Int32Array(new SharedArrayBuffer(4));
      expect(await module["isBuffer"]!(bytes)).toBe("buffer:bytes");
      expect(Buffer.isBuffer(await module["echo"]!(bytes))).toBe(true);
      expect(await module["echo"]!(errors)).toBe(errors);
      expect((await module["echo"]!({ shared }) as { shared: unknown }).shared).toBe(shared);
      expect(typeof await module["secretKey"]!()).toBe("object");
    });
  });

  test("loads the module with `load`, as test runners need it for their sources", async () => {
    const inline = createExecutor({ inline: true });
    const typed = withOptions(workerModule(new URL("./fixtures/modules/typed.js", import.meta.url), () => import("./fixtures/modules/typed.ts")), { executor: inline });
    expect(await typed.add(1, 2)).toBe("sum:3");
    await inline.close();
  });

  test("is the fall-back, said once, when a worker cannot load the module and `load` can", async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error): void => { warnings.push(warning); };
    process.on("warning", listen);
    const typed = withOptions(workerModule(new URL("./fixtures/modules/typed.js", import.meta.url), { load: () => import("./fixtures/modules/typed.ts") }), { executor });
    expect(await typed.add(1, 2)).toBe("sum:3");
    expect(await typed.add(2, 2)).toBe("sum:4");
    await new Promise(resolve => setImmediate(resolve));
    process.off("warning", listen);
    expect(warnings.map(warning => warning.message)).toEqual([expect.stringMatching(/^Workers cannot load .*typed\.js: its functions run in the calling thread and block it\.$/)]);
  });

  test("is no fall-back for a module that fails", async () => {
    const broken = withOptions(workerModule(new URL("./fixtures/modules/fails-to-load.mjs", import.meta.url), () => Promise.resolve({ broken: () => 1 })), { executor });
    expect(await reasonOf(broken.broken())).toMatchObject({ code: "E_LOAD" });
  });

  test("gives up on a signal before the function begins", async () => {
    const inline = createExecutor({ inline: true });
    const controller = new AbortController();
    const call = fixture("tasks.mjs", { executor: inline, signal: controller.signal })["echo"]!(1);
    controller.abort("stop");
    await expect(call).rejects.toBe("stop");
    expect(inline.stats()).toMatchObject({ aborted: 1, completed: 0 });
  });

  test("counts a call once that is given up while it runs", async () => {
    const inline = createExecutor({ inline: true });
    const controller = new AbortController();
    const call = fixture("tasks.mjs", { executor: inline, signal: controller.signal })["later"]!("late", 20);
    await until(() => inline.stats().running === 1);
    controller.abort("stop");
    await expect(call).rejects.toBe("stop");
    await until(() => inline.stats().running === 0);
    expect(inline.stats()).toMatchObject({ aborted: 1, completed: 0, failed: 0 });
  });
});

test("nested calls run in the thread they are in, also with one thread", async () => {
  const module = fixture("nested.mjs", { executor });
  const { outer, inner, threads } = await module["outer"]!() as Record<string, unknown>;
  expect([inner, threads]).toEqual([outer, 0]);
  expect(await reasonOf(module["outerFails"]!())).toMatchObject({ name: "RangeError", message: "from within" });
});
