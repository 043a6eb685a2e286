import type { Advice } from "../advice.ts";
import type { FunctionProfile, Workload } from "../profile/profile.ts";
import { blocksLoop, currentValue, type Situation } from "../situation.ts";
import { advise } from "./rule.ts";

/** Functions of a trigger and what they are bound by together. */
function group({ profiles }: Situation, trigger: RegExp): { readonly members: FunctionProfile[]; readonly workload: Workload } {
  const members = profiles.filter(profile => trigger.test(profile.trigger));
  const kinds = new Set(members.map(profile => profile.workload).filter(workload => workload !== "unknown"));
  const workload = kinds.size === 0 ? "unknown" : kinds.size === 1 ? [...kinds][0]! : "mixed";
  return { members, workload };
}

/** How many waiting invocations one instance can run: all that come on free event loops, else one for each thread. */
function capacity({ processes, threads }: Situation, members: readonly FunctionProfile[]): number {
  if (members.some(profile => blocksLoop(profile).length > 0)) return processes;
  return members.every(profile => profile.lane === "event-loop") ? Number.POSITIVE_INFINITY : processes * threads;
}

/** HTTP limits: of host.json, and of the plan on Flex Consumption. */
export function* http(situation: Situation): Iterable<Advice> {
  const { plan, language, processes, memoryMb } = situation;
  const { members, workload } = group(situation, /^httptrigger$/i);
  if (members.length === 0 || workload === "unknown") return;
  const most = capacity(situation, members);
  const blocked = members.some(profile => blocksLoop(profile).length > 0);
  const measure = "p95 of the HTTP functions, and how many instances the plan adds, under the load you expect.";
  if (plan === "flex") {
    const byMemory = { 512: 4, 2048: 16, 4096: 32 }[memoryMb ?? 2048] ?? 16;
    const value = workload === "io" ? (Number.isFinite(most) ? most : byMemory) : processes;
    yield advise(situation, "perInstanceConcurrency", {
      value, because: members, measure, defaultValue: language === "python" ? 1 : byMemory,
      reason: workload === "io"
        ? `The HTTP functions wait for I/O, and an instance ${blocked ? `runs ${most} at a time as long as they block the event loop (\`funcfix fix\`)` : Number.isFinite(most) ? `has ${most} threads to run them` : "can await many at a time"}.${language === "python" ? " For Python the default is 1." : ""} The limits of host.json are reported to be ignored on Flex Consumption.`
        : `HTTP functions compute: no more at a time than there are worker processes.`,
    });
    return;
  }
  if (workload === "io" || (workload === "mixed" && !Number.isFinite(most))) return;
  yield advise(situation, "extensions.http.maxConcurrentRequests", {
    value: workload === "cpu" ? processes : most, because: members, measure, consider: true,
    reason: workload === "cpu"
      ? "HTTP functions compute: what is taken in beyond the worker processes only makes all of them slower."
      : "HTTP functions compute and wait: a limit keeps a burst from slowing down every request that runs.",
  });
}

interface Limit {
  readonly trigger: RegExp;
  readonly setting: string;
  /** For waiting functions, as far as threads do not limit it. */
  readonly io: number;
  readonly largest?: number;
  readonly default: number;
  /** Dynamic concurrency covers it. */
  readonly dynamic: boolean;
}

const limits: readonly Limit[] = [
  { trigger: /^queuetrigger$/i, setting: "extensions.queues.batchSize", io: 32, largest: 32, default: 16, dynamic: true },
  { trigger: /^servicebustrigger$/i, setting: "extensions.serviceBus.maxConcurrentCalls", io: 32, default: 16, dynamic: true },
  { trigger: /^activitytrigger$/i, setting: "extensions.durableTask.maxConcurrentActivityFunctions", io: 32, default: 10, dynamic: false },
];

/** Triggers whose concurrency the host can find itself. */
const dynamicTriggers = /^(?:queue|servicebus|blob)trigger$/i;

/** Static limits of message triggers; where functions compute and wait, dynamic concurrency instead. */
export function* messages(situation: Situation): Iterable<Advice> {
  const dynamic = currentValue(situation, "concurrency.dynamicConcurrencyEnabled", "host.json") === "true" || group(situation, dynamicTriggers).workload === "mixed";
  for (const limit of limits) {
    const { members, workload } = group(situation, limit.trigger);
    if (members.length === 0 || workload === "unknown" || (limit.dynamic && dynamic)) continue;
    const most = capacity(situation, members);
    if (workload === "io" && members.some(profile => blocksLoop(profile).length > 0)) {
      const current = currentValue(situation, limit.setting, "host.json");
      yield advise(situation, limit.setting, {
        value: current ?? limit.default, because: members, defaultValue: limit.default, measure: "",
        reason: "These functions wait for I/O but block the event loop meanwhile, so that messages taken in run one after another. Repair that first (`funcfix fix`); then it can be raised.",
      });
      continue;
    }
    const value = workload === "io" ? Math.min(limit.io, most, limit.largest ?? most) : situation.processes;
    yield advise(situation, limit.setting, {
      value, because: members, defaultValue: limit.default, measure: "Length of the queue and p95 of the functions under load; errors of what they call.",
      reason: workload === "io"
        ? `These functions wait for I/O. ${Number.isFinite(most) && most <= limit.io ? `An instance has ${most} threads for them; what it fetches beyond that waits while its lock runs out.` : "An instance can wait for more of them at a time than the default lets it."}`
        : "These functions compute: no more at a time than there are worker processes, so that the rest stays for other instances.",
    });
    if (limit.setting.endsWith("batchSize") && workload !== "io")
      yield advise(situation, "extensions.queues.newBatchThreshold", { value: 0, because: members, reason: "With 0 no further messages are fetched while a batch is being computed.", measure: "As for batchSize." });
  }
}

export function* dynamicConcurrency(situation: Situation): Iterable<Advice> {
  const { members, workload } = group(situation, dynamicTriggers);
  if (members.length === 0 || workload !== "mixed") return;
  yield advise(situation, "concurrency.dynamicConcurrencyEnabled", {
    value: true, because: members, consider: true, defaultValue: false,
    reason: "Functions of queue, Service Bus or blob triggers both compute and wait: no static limit suits all of them. The host can find their concurrency itself; it needs version 5 of the extensions, and the static limits are ignored then.",
    measure: "Concurrency that the host logs as it adjusts, and p95, over a day.",
  });
}

export function* eventHubs(situation: Situation): Iterable<Advice> {
  const { members, workload } = group(situation, /^eventhubtrigger$/i);
  if (members.length === 0 || (workload !== "io" && workload !== "cpu")) return;
  yield advise(situation, "extensions.eventHubs.maxEventBatchSize", {
    value: workload === "io" ? 100 : 10, because: members, consider: true, defaultValue: 10, confidence: "low",
    reason: workload === "io"
      ? "One invocation can wait for the events of a large batch together, if the function takes many events and awaits them at once. How many invocations run is bound by the partitions."
      : "Events are computed one after another: a small batch keeps an invocation short.",
    measure: "Events a second and the duration of an invocation.",
  });
}
