import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { MigrateOptions } from "../../../codemods/shared/migration.ts";
import type { FunctionApp } from "../../../src/model/app.ts";
import { readFunctionJsonApp } from "../../../src/project/apps/read-app.ts";
import { openFiles } from "../../../src/project/files.ts";

const folder = fileURLToPath(new URL("../../../fixtures/codemods/node-v3-to-v4/", import.meta.url));

export interface NodeCase {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** `options.json` of the case. */
  readonly options: MigrateOptions;
}

/** Folders of fixtures, in order; a case is an app before and after. */
export function nodeCases(): NodeCase[] {
  return readdirSync(folder).sort().map(name => {
    const options = join(folder, name, "options.json");
    return { name, before: join(folder, name, "before"), after: join(folder, name, "after"), options: existsSync(options) ? (JSON.parse(readFileSync(options, "utf8")) as MigrateOptions) : {} };
  });
}

/** The cases that are migrated: the others must stay as they are. */
export function migratedCases(): NodeCase[] {
  return nodeCases().filter(({ name, before }) => !name.startsWith("keep-") && existsSync(before));
}

export function readApp(root: string): FunctionApp {
  return readFunctionJsonApp(openFiles(), root);
}
