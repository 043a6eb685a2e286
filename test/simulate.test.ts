import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { parseDuration } from "../src/advice/duration.ts";
import { makeArrivals } from "../src/advice/simulation/arrivals.ts";
import { defaultWorkers, type Handler, type Scenario, type Segment, type WorkerLanguage } from "../src/advice/simulation/scenario.ts";
import { simulate } from "../src/advice/simulation/simulate.ts";
import { summarize } from "../src/advice/simulation/summary.ts";
import { registerSimulate } from "../src/cli/simulate.ts";
import { UsageError } from "../src/model/usage-error.ts";
import { runCommand } from "./support/run-command.ts";
import claims from "../fixtures/advice/claims.json" with { type: "json" };

interface Figures {
  readonly requests: number;
  readonly makespan: number;
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "funcfix-simulate-"));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (args: string) => runCommand(registerSimulate, ["simulate", ...args.split(" ")], folder);

describe("published claims", () => {
  test.each(claims)("$claim", async ({ simulate: args, answers }) => {
    const { results } = JSON.parse((await run(`${args} --format json`)).stdout) as { results: { finishes: { at: number; requests: number }[] }[] };
    expect(results[0]!.finishes).toEqual(answers.map(([requests, at]) => ({ at: parseDuration(String(at)), requests })));
  });
});

