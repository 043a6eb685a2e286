import type { FunctionApp } from "../../../src/model/app.ts";
import { parsePython } from "../../../src/languages/python/parse.ts";
import { openFiles } from "../../../src/project/files.ts";
import type { MigrationPlan, Verification, VerifiedFunction, VerifyOptions } from "../../shared/migration.ts";
import { httpAppDifferences, isHttpApp } from "./http-app.ts";
import { differences } from "./differences.ts";
import { execute, type Execution } from "./execute.ts";
import { PlannedFiles } from "./planned-files.ts";
import { readBack } from "./read-back.ts";

/**
 * Checks a plan against function.json: the decorators read back from the planned text and, where a Python with
 * azure-functions is at hand, the app imported from a copy and its `get_functions()`.
 */
export async function verifyApp(app: FunctionApp, plan: MigrationPlan, options: VerifyOptions): Promise<Verification> {
  const files = new PlannedFiles(openFiles(), plan.changes);
  const read = readBack(app.root, files);
  const problems = [...read.problems, ...brokenFiles(files)];
  const known = new Set(app.functions.map(fn => fn.name));
  problems.push(...read.functions.filter(fn => !known.has(fn.name)).map(fn => `The new code registers \`${fn.name}\`, which function.json does not know.`));

  const execution: Execution = options.execute && problems.length === 0 ? await execute(app, files, options) : { ran: false, reason: "not asked for", versions: {} };
  if (execution.ran) {
    problems.push(...execution.problems);
    problems.push(...execution.functions.filter(fn => !known.has(fn.name)).map(fn => `The imported app has \`${fn.name}\`, which function.json does not know.`));
  }
  const functions = app.functions.map((fn): VerifiedFunction => {
    if (isHttpApp(fn, read.functions)) return httpAppDifferences(app, fn, read.functions, execution);
    const found = differences(fn, read.functions.filter(({ name }) => name === fn.name));
    if (!execution.ran) return { name: fn.name, check: "static", reason: execution.reason, differences: found };
    const executed = execution.problems.length > 0 ? [] : differences(fn, execution.functions.filter(({ name }) => name === fn.name));
    return { name: fn.name, check: "executed", differences: [...new Set([...found, ...executed])] };
  });
  return { functions, problems, versions: execution.versions };
}

function brokenFiles(files: PlannedFiles): string[] {
  const problems: string[] = [];
  for (const [path, text] of files.changed) {
    if (text === null || !path.endsWith(".py")) continue;
    const { error } = parsePython(text);
    if (error !== undefined) problems.push(`${path} does not parse after the change: ${error.message}`);
  }
  return problems;
}
