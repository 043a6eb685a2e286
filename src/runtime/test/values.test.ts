import type { KeyObject } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { OffloadError, workerModule } from "../src/index.ts";
import { closeAll, executorFor, fixture, reasonOf, tasksUrl } from "./support/tasks.ts";
import type { OffloadedTasks } from "./support/tasks.ts";

const { Invoice } = await import(tasksUrl.href) as { Invoice: new (net: number) => unknown };
const { unreadable } = await import(new URL("unreadable.mjs", tasksUrl).href) as { unreadable: () => unknown };

const executor = executorFor({ maxThreads: 1 });
const tasks = fixture("tasks.mjs", { executor });
const thread = (): Promise<unknown> => tasks["thread"]!();
afterAll(closeAll);

describe("results", () => {
  test.each([1, "text", true, null, undefined, 10n, NaN, -0])("%s comes back", async value => {
    expect(await tasks["echo"]!(value)).toBe(value);
  });

  test("plain data, dates, patterns, maps and sets come back", async () => {
    expect(await tasks["withData"]!()).toEqual({ made: new Date(0), pattern: /a/g, map: new Map([["k", new Set([1])]]), big: 10n, none: undefined });
  });

  test("a Buffer arrives as a Buffer", async () => {
    const hash = await workerModule("node:crypto").pbkdf2Sync("password", "salt", 1, 20, "sha1");
    expect(Buffer.isBuffer(hash)).toBe(true);
    expect(hash.toString("hex")).toBe("0c60c80f961f0e71f3a9b524af6012062fe037a6");
  });

  test("Buffers arrive as Buffers at any depth, and other bytes as what they were", async () => {
    const result = await tasks["nested"]!() as { list: [Buffer]; map: Map<string, Buffer>; u8: Uint8Array };
    expect([result.list[0], result.map.get("b"), result.u8].map(Buffer.isBuffer)).toEqual([true, true, false]);
    expect(result.map.get("b")!.toString()).toBe("b");
  });

  test("typed arrays and data views keep their kind", async () => {
    expect(await tasks["floats"]!()).toEqual(new Float64Array([0.5, 1.5]));
    expect((await tasks["dataView"]!() as DataView).getUint8(1)).toBe(2);
  });

  test("bytes that the module keeps are not taken from it", async () => {
    const first = await tasks["fromCache"]!() as Buffer;
    const second = await tasks["fromCache"]!() as Buffer;
    expect(second.toString()).toBe("kept".repeat(12));
    expect(second.equals(first)).toBe(true);
  });

  test("a part of a larger memory arrives alone", async () => {
    const bytes = await tasks["echo"]!(Buffer.alloc(1_000_000).subarray(10, 20)) as Buffer;
    expect(bytes.buffer.byteLength).toBe(10);
  });

  test.each(["returnFunction", "returnPromiseInside", "returnSymbol"])("%s rejects with the name of the function, and the thread lives", async name => {
    const before = await thread();
    const error = await reasonOf(tasks[name]!());
    expect(error).toMatchObject({ name: "OffloadError", code: "ERR_OFFLOAD_CLONE" });
    expect(error.message).toContain(`${name}()`);
    expect(await thread()).toBe(before);
  });

  test.each([
    ["invoice", "Invoice"],
    ["invoices", "Invoice"],
    ["price", "Price"],
    ["basket", "Basket"],
    ["inheriting", "Object"],
  ])("%s() rejects rather than lose the methods of %s", async (name, lost) => {
    const before = await thread();
    const error = await reasonOf(tasks[name]!());
    expect(error).toMatchObject({ code: "ERR_OFFLOAD_CLONE" });
    expect(error.message).toMatch(`${name}() of ${tasksUrl.href} gave what cannot be sent between threads: TypeError: an instance of ${lost} would lose its methods`);
    expect(await thread()).toBe(before);
  });

  test("a builtin does not lose methods silently either", async () => {
    const fs = workerModule("node:fs") as unknown as OffloadedTasks;
    expect((await reasonOf(fs["statSync"]!("/"))).message).toContain("an instance of Stats");
    expect((await reasonOf(fs["readdirSync"]!("/", { withFileTypes: true }))).message).toContain("an instance of Dirent");
  });

  test("objects of classes without methods, of other realms and of the platform come back", async () => {
    expect(await tasks["point"]!()).toEqual({ at: { x: 1 } });
    expect(await tasks["fromOtherRealm"]!()).toEqual({ list: [1], map: new Map([[1, new Date(0)]]) });
    expect((await tasks["secretKey"]!() as KeyObject).export().toString()).toBe("secret");
  });

  test("what arrives but cannot be read rejects, and the thread lives", async () => {
    const before = await thread();
    const error = await reasonOf(tasks["giveUnreadable"]!());
    expect(error).toMatchObject({ code: "ERR_OFFLOAD_CLONE" });
    expect(error.message).toContain("giveUnreadable() of");
    expect(error.message).toContain("gave what cannot be sent");
    expect(await thread()).toBe(before);
    expect(executor.stats()).toMatchObject({ queued: 0, running: 0 });
  });
});

