import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { FunctionApp } from "../../../src/model/app.ts";
import { readFunctionJsonApp } from "../../../src/project/apps/read-app.ts";
import { openFiles } from "../../../src/project/files.ts";

const folder = fileURLToPath(new URL("../../../fixtures/codemods/node-v3-to-v4/", import.meta.url));

export interface NodeCase {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** Folders of fixtures, in order; a case is an app before and after. */
export function nodeCases(): NodeCase[] {
  return readdirSync(folder).sort().map(name => ({ name, before: join(folder, name, "before"), after: join(folder, name, "after") }));
}

/** The cases that are migrated: the others must stay as they are. */
export function migratedCases(): NodeCase[] {
  return nodeCases().filter(({ name, before }) => !name.startsWith("keep-") && existsSync(before));
}

export function readApp(root: string): FunctionApp {
  return readFunctionJsonApp(openFiles(), root);
}
