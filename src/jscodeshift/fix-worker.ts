import { parentPort, workerData } from "node:worker_threads";

import type { Strategy } from "../../codemods/offload-blocking-calls/index.ts";
import { configurableRules } from "../checking/rule-ids.ts";
import { createConfigFinder } from "../config/find.ts";
import { fix } from "../fix.ts";
import type { Finding } from "../model/finding.ts";
import { UsageError } from "../model/usage-error.ts";
import { resultOf } from "../project/write/diff.ts";

/** What the transform in jscodeshift/ asks for. */
interface Asked {
  readonly root: string;
  readonly strategy: string;
  readonly unsafe: boolean;
}

/** The files that change and what is left undone, by path; or why nothing is planned. */
type PlannedFixes = {
  readonly texts: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
  readonly undone: readonly { readonly path: string; readonly said: string }[];
} | { readonly refused: string };

const STRATEGIES: readonly Strategy[] = ["auto", "native", "offload"];

/** Plans one app in a thread of its own: jscodeshift hooks the loader of its thread and compiles whatever is loaded there. */
async function answer({ root, strategy, unsafe }: Asked): Promise<PlannedFixes> {
  const known = STRATEGIES.find(each => each === strategy);
  if (known === undefined) return { refused: `--strategy takes ${STRATEGIES.join(", ")}, not \`${strategy}\`.` };
  // A transform makes no files: functions that were named to be moved are left to the command.
  const accept = ({ rule, severity }: Finding): boolean => rule !== "offload-blocking-calls" || severity === "info";
  try {
    const { changes, outcomes } = await fix({ paths: [root], cwd: root, config: createConfigFinder({ cwd: root, rules: configurableRules }) }, { strategy: known, unsafe, accept });
    return {
      texts: new Map(changes.flatMap(change => (change.kind === "edit" ? [[change.path, { before: change.before, after: resultOf(change) ?? "" }] as const] : []))),
      undone: outcomes.filter(({ applied }) => !applied).map(({ finding, reason }) => ({ path: finding.path, said: [finding.message, reason].filter(part => part !== undefined).join(" ") })),
    };
  } catch (error) {
    if (error instanceof UsageError) return { refused: error.message };
    throw error;
  }
}

parentPort?.postMessage(await answer(workerData as Asked));
