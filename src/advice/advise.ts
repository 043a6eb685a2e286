import type { Advice, Conflict } from "./advice.ts";
import type { FunctionProfile } from "./profile/profile.ts";
import { dynamicConcurrency, eventHubs, http, messages } from "./rules/concurrency.ts";
import { diagnosis } from "./rules/diagnosis.ts";
import type { AdviceRule } from "./rules/rule.ts";
import { defaultExecutor, poolSize, pythonThreads, scaling, workerProcesses } from "./rules/workers.ts";
import { computesOnHandlerThread, readSituation, type Hosting, type Situation } from "./situation.ts";
import type { Configuration } from "./settings/configuration.ts";

const rules: readonly AdviceRule[] = [workerProcesses, pythonThreads, defaultExecutor, poolSize, http, messages, dynamicConcurrency, eventHubs, diagnosis, scaling];

export interface AppAdvice {
  readonly advice: readonly Advice[];
  readonly conflicts: readonly Conflict[];
  readonly cores: number;
  readonly coresAssumed: boolean;
}

/** Settings for one app, from the profiles of its functions, what it has now and where it runs. Throws {@link UsageError}. */
export function adviseApp(configuration: Configuration, language: "python" | "javascript", profiles: readonly FunctionProfile[], hosting: Hosting): AppAdvice {
  const situation = readSituation(configuration, language, profiles, hosting);
  return { advice: rules.flatMap(rule => [...rule(situation)]), conflicts: conflicts(situation), cores: situation.cores, coresAssumed: situation.coresAssumed };
}

/** A function that computes holds up those that wait in the same process, whatever the settings are. */
function conflicts({ language, profiles }: Situation): Conflict[] {
  const computing = profiles.filter(computesOnHandlerThread);
  const waiting = profiles.filter(profile => profile.workload === "io");
  if (computing.length === 0 || waiting.length === 0) return [];
  const names = (list: readonly FunctionProfile[]): string => list.map(profile => `\`${profile.function}\``).join(", ");
  return [{
    functions: [...computing, ...waiting].map(profile => profile.function),
    message: `${names(computing)} ${computing.length === 1 ? "computes" : "compute"} and ${names(waiting)} ${waiting.length === 1 ? "waits" : "wait"} for I/O in the same worker processes: few threads and many processes suit the first, the reverse the others.`,
    ways: [
      `Move ${computing.length === 1 ? "the computing function" : "the computing functions"} to a function app of its own, with settings of its own.`,
      language === "python"
        ? "Or hand the computing to a ProcessPoolExecutor, so that the interpreter lock of the worker stays free."
        : "Or hand the computing to worker threads (`funcfix-runtime`), so that the event loop stays free.",
    ],
  }];
}
