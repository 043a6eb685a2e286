import { blocksLoop, computesOnHandlerThread, confidenceOf, currentValue, type Situation } from "../situation.ts";
import type { Advice } from "../advice.ts";
import { knownSetting } from "../settings/known.ts";
import { advise, evidenceOf } from "./rule.ts";

/** FUNCTIONS_WORKER_PROCESS_COUNT. */
export function* workerProcesses(situation: Situation): Iterable<Advice> {
  const { language, profiles, processes, cores, coresAssumed, plan } = situation;
  const computing = profiles.filter(computesOnHandlerThread);
  const name = "FUNCTIONS_WORKER_PROCESS_COUNT";
  const howMany = `${coresAssumed ? "the cores are not known and taken as 1; give --cores" : `${cores} ${cores === 1 ? "core" : "cores"}`}`;
  if (computing.length > 0) {
    const node = " The documentation of the Node worker speaks of plans with one core, its maintainers advise one process for each core; processes start slower and hold their own copy of the app's state.";
    yield advise(situation, name, {
      value: processes,
      because: computing,
      defaultValue: 1,
      ...(coresAssumed && { confidence: "low" as const }),
      reason: `${language === "python" ? "One thread of a Python process computes at a time" : "A Node process computes on one thread"}, so computing takes one process for each core (${howMany}).${language === "javascript" && processes > 1 ? node : ""}`,
      measure: "CPU of the instance and p95 of the functions before and after; memory too, as each process holds its own copy of the app.",
    });
    return;
  }
  const blocking = profiles.filter(profile => blocksLoop(profile).length > 0);
  const repair = blocking.length > 0 ? ` ${blocking.length === 1 ? "One function blocks" : `${blocking.length} functions block`} the event loop: repair that first (\`funcfix fix\`); further processes only give each stall fewer requests to hold up.` : "";
  const current = currentValue(situation, name, "app setting");
  const [min, max] = knownSetting(name).range!;
  const isAllowed = current === null || (Number(current) >= min && Number(current) <= max);
  yield advise(situation, name, {
    value: 1,
    because: blocking.length > 0 ? blocking : profiles.filter(profile => profile.workload !== "unknown"),
    defaultValue: 1,
    ...(isAllowed && { consider: true as const }),
    reason: `Nothing in the app is known to compute on its handlers' threads, and waiting needs no further process.${repair}`,
    measure: `CPU of the instance: a process that stays near one full core wants another one${plan === "consumption" ? ", though a Consumption instance has one core" : ""}.`,
  });
}

/** PYTHON_THREADPOOL_THREAD_COUNT. */
export function* pythonThreads(situation: Situation): Iterable<Advice> {
  const { language, profiles, threads, cores, plan } = situation;
  if (language !== "python" || profiles.length === 0) return;
  const name = "PYTHON_THREADPOOL_THREAD_COUNT";
  const plain = profiles.filter(profile => profile.lane === "sync-pool");
  if (profiles.some(profile => profile.lane === "unknown") && plain.length === 0) return;
  const flex = plan === "flex" ? " On Flex Consumption an instance gets one HTTP request of a Python app at a time unless its per-instance concurrency is raised, so threads matter to the other triggers only." : "";
  if (plain.length === 0) {
    yield advise(situation, name, { value: null, because: profiles, reason: "Every function is an `async def`: neither the event loop nor `asyncio.to_thread` uses these threads.", measure: "Nothing: it has no effect.", confidence: "high" });
    return;
  }
  const cpu = plain.filter(profile => profile.workload === "cpu");
  const onlyCpu = cpu.length === plain.length;
  const mixed = !onlyCpu && (cpu.length > 0 || plain.some(profile => profile.workload === "mixed"));
  yield advise(situation, name, {
    value: threads,
    because: plain,
    reason: (onlyCpu
      ? "All plain `def` functions compute: more threads of one process only take turns. Raise it if short calls wait behind long ones."
      : `Plain \`def\` functions wait for I/O on these threads. Start at cores + 4 (${Math.floor(cores) + 4}) and raise it while throughput grows${mixed ? "; computing and waiting functions share the threads, so balance it with the number of processes" : ""}. Set it in any case: the default differs by hosting path.`) + flex,
    measure: "Throughput and p95 under load while you double it; stop when they no longer improve.",
  });
}

/** What `asyncio.to_thread` runs on, which no app setting changes. */
export function* defaultExecutor(situation: Situation): Iterable<Advice> {
  const { language, profiles, cores } = situation;
  if (language !== "python") return;
  const offloading = profiles.filter(profile => profile.lane === "event-loop" && profile.evidence.some(one => one.place === "executor"));
  if (offloading.length === 0) return;
  const size = Math.min(32, Math.floor(cores) + 4);
  yield {
    evidence: offloading.map(evidenceOf), confidence: confidenceOf(offloading),
    setting: "asyncio default executor", home: "plan", current: null, value: null, change: "consider",
    reason: `\`asyncio.to_thread\` and \`run_in_executor(None, …)\` have ${size} threads here (min(32, cores + 4)), whatever PYTHON_THREADPOOL_THREAD_COUNT says. For more at a time give the loop a ThreadPoolExecutor of your size, or make a handler that awaits nothing else a plain \`def\`.`,
    source: "https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.run_in_executor",
    measure: "p95 of these functions while more of them run than the executor has threads.",
  };
}

/** UV_THREADPOOL_SIZE. */
export function* poolSize(situation: Situation): Iterable<Advice> {
  const { language, profiles, cores } = situation;
  if (language !== "javascript") return;
  const users = profiles.filter(profile => profile.evidence.some(one => one.place === "pool"));
  if (users.length === 0) return;
  const waits = users.some(profile => profile.evidence.some(one => one.place === "pool" && one.bound === "io"));
  yield advise(situation, "UV_THREADPOOL_SIZE", {
    value: waits ? 16 : Math.max(4, Math.floor(cores)),
    because: users,
    defaultValue: 4,
    ...(waits && { consider: true as const, confidence: "low" as const }),
    reason: waits
      ? "Files, dns.lookup, zlib and crypto share libuv's pool of 4 threads. If more than 4 such calls run at once, the rest wait: 16 is a start, to be set as an app setting since the worker uses the pool before your code runs."
      : "libuv's pool computes for zlib and crypto: more threads than cores do not help.",
    measure: "Duration of these calls under load with 4, 8 and 16 threads (`funcfix simulate --language node --io 20ms:pool --sweep uv-threads=4,8,16`).",
  });
}

/** More or bigger instances. */
export function* scaling(situation: Situation): Iterable<Advice> {
  const { profiles, plan, cores, processes } = situation;
  const computing = profiles.filter(computesOnHandlerThread);
  if (plan === null || computing.length === 0) return;
  yield {
    evidence: computing.map(evidenceOf), confidence: confidenceOf(computing),
    setting: "instance size", home: "plan", current: null, value: null, change: "consider",
    reason: plan === "consumption"
      ? "Computing gains from further instances only, since a Consumption instance has one core: keep executions short, or move to a plan with larger instances."
      : `A larger instance helps computing only together with as many worker processes as cores (now ${cores} cores, ${processes} advised).`,
    source: "https://learn.microsoft.com/azure/azure-functions/functions-scale",
    measure: "CPU of the instances, and the cost of one large against two small ones.",
  };
}