describe("arguments", () => {
  test("with methods reject, as they would lose them", async () => {
    const error = await reasonOf(tasks["echo"]!({ when: [new Invoice(1)] }));
    expect(error).toMatchObject({ code: "ERR_OFFLOAD_CLONE" });
    expect(error.message).toContain("was given what cannot be sent between threads: TypeError: an instance of Invoice would lose its methods");
    expect((await reasonOf(tasks["echo"]!(new URL("http://x/")))).message).toContain("an instance of URL");
  });

  test("may hold the environment", async () => {
    expect(await workerModule("node:child_process").execFileSync("sh", ["-c", "echo $PATH"], { env: process.env, encoding: "utf8" })).toBe(`${process.env["PATH"]}\n`);
  });

  test("that a worker cannot read reject, and so nothing after them waits for ever", async () => {
    const before = await thread();
    const call = reasonOf(tasks["echo"]!(unreadable()));
    const next = tasks["echo"]!("next");
    expect(await call).toMatchObject({ code: "ERR_OFFLOAD_CLONE", message: expect.stringContaining("was given") as string });
    expect([await next, await thread()]).toEqual(["next", before]);
  });

  test("Buffers arrive as Buffers, also inside", async () => {
    expect(await tasks["isBuffer"]!(Buffer.from("x"))).toBe("buffer:x");
    expect(await tasks["isBuffer"]!(new Uint8Array(1))).toBe("[object Uint8Array]");
    const deep = { deep: [{ data: Buffer.from("a") }], map: new Map([["key", Buffer.from("b")]]), set: new Set([Buffer.from("c")]) };
    expect(await tasks["buffersAt"]!(deep)).toEqual([true, true, true]);
  });

  test("a small Buffer does not bring the pool it lies in", async () => {
    expect(await tasks["sizeBehind"]!(Buffer.from("small"))).toBe(5);
  });

  test("transferred memory is moved", async () => {
    const { buffer } = new Uint8Array([1, 2, 3]);
    const back = await fixture("tasks.mjs", { executor, transfer: [buffer] })["echo"]!(buffer);
    expect([...new Uint8Array(back as ArrayBuffer)]).toEqual([1, 2, 3]);
    expect(buffer.byteLength).toBe(0);
  });

  test("what cannot be cloned rejects with the name of the function, and the thread lives", async () => {
    const before = await thread();
    const error = await reasonOf(tasks["echo"]!(() => 1));
    expect(error).toBeInstanceOf(OffloadError);
    expect(error).toMatchObject({ code: "ERR_OFFLOAD_CLONE" });
    expect(error.message).toContain("echo()");
    expect(await thread()).toBe(before);
    expect(executor.stats()).toMatchObject({ queued: 0, running: 0 });
  });

  test("a cycle survives", async () => {
    const value: Record<string, unknown> = { name: "loop" };
    value["self"] = value;
    const back = await tasks["echo"]!(value) as typeof value;
    expect(back["self"]).toBe(back);
  });
});