describe("laws", () => {
  const segments: Readonly<Record<string, readonly (readonly [Segment["kind"], Segment["on"]])[]>> = {
    "python thread": [["io", "blocking"], ["cpu", "blocking"]],
    "python loop": [["io", "blocking"], ["cpu", "blocking"], ["io", "awaited"], ["io", "executor"], ["cpu", "executor"]],
    "node loop": [["io", "blocking"], ["cpu", "blocking"], ["io", "awaited"], ["io", "executor"], ["cpu", "executor"], ["io", "pool"], ["cpu", "pool"]],
  };
  const handler = (language: WorkerLanguage): fc.Arbitrary<Handler> =>
    fc.constantFrom<Handler["lane"]>(...(language === "python" ? (["thread", "loop"] as const) : (["loop"] as const))).chain(lane =>
      fc.array(fc.tuple(fc.constantFrom(...segments[`${language} ${lane}`]!), fc.integer({ min: 0, max: 50 })), { minLength: 1, maxLength: 5 })
        .map(parts => ({ name: "handler", lane, segments: parts.map(([[kind, on], ms]) => ({ kind, on, ms })) })));
  const scenario: fc.Arbitrary<Scenario> = fc.constantFrom<WorkerLanguage>("python", "node").chain(language =>
    fc.record({
      handlers: fc.array(handler(language), { minLength: 1, maxLength: 3 }),
      requests: fc.integer({ min: 1, max: 60 }),
      gap: fc.integer({ min: 0, max: 30 }),
      workers: fc.record({
        instances: fc.integer({ min: 1, max: 3 }),
        processes: fc.integer({ min: 1, max: 4 }),
        threads: fc.integer({ min: 1, max: 6 }),
        executorThreads: fc.integer({ min: 1, max: 4 }),
        poolThreads: fc.integer({ min: 1, max: 4 }),
        cores: fc.constantFrom(0.5, 1, 2, 3, 8),
        staggerMs: fc.constantFrom(0, 40),
        concurrency: fc.constantFrom(1, 3, Number.POSITIVE_INFINITY),
      }),
    }).map(({ handlers, requests, gap, workers }) => ({
      handlers,
      workers: defaultWorkers(language, workers),
      arrivals: makeArrivals(requests, gap === 0 ? { kind: "at-once" } : { kind: "bursts", size: 3, everyMs: gap }, handlers.map(() => 1)),
    })));
  const handlerOf = ({ handlers, arrivals }: Scenario, request: number): Handler => handlers[arrivals.handlers[request]!]!;
  const total = (parts: readonly Segment[]): number => parts.reduce((sum, { ms }) => sum + ms, 0);
  const each = ({ arrivals }: Scenario): number[] => [...arrivals.times.keys()];
  const rounding = 1e-6;

  test("no request is lost, and none ends before its own work could be done", () => {
    fc.assert(fc.property(scenario, given => {
      const { finish, start } = simulate(given);
      for (const request of each(given)) {
        expect(start[request]).toBeGreaterThanOrEqual(given.arrivals.times[request]!);
        expect(finish[request]! - start[request]!).toBeGreaterThanOrEqual(total(handlerOf(given, request).segments) - rounding);
      }
    }));
  });

  test("the cores deliver exactly the computing that was asked for", () => {
    fc.assert(fc.property(scenario, given => {
      const asked = each(given).reduce((sum, request) => sum + total(handlerOf(given, request).segments.filter(segment => segment.kind === "cpu")), 0);
      expect(simulate(given).coreMs).toBeCloseTo(asked, 5);
    }));
  });

  test("the makespan is never below work over capacity: of the cores, of each interpreter lock, loop and pool", () => {
    fc.assert(fc.property(scenario, given => {
      const { workers } = given;
      const { finish, process } = simulate(given);
      const makespan = Math.max(...finish) - given.arrivals.times[0]!;
      const work = (chosen: (segment: Segment, handler: Handler, request: number) => boolean): number =>
        each(given).reduce((sum, request) => sum + total(handlerOf(given, request).segments.filter(segment => chosen(segment, handlerOf(given, request), request))), 0);
      const bounds = [work(segment => segment.kind === "cpu") / (workers.cores * workers.instances)];
      for (let own = 0; own < workers.processes * workers.instances; own++) {
        const here = (request: number): boolean => process[request] === own;
        if (workers.language === "python") bounds.push(work((segment, _, request) => here(request) && segment.kind === "cpu"));
        bounds.push(
          work((segment, { lane }, request) => here(request) && lane === "loop" && segment.on === "blocking"),
          work((_, { lane }, request) => here(request) && lane === "thread") / workers.threads,
          work((segment, _, request) => here(request) && segment.on === "executor") / workers.executorThreads,
          work((segment, _, request) => here(request) && segment.on === "pool") / workers.poolThreads,
        );
      }
      expect(makespan).toBeGreaterThanOrEqual(Math.max(...bounds) - rounding);
    }));
  });

  test("more threads never make a handler that only waits answer later", () => {
    const waiting = fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(waiting, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 20 }), (shapes, requests, threads, gap) => {
      const handlers = shapes.map((parts): Handler => ({ name: "h", lane: "thread", segments: parts.map(ms => ({ kind: "io", ms, on: "blocking" })) }));
      const arrivals = makeArrivals(requests, gap === 0 ? { kind: "at-once" } : { kind: "rate", perSecond: 1000 / gap }, handlers.map(() => 1));
      const finish = (count: number): Float64Array => simulate({ workers: defaultWorkers("python", { threads: count }), handlers, arrivals }).finish;
      const more = finish(threads + 1);
      for (const [request, end] of finish(threads).entries()) expect(more[request]).toBeLessThanOrEqual(end);
    }));
  });

  test("the trace changes nothing and covers each request from its arrival to its answer without a gap", () => {
    fc.assert(fc.property(scenario, given => {
      const traced = simulate(given, { trace: true });
      expect(traced.finish).toEqual(simulate(given).finish);
      const reached = Float64Array.from(given.arrivals.times);
      for (const { request, start, end } of traced.intervals) {
        expect(start).toBe(reached[request]);
        reached[request] = end;
      }
      expect(reached).toEqual(traced.finish);
    }));
  });

  test("nothing waits while a thread is free and the sync pool is never overfull", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 40 }), (requests, threads, ms) => {
      const handlers: Handler[] = [{ name: "h", lane: "thread", segments: [{ kind: "io", ms, on: "blocking" }] }];
      const { finish } = simulate({ workers: defaultWorkers("python", { threads }), handlers, arrivals: makeArrivals(requests) });
      expect([...finish]).toEqual(Array.from({ length: requests }, (_, request) => ms * (1 + Math.floor(request / threads))));
    }));
  });
});

