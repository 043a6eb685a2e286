import { Instance, type Outcome } from "./instance.ts";
import { planHandlers } from "./plan.ts";
import { validateScenario, type Scenario } from "./scenario.ts";
import { Trace, type Interval } from "./trace.ts";

export interface Run extends Outcome {
  readonly scenario: Scenario;
  /** Core milliseconds that were delivered, over all instances. */
  readonly coreMs: number;
  /** What each request did; empty unless asked for. */
  readonly intervals: readonly Interval[];
}

/**
 * Runs a scenario to its end by discrete events. Deterministic: equal scenarios give equal results.
 * Throws {@link UsageError} for a scenario that cannot be run.
 */
export function simulate(scenario: Scenario, { trace = false }: { readonly trace?: boolean } = {}): Run {
  validateScenario(scenario);
  const { workers, handlers, arrivals } = scenario;
  const requests = arrivals.times.length;
  const outcome: Outcome = {
    start: new Float64Array(requests),
    finish: new Float64Array(requests).fill(Number.NaN),
    process: new Int32Array(requests),
  };
  const scratch = { cursor: new Int32Array(requests), at: new Int32Array(requests), next: new Int32Array(requests) };
  const plan = planHandlers(handlers);
  const notes = trace ? new Trace() : null;
  let coreMs = 0;
  for (let offset = 0; offset < Math.min(workers.instances, requests); offset++)
    coreMs += new Instance(workers, plan, arrivals, { offset, step: workers.instances }, outcome, scratch, notes).run();
  return { ...outcome, scenario, coreMs, intervals: notes?.intervals ?? [] };
}
