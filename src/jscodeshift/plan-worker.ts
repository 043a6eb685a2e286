import { parentPort, workerData } from "node:worker_threads";

import { planApp } from "../../codemods/node-v3-to-v4/plan-app.ts";
import { UsageError } from "../model/usage-error.ts";
import { readFunctionJsonApp } from "../project/apps/read-app.ts";
import { openFiles } from "../project/files.ts";
import { resultOf } from "../project/write/diff.ts";

/** What the transform in jscodeshift/ gets: the files that change, by path, or why the app is refused. */
type PlannedApp = { readonly texts: ReadonlyMap<string, { readonly before: string; readonly after: string }> } | { readonly refused: string };

/** Plans one app in a thread of its own: jscodeshift hooks the loader of its thread and compiles whatever is loaded there. */
async function answer(root: string): Promise<PlannedApp> {
  try {
    const { changes } = await planApp(readFunctionJsonApp(openFiles(), root), {});
    return { texts: new Map(changes.flatMap(change => (change.kind === "edit" ? [[change.path, { before: change.before, after: resultOf(change) ?? "" }] as const] : []))) };
  } catch (error) {
    if (error instanceof UsageError) return { refused: error.message };
    throw error;
  }
}

parentPort?.postMessage(await answer(String(workerData)));