describe("errors", () => {
  test("keep class, name, code, own fields and causes", async () => {
    const error = await reasonOf(tasks["failRichly"]!());
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ name: "PaymentFailure", message: "outer", code: "E_PAY", status: 500 });
    expect(Buffer.isBuffer((error["details"] as { receipt: unknown }).receipt)).toBe(true);
    const cause = error.cause as Error & Record<string, unknown>;
    expect(cause).toMatchObject({ message: "inner", status: 402 });
    expect(cause.cause).toBeInstanceOf(SyntaxError);
    expect(cause.cause).toMatchObject({ message: "innermost", code: "E_INNERMOST" });
    expect(Object.keys(error).sort()).toEqual(["code", "details", "status"]);
  });

  test("of the file system keep their fields", async () => {
    const error = await reasonOf(workerModule("node:fs").readFileSync("/no/such/file"));
    expect(error).toMatchObject({ name: "Error", code: "ENOENT", errno: -2, syscall: "open", path: "/no/such/file" });
  });

  test("of child processes keep status, signal and output, as Buffers", async () => {
    const { execFileSync } = workerModule("node:child_process");
    const error = await reasonOf(execFileSync("sh", ["-c", "echo out; echo err >&2; exit 3"], { stdio: "pipe" }));
    expect(error).toMatchObject({ status: 3, signal: null });
    expect([error["stdout"], error["stderr"]].map(String)).toEqual(["out\n", "err\n"]);
    expect(Buffer.isBuffer(error["stdout"])).toBe(true);
    expect((error["output"] as unknown[]).map(part => part === null || Buffer.isBuffer(part))).toEqual([true, true, true]);
  });

  test("inside a result keep their fields", async () => {
    const { error } = await workerModule("node:child_process").spawnSync("no-such-program");
    expect(error).toMatchObject({ code: "ENOENT", syscall: "spawnSync no-such-program", path: "no-such-program" });
    expect((await tasks["resultWithError"]!() as { error: unknown }).error).toMatchObject({ message: "inside", code: "E_INSIDE", errno: -2 });
  });

  test("AggregateError keeps its members", async () => {
    const error = await reasonOf(tasks["failAggregate"]!());
    expect(error).toBeInstanceOf(AggregateError);
    const [one, two] = error["errors"] as Error[];
    expect(one).toBeInstanceOf(RangeError);
    expect(two).toMatchObject({ message: "two", code: "E_TWO" });
  });

  test("that hold what cannot be cloned keep the rest", async () => {
    const error = await reasonOf(tasks["failUncloneable"]!());
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: "with a socket", code: "E_SOCKET", status: 503 });
    expect("request" in error).toBe(false);
    expect(error.cause).toMatchObject({ message: "below" });
    const unreadable = await reasonOf(tasks["failUnreadable"]!());
    expect(unreadable.message).toBe("not readable");
    expect("list" in unreadable).toBe(false);
  });

  test("that refer to themselves arrive", async () => {
    const error = await reasonOf(tasks["failCircular"]!());
    expect(error["self"]).toBe(error);
  });

  test("that are no native errors keep name, message and code", async () => {
    expect(await reasonOf(tasks["failAborted"]!())).toMatchObject({ name: "AbortError", code: 20, message: "This operation was aborted" });
  });

  test.each([null, undefined, "text", 0, { plain: true }])("throw %s rejects with it", async value => {
    await expect(tasks["throwValue"]!(value)).rejects.toEqual(value);
  });

  test("a thrown value that cannot be cloned rejects with ERR_OFFLOAD_CLONE", async () => {
    const error = await reasonOf(tasks["throwFunction"]!());
    expect(error["code"]).toBe("ERR_OFFLOAD_CLONE");
  });

  test("an async function may reject", async () => {
    expect(await reasonOf(tasks["laterFails"]!("late"))).toMatchObject({ name: "RangeError", message: "late" });
  });

  test("the stack goes on at the caller", async () => {
    async function placeOfTheCall(): Promise<Error> {
      return reasonOf(tasks["failRichly"]!());
    }
    const { stack } = await placeOfTheCall();
    expect(stack).toMatch(/failRichly.*tasks\.mjs[^]*offloaded from:[^]*placeOfTheCall.*values\.test/);
    expect(stack).not.toContain("module-proxy");
  });

  test("stack: false leaves the caller out", async () => {
    const plain = fixture("tasks.mjs", { executor: executorFor({ stack: false, maxThreads: 1 }) });
    expect((await reasonOf(plain["failRichly"]!())).stack).not.toContain("offloaded from");
  });
});