describe("what the model holds", () => {
  const wait = (ms: number, on: Segment["on"]): Segment => ({ kind: "io", ms, on });

  test("a blocked event loop holds back the sync handlers of its process", () => {
    const handlers: Handler[] = [
      { name: "blocks", lane: "loop", segments: [wait(5000, "blocking")] },
      { name: "quick", lane: "thread", segments: [wait(10, "blocking")] },
    ];
    const { finish } = simulate({ workers: defaultWorkers("python"), handlers, arrivals: makeArrivals(2, { kind: "at-once" }, [1, 1]) });
    expect([...finish]).toEqual([5000, 5010]);
  });

  test("on a cold start all requests go to the process that is ready", () => {
    const handlers: Handler[] = [{ name: "h", lane: "thread", segments: [wait(8000, "blocking")] }];
    const workers = defaultWorkers("python", { processes: 2, threads: 32, staggerMs: 10_000 });
    const summary = summarize(simulate({ workers, handlers, arrivals: makeArrivals(50) }));
    expect(summary.finishes).toEqual([{ at: 8000, requests: 32 }, { at: 16_000, requests: 18 }]);
  });

  test("instances share nothing: twice the instances halve the time of computing", () => {
    const handlers: Handler[] = [{ name: "h", lane: "thread", segments: [{ kind: "cpu", ms: 100, on: "blocking" }] }];
    const makespan = (instances: number): number => summarize(simulate({ workers: defaultWorkers("python", { instances }), handlers, arrivals: makeArrivals(40) })).makespan;
    expect([makespan(1), makespan(2), makespan(4)]).toEqual([4000, 2000, 1000]);
  });

  test("Node computes on several threads at once, as far as there are cores", () => {
    const handlers: Handler[] = [{ name: "h", lane: "loop", segments: [{ kind: "cpu", ms: 100, on: "executor" }] }];
    const makespan = (cores: number, executorThreads: number): number =>
      summarize(simulate({ workers: defaultWorkers("node", { cores, executorThreads }), handlers, arrivals: makeArrivals(8) })).makespan;
    expect([makespan(4, 1), makespan(4, 4), makespan(4, 8), makespan(2, 8)]).toEqual([800, 200, 200, 400]);
  });

  test("a million requests are served", () => {
    const handlers: Handler[] = [{ name: "h", lane: "thread", segments: [wait(8000, "blocking"), { kind: "cpu", ms: 5, on: "blocking" }] }];
    const before = process.cpuUsage();
    const summary = summarize(simulate({ workers: defaultWorkers("python", { processes: 2, threads: 32, cores: 2 }), handlers, arrivals: makeArrivals(1_000_000) }));
    const { user, system } = process.cpuUsage(before);
    expect(summary.requests).toBe(1_000_000);
    expect(summary.makespan).toBeGreaterThanOrEqual((1_000_000 / 64) * 8000);
    console.log(`a million requests: ${((user + system) / 1e6).toFixed(2)} s of CPU`);
  });
});

