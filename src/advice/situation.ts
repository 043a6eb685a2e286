import { UsageError } from "../model/usage-error.ts";
import type { Evidence } from "./profile/evidence.ts";
import type { FunctionProfile } from "./profile/profile.ts";
import { settingsNamed, type Configuration } from "./settings/configuration.ts";
import { valueAt } from "./settings/documents.ts";
import { pythonDefaultThreads } from "./simulation/scenario.ts";

export const plans = ["consumption", "flex", "premium", "dedicated"] as const;
export type Plan = (typeof plans)[number];
export type Confidence = "high" | "medium" | "low";

/** What the user says about the place where the app runs. */
export interface Hosting {
  readonly plan?: Plan;
  readonly cores?: number;
  readonly memoryMb?: number;
}

/** What the rules of advice decide by. */
export interface Situation {
  readonly configuration: Configuration;
  readonly language: "python" | "javascript";
  readonly profiles: readonly FunctionProfile[];
  readonly plan: Plan | null;
  readonly memoryMb: number | null;
  readonly cores: number;
  /** The cores are no more than a guess: neither given nor told by the plan. */
  readonly coresAssumed: boolean;
  /** Worker processes and sync threads that are advised: other settings follow them. */
  readonly processes: number;
  readonly threads: number;
}

/** Cores of a Flex Consumption instance by its memory. */
const flexCores: Readonly<Record<number, number>> = { 512: 0.25, 2048: 1, 4096: 2 };

/** Gathers what is known and derives the number of processes and threads. */
export function readSituation(configuration: Configuration, language: "python" | "javascript", profiles: readonly FunctionProfile[], hosting: Hosting): Situation {
  const { plan = null, memoryMb = null } = hosting;
  if (plan === "flex" && memoryMb !== null && flexCores[memoryMb] === undefined)
    throw new UsageError(`A Flex Consumption instance has ${Object.keys(flexCores).join(", ")} MB of memory, not ${memoryMb}.`);
  const cores = hosting.cores ?? (plan === "flex" ? flexCores[memoryMb ?? 2048] : plan === "consumption" ? 1 : undefined);
  const base = { configuration, language, profiles, plan, memoryMb, cores: cores ?? 1, coresAssumed: cores === undefined };
  return { ...base, processes: processesFor(base), threads: threadsFor(base) };
}

type Base = Omit<Situation, "processes" | "threads">;

function processesFor({ language, profiles, cores }: Base): number {
  const computes = profiles.some(profile => computesOnHandlerThread(profile));
  const wanted = computes ? Math.max(1, Math.floor(cores)) : 1;
  return Math.min(10, language === "python" || computes ? wanted : 1);
}

function threadsFor({ profiles, cores }: Base): number {
  const plain = profiles.filter(profile => profile.lane === "sync-pool");
  return plain.length > 0 && plain.every(profile => profile.workload === "cpu") ? 1 : pythonDefaultThreads(cores);
}

/** Computing that the thread of the handler does itself: more processes help it, more threads of one process do not. */
export function computesOnHandlerThread({ workload, basis, evidence }: FunctionProfile): boolean {
  if (workload !== "cpu" && workload !== "mixed") return false;
  return basis === "measured" || evidence.some(one => one.bound !== "io" && !one.light && one.place === "thread");
}

/** Calls that hold the event loop while they run. */
export function blocksLoop({ lane, evidence }: FunctionProfile): readonly Evidence[] {
  return lane === "event-loop" ? evidence.filter(one => one.place === "thread" && !one.light) : [];
}

/** How sure advice is that rests on these profiles: as sure as the least sure of them. */
export function confidenceOf(profiles: readonly FunctionProfile[]): Confidence {
  if (profiles.length === 0 || profiles.some(profile => profile.basis === "none")) return "low";
  return profiles.every(profile => profile.basis === "measured") ? "high" : "medium";
}

/** The value as it is in the app's files: an app setting by name, or a path in host.json. Null where it is not set. */
export function currentValue({ configuration }: Pick<Situation, "configuration">, name: string, home: string): string | null {
  if (home === "app setting") {
    const [setting] = settingsNamed(configuration, name);
    return setting === undefined ? null : (setting.value ?? "an expression");
  }
  const found = home === "host.json" ? valueAt(configuration.host, name.split(".")) : null;
  return found === null ? null : String(found.value);
}
