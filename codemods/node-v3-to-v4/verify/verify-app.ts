import type { FunctionApp, FunctionDefinition } from "../../../src/model/app.ts";
import { resultOf } from "../../../src/project/write/diff.ts";
import type { MigratedFunction, MigrationPlan, Verification, VerifiedFunction, VerifyOptions } from "../../shared/migration.ts";
import { differencesBetween, expectedOf, type Registered } from "./compare.ts";
import { copyApp, type AppCopy } from "./copy.ts";
import { loadFiles, type LoadError, type Loaded } from "./execute.ts";
import { differencesFromModel, seenByCheck } from "./model-view.ts";
import { readRegistrations } from "./read-back.ts";

/** Checks a plan before it is written: the planned code read back, then loaded for real on a copy. */
export async function verifyApp(app: FunctionApp, plan: MigrationPlan, options: VerifyOptions): Promise<Verification> {
  const scripts = [...new Set(plan.functions.map(fn => fn.registeredIn))];
  const read = new Map(scripts.map(path => [path, readRegistrations(path, plannedText(plan, path))]));
  const names = new Set(app.functions.map(definition => definition.name));
  const problems = [...read].flatMap(([path, registered]) => registered.filter(({ name }) => !names.has(name)).map(({ name }) => `${path} registers ${name}, which the old app did not have.`));
  const byName = new Map(plan.functions.map(fn => [fn.name, fn]));
  const seen = seenByCheck(app.root, new Map(scripts.map(path => [path, plannedText(plan, path)])));
  const statics = app.functions.map((definition): VerifiedFunction => {
    const registered = read.get(byName.get(definition.name)!.registeredIn)!.filter(({ name }) => name === definition.name);
    return { name: definition.name, check: "static", ...(!options.execute && { reason: "not executed, as asked" }), differences: [...differencesOf(definition, registered), ...differencesFromModel(definition, seen)] };
  });
  if (!options.execute || statics.some(fn => fn.differences.length > 0)) return { functions: statics, problems, versions: {} };

  const copy = copyApp(app.root, plan.changes);
  try {
    return { ...(await executed(app, plan.functions, statics, copy, options.timeout, problems)), versions: copy.versions };
  } finally {
    copy.remove();
  }
}

function plannedText(plan: MigrationPlan, path: string): string {
  const change = plan.changes.find(candidate => candidate.path === path);
  return (change === undefined ? undefined : resultOf(change)) ?? "";
}

function differencesOf(definition: FunctionDefinition, registered: readonly Registered[]): string[] {
  const [first] = registered;
  if (first === undefined) return ["the function is not registered"];
  if (registered.length > 1) return ["the function is registered more than once"];
  return differencesBetween(expectedOf(definition), first);
}

async function executed(app: FunctionApp, planned: readonly MigratedFunction[], statics: readonly VerifiedFunction[], copy: AppCopy, timeout: number, problems: readonly string[]): Promise<Pick<Verification, "functions" | "problems">> {
  if (copy.versions["@azure/functions"] === undefined) return { functions: statics.map(fn => ({ ...fn, reason: "static only: @azure/functions 4 is installed neither in the app nor beside funcfix" })), problems };
  const place = new Map(planned.map(fn => [fn.name, copy.loadable(fn.registeredIn)]));
  const loaded = await loadFiles(copy.root, [...new Set(place.values())], timeout);
  const failed = [...loaded].filter(([, { error }]) => error !== undefined && !isMissingPackage(error)).map(([file]) => file);
  const before = failed.length === 0 ? new Map<string, Loaded>() : await loadOriginals(app, timeout);
  // A script that another one imports registers when that one is loaded.
  const registered = [...loaded.values()].flatMap(file => file.registered);
  const functions = statics.map((fn): VerifiedFunction => {
    const file = place.get(fn.name)!;
    const definition = app.functions.find(candidate => candidate.name === fn.name)!;
    return judge(fn, definition, registered, loaded.get(file), before.get(definition.handler!.path));
  });
  const names = new Set(app.functions.map(definition => definition.name));
  const extra = registered.filter(({ name }) => !names.has(name)).map(({ name }) => `${name} is registered when the app is loaded, and the old app did not have it.`);
  return { functions, problems: [...problems, ...extra] };
}

function judge(fn: VerifiedFunction, definition: FunctionDefinition, registered: readonly Registered[], loaded: Loaded | undefined, before: Loaded | undefined): VerifiedFunction {
  if (loaded === undefined) return { ...fn, reason: "static only: the script did not load within the time limit" };
  const { error } = loaded;
  if (error === undefined) return { ...fn, check: "executed", differences: differencesOf(definition, registered.filter(({ name }) => name === fn.name)) };
  if (isMissingPackage(error)) return { ...fn, reason: `static only: ${firstLine(error.message)}` };
  if (before?.error !== undefined && firstLine(before.error.message) === firstLine(error.message)) return { ...fn, reason: `static only: the script fails here before and after: ${firstLine(error.message)}` };
  return { ...fn, check: "executed", differences: [`the script fails when it is loaded: ${firstLine(error.message)}`] };
}

/** The unchanged scripts, loaded in the same way: what fails there too says nothing about the migration. */
async function loadOriginals(app: FunctionApp, timeout: number): Promise<Map<string, Loaded>> {
  const copy = copyApp(app.root, []);
  try {
    const scripts = [...new Set(app.functions.map(definition => definition.handler!.path))];
    const loaded = await loadFiles(copy.root, scripts.map(script => copy.loadable(script)), timeout);
    return new Map(scripts.flatMap(script => {
      const found = loaded.get(copy.loadable(script));
      return found === undefined ? [] : [[script, found] as const];
    }));
  } finally {
    copy.remove();
  }
}

/** A package of the user that is not installed here; a missing file of the app itself is no such thing. */
function isMissingPackage({ code, message }: LoadError): boolean {
  if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") return false;
  const name = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  return name !== undefined && !name.startsWith(".") && !name.startsWith("/") && !/^[A-Z]:/i.test(name) && !["@azure/functions", "funcfix-runtime"].some(own => name === own || name.startsWith(`${own}/`));
}

function firstLine(text: string): string {
  return text.split("\n")[0]!;
}