describe("the command", () => {
  test("prints figures, answers and a chart", async () => {
    expect((await run("--io 2s --threads 3 --requests 5")).stdout).toMatchInlineSnapshot(`
      "Python: 1 instance of 1 core, 1 process each with 3 threads for plain def, a default executor of 5.
      handler (def): 2 s of waiting (blocking).
      5 requests at once.

                makespan   mean  p50  p95  p99  throughput  cores used
      as given       4 s  2.8 s  2 s  4 s  4 s      1.25/s         0 %

      Answers: 3 at 2 s, 2 at 4 s.

      process 1
        1 ██████████████████████████████
        2 ██████████████████████████████
        3 ██████████████████████████████
        4 ······························██████████████████████████████
        5 ······························██████████████████████████████
          0                                                        4 s
        · waits for a free thread or loop
        █ waits and holds its thread or the loop
      "
    `);
  });

  test("its JSON is as the schema says", async () => {
    const schema = JSON.parse(await readFile("schemas/simulate.schema.json", "utf8")) as object;
    const validate = new Ajv2020({ strict: true }).compile(schema);
    for (const args of ["--io 2s", "--language node --io 20ms:pool --cpu 3ms --sweep uv-threads=4,8 --rate 20 --concurrency 8", "--io 1s --burst 10 --every 3s --stagger"]) {
      const output: unknown = JSON.parse((await run(`${args} --format json`)).stdout);
      expect(validate(output), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  test.each([
    ["python-plain-def-waits", "quote", "--each network=800ms"],
    ["python-computes-beside-waiting", "thumbnail", "--each Image.open=5ms --each cpu=40ms"],
    ["python-flex-awaits", "search", "--each client.get=80ms"],
    ["node-limits-under-dynamic-concurrency", "archive", "--each disk=20ms"],
  ])("takes the shape of a function of %s: %s", async (app, name, args) => {
    const { stdout } = await runCommand(registerSimulate, ["simulate", "--app", app, "--function", name, ...args.split(" "), "--format", "json"], "fixtures/advice/apps");
    const { scenario } = JSON.parse(stdout) as { scenario: { language: string; handlers: unknown } };
    expect([scenario.language, scenario.handlers]).toMatchSnapshot();
  });

  test("a sweep is a row for each combination", async () => {
    expect((await run("--io 200ms --cpu 50ms --cores 2 --requests 12 --sweep processes=1..2 --sweep threads=1,4 --format csv")).stdout).toMatchInlineSnapshot(`
      "processes,threads,requests,makespan_ms,mean_ms,p50_ms,p95_ms,p99_ms,throughput,coreUse
      1,1,12,3000,1625,1500,3000,3000,4,0.1
      1,4,12,1200,800,800,1200,1200,10,0.25
      2,1,12,1500,875,750,1500,1500,8,0.2
      2,4,12,700,500,400,700,700,17.142857,0.428571
      "
    `);
  });

  test.each([
    "--handler sync --io 400ms --threads 2 --requests 5 --processes 2",
    "--handler async --io 300ms:blocking --cpu 20ms:executor --requests 3 --concurrency 2",
    "--handler async --io 300ms:awaited --io 100ms:executor --requests 20 --executor-threads 4 --burst 10 --every 500ms",
    "--language node --io 300ms:blocking --requests 3 --processes 2 --stagger 400ms",
    "--language node --io 200ms:awaited --io 200ms:executor --cpu 20ms:pool --requests 4 --executor-threads 2 --rate 20",
  ])("--measure serves every request on real processes, never sooner than predicted: %s", async args => {
    const { stdout } = await run(`${args} --cores ${availableParallelism()} --measure --scale 0.5 --format json`);
    const [{ measured, ...predicted }] = (JSON.parse(stdout) as { results: [Figures & { measured: Figures }] }).results;
    expect(measured.requests).toBe(predicted.requests);
    // Load makes real processes slower, never faster, but for clocks that wake a little early.
    expect(measured.makespan).toBeGreaterThan(predicted.makespan * 0.95);
  });

  test("a page that stands on its own shows the chart of the chosen row, in a real browser", async context => {
    const browser = ["chromium", "chromium-browser", "google-chrome"].find(name => spawnSync(name, ["--version"]).status === 0);
    if (browser === undefined) {
      console.warn("SKIPPED: no Chromium was found, so the HTML page was not opened. Install it: apt-get install chromium.");
      context.skip("no Chromium");
    }
    const page = join(folder, "page.html");
    await run(`--io 200ms --cpu 50ms --cores 2 --requests 12 --sweep threads=1,4,8 --html ${page} --svg ${join(folder, "chart.svg")}`);
    const html = await readFile(page, "utf8");
    expect(html.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|@import|src=/);
    const dump = (url: string): string =>
      spawnSync(browser!, ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${join(folder, "profile")}`, "--dump-dom", url], { encoding: "utf8", timeout: 25_000 }).stdout;
    const hidden = (dom: string): boolean[] => [...dom.matchAll(/<figure data-point="\d+"( hidden="")?>/g)].map(match => match[1] !== undefined);
    expect(hidden(dump(`file://${page}`))).toEqual([false, true, true]);
    const chosen = dump(`file://${page}#2`);
    expect(hidden(chosen)).toEqual([true, true, false]);
    expect(chosen.match(/<tr data-point="\d" aria-selected="true">/g)).toEqual(['<tr data-point="2" aria-selected="true">']);
    // The browser has parsed the charts as SVG, not as text: 3 charts with a bar for each interval, and one curve.
    expect(chosen.match(/<polyline class="line"/g)).toHaveLength(3);
    expect(chosen.match(/<rect data-activity="held"/g)!.length).toBe(3 * 12);
    expect(dump(`file://${join(folder, "chart.svg")}`)).toContain("<title>Requests over time, threads 1</title>");
  });

  test.each([
    "--io 8", "--io soon", "--io -3s", "--io 8s:pol", "--io 8weeks", "--cpu 5ms:awaited --handler async", "--io 5ms:awaited --handler sync", "--io 5ms:pool",
    "--io 1s --requests 0", "--io 1s --requests -4", "--io 1s --threads 2.5", "--io 1s --processes 11", "--io 1s --cores 0", "--io 1s --rate fast",
    "--io 1s --burst 3", "--io 1s --rate 3 --burst 3 --every 1s", "--io 1s --sweep threads", "--io 1s --sweep thread=1", "--io 1s --sweep threads=4..1", "--io 1s --sweep threads=1 --sweep threads=2", "--io 1s --html no/such/folder/page.html", "--requests 3",
    "--language node --handler sync --io 1s", "--io 1s --each network=1s", "--function f --io 1s", "--function f --each network", "--io 1s --instances 2 --measure", "--io 1s --cpu 1s --cores 77 --measure", "--language node --io 1s:pool --measure", "--io 1s --measure --scale 0",
  ])("refuses %s", async args => {
    const error: unknown = await run(args).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message.replaceAll(folder, "<folder>")).toMatchSnapshot();
  });
});
