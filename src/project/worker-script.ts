import type { Unit } from "../model/project-view.ts";

const WORKER_ONLY = new Set(["parentPort", "workerData"]);

/** A script that runs on a thread of its own, where blocking is the point: it talks to `parentPort`, or its name says so. */
export function isWorkerScript(unit: Unit): boolean {
  if (unit.facts.language !== "javascript") return false;
  if (/\.worker\.[cm]?[jt]sx?$/.test(unit.path)) return true;
  return unit.facts.origins.some(origin =>
    (origin.kind === "imported" && /^(?:node:)?worker_threads$/.test(origin.module) && WORKER_ONLY.has(origin.name)) ||
    (origin.kind === "member" && WORKER_ONLY.has(origin.name) && isWorkerThreads(unit, origin.of)));
}

function isWorkerThreads(unit: Unit, id: number): boolean {
  const origin = unit.facts.origins[id]!;
  return origin.kind === "module" && /^(?:node:)?worker_threads$/.test(origin.module);
}
