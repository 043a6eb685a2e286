import type { Advice } from "../advice.ts";
import { workloadNames, type FunctionProfile } from "../profile/profile.ts";
import type { Evidence } from "../profile/evidence.ts";

const lanes: Readonly<Record<FunctionProfile["lane"], string>> = { "event-loop": "event loop", "sync-pool": "sync pool", "unknown": "not found" };
const places: Readonly<Record<Evidence["place"], string>> = { thread: "on the handler's thread", awaited: "awaited", executor: "on an executor", pool: "in libuv's pool" };

export const laneName = ({ lane }: FunctionProfile): string => lanes[lane];
export const workloadName = ({ workload, basis }: FunctionProfile): string => `${workloadNames[workload]}${basis === "measured" ? " (measured)" : basis === "none" ? ", measure it" : ""}`;

/** `requests.get, network, on the handler's thread, in a loop`. */
export function evidenceText({ call, kind, place, loops }: Evidence): string {
  const repeated = loops === 0 ? "" : loops === 1 ? ", in a loop" : `, in ${loops} loops`;
  return `${call}: ${kind}, ${places[place]}${repeated}`;
}

/** `set FUNCTIONS_WORKER_PROCESS_COUNT to 2 (now 1)`. */
export function actionText({ setting, current, value, change }: Advice): string {
  const now = current === null ? "now not set" : `now ${current}`;
  if (change === "keep") return current === null ? `leave ${setting} as it is (not set${value === null ? "" : `, which is ${value}`})` : `keep ${setting} at ${current}`;
  if (value === null) return change === "remove" || current !== null ? `remove ${setting} (${now})` : `consider the ${setting}`;
  return `${change === "set" ? "set" : "consider"} ${setting} ${change === "set" ? "to" : "of"} ${value} (${now})`;
}
