import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import type { FileInfo, Options } from "jscodeshift";

import type { MigrationPlan } from "../../codemods/shared/migration.ts";
import { UsageError } from "../model/usage-error.ts";
import { readFunctionJsonApp } from "../project/apps/read-app.ts";
import { openFiles } from "../project/files.ts";
import { resultOf } from "../project/write/diff.ts";

/** One plan for each app in this worker: the files of an app are moved together. */
const plans = new Map<string, Promise<MigrationPlan>>();

/**
 * The scripts of a function.json app in the v4 programming model, one file at a time: what `funcfix migrate` makes of the
 * same file. Run with `--no-babel`: jscodeshift would compile this package too. `--root` names the app; without it the nearest folder with host.json is taken. function.json and
 * package.json are left to `funcfix migrate`.
 */
export default async function transform(file: FileInfo, _api: unknown, options: Options): Promise<string | undefined> {
  const path = resolve(file.path);
  const root = typeof options["root"] === "string" ? resolve(options["root"]) : appOf(path);
  let plan = plans.get(root);
  if (plan === undefined) plans.set(root, (plan = planOf(root)));
  const change = (await plan).changes.find(candidate => candidate.path === path);
  if (change?.kind !== "edit") return undefined;
  if (change.before !== file.source) throw new UsageError(`${path} has changed since the app was read: run the transform again.`);
  return resultOf(change);
}

async function planOf(root: string): Promise<MigrationPlan> {
  const { planApp } = await import("../../codemods/node-v3-to-v4/plan-app.ts");
  return planApp(readFunctionJsonApp(openFiles(), root), {});
}

function appOf(path: string): string {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "host.json"))) return folder;
    if (folder === dirname(folder)) throw new UsageError(`No folder above ${path} has a host.json: name the app with --root.`);
  }
}
