import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import type { API, FileInfo, Options } from "jscodeshift";

import type { Strategy } from "../../codemods/offload-blocking-calls/index.ts";
import type { FixResult } from "../fix.ts";
import type { Finding } from "../model/finding.ts";
import { UsageError } from "../model/usage-error.ts";
import { resultOf } from "../project/write/diff.ts";

const STRATEGIES: readonly Strategy[] = ["auto", "native", "offload"];
/** One plan for each app and choice of options in this worker: what hangs together is planned together. */
const plans = new Map<string, Promise<FixResult>>();

/**
 * What `funcfix fix` makes of each file, as a transform of jscodeshift, which may parse as it likes: only the text counts.
 * Options: `--root` names the app (else the nearest folder with host.json, else with package.json), `--strategy` and
 * `--unsafe` are those of the command. Run with `--no-babel`: jscodeshift would compile this package too. Functions named
 * to be moved to files of their own are left to `funcfix fix --offload`, for a transform makes no files.
 */
export default async function transform(file: FileInfo, api: Pick<API, "report">, options: Options): Promise<string | undefined> {
  const path = resolve(file.path);
  const root = typeof options["root"] === "string" ? resolve(options["root"]) : appOf(path);
  const strategy = strategyOf(options["strategy"]);
  const unsafe = options["unsafe"] === true || options["unsafe"] === "true";
  const key = `${root}\n${strategy}\n${unsafe}`;
  let plan = plans.get(key);
  if (plan === undefined) plans.set(key, (plan = planOf(root, strategy, unsafe)));
  const { changes, outcomes } = await plan;
  for (const { finding, applied, reason } of outcomes) if (finding.path === path && !applied) api.report(`${finding.message}${reason === undefined ? "" : ` ${reason}`}`);
  const change = changes.find(candidate => candidate.path === path);
  if (change?.kind !== "edit") return undefined;
  if (change.before !== file.source) throw new UsageError(`${path} has changed since the app was read: run the transform again.`);
  const result = resultOf(change)!;
  if (/["']funcfix-runtime["']/.test(result)) api.report("It runs calls on worker threads: add `funcfix-runtime` to the dependencies.");
  return result;
}

async function planOf(root: string, strategy: Strategy, unsafe: boolean): Promise<FixResult> {
  const [{ fix }, { createConfigFinder }, { configurableRules }] = await Promise.all([import("../fix.ts"), import("../config/find.ts"), import("../checking/rule-ids.ts")]);
  const isOfOneFile = ({ rule, severity }: Finding): boolean => rule !== "offload-blocking-calls" || severity === "info";
  return fix({ paths: [root], cwd: root, config: createConfigFinder({ cwd: root, rules: configurableRules }) }, { strategy, unsafe, accept: isOfOneFile });
}

function strategyOf(given: unknown): Strategy {
  const found = STRATEGIES.find(strategy => strategy === (given ?? "auto"));
  if (found === undefined) throw new UsageError(`--strategy takes ${STRATEGIES.join(", ")}, not \`${String(given)}\`.`);
  return found;
}

function appOf(path: string): string {
  for (const mark of ["host.json", "package.json"])
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      if (existsSync(join(folder, mark))) return folder;
      if (folder === dirname(folder)) break;
    }
  throw new UsageError(`No folder above ${path} has a host.json or package.json: name the app with --root.`);
}
