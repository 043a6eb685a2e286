import { join } from "node:path";

import { ignorePatterns } from "../../../src/project/patterns.ts";

import type { FunctionApp, FunctionDefinition } from "../../../src/model/app.ts";
import type { Note } from "../../../src/model/codemod.ts";
import type { Files } from "../../../src/project/files.ts";
import { isRecord, property, readJson } from "../../../src/project/json.ts";
import { VERSION_1 } from "../registration/binding-types.ts";
import { bundleVersion } from "./host-json.ts";
import { missingExtends } from "../syntax/program.ts";
import { droppedOptions } from "../registration/effective.ts";

/** What the app's other files, and dead settings of function.json, mean for the new model. */
export function appNotes(files: Files, app: FunctionApp, definitions: readonly FunctionDefinition[], { main, bundle }: { main: readonly string[]; bundle: boolean }): Note[] {
  return [...definitions.flatMap(definitionNotes), ...funcignoreNotes(files, app.root, main), ...settingsNotes(files, app.root), ...configNotes(app), ...(bundle ? [] : hostNotes(files, app.root))];
}

function definitionNotes(definition: FunctionDefinition): Note[] {
  const notes: Note[] = [];
  const add = (code: string, message: string): void => void notes.push({ safety: "suggestion", code, message, function: definition.name, place: { path: definition.source, range: { start: 0, end: 0 } } });
  if (definition.disabled !== undefined && definition.disabled !== false)
    add("disabled", `function.json says \`disabled\`, which no current host reads. Set the app setting AzureWebJobs.${definition.name}.Disabled to true if the function must not run.`);
  for (const binding of definition.bindings) {
    if (VERSION_1.has(binding.type.toLowerCase())) add("version-1-binding", `The binding type \`${binding.type}\` belongs to version 1 of the host; it is registered as it is and no current host serves it.`);
    for (const option of droppedOptions(binding)) add("dead-option", `\`${option}\` of the binding \`${binding.name}\` is read by no current host and was left out.`);
  }
  return notes;
}

/** `.funcignore` keeps files out of the package that is deployed: none of them may be one that `main` loads. */
function funcignoreNotes(files: Files, root: string, main: readonly string[]): Note[] {
  const path = join(root, ".funcignore");
  const text = files.read(path);
  if (text === undefined) return [];
  const rules = ignorePatterns(text);
  return main.filter(file => rules.ignores(file)).map(file => ({ safety: "manual", code: "funcignore", message: `.funcignore hides ${file}, which \`main\` loads: the deployed app would lose its functions.`, place: { path, range: { start: 0, end: 0 } } }));
}

function settingsNotes(files: Files, root: string): Note[] {
  const path = join(root, "local.settings.json");
  const { value } = readJson(files.read(path) ?? "{}");
  const values = isRecord(value) ? property(value, "Values") : undefined;
  const flags = isRecord(values) ? property(values, "AzureWebJobsFeatureFlags") : undefined;
  if (typeof flags !== "string" || !flags.includes("EnableWorkerIndexing")) return [];
  return [{ safety: "info", code: "feature-flag", message: "The feature flag EnableWorkerIndexing in AzureWebJobsFeatureFlags is needed no more.", place: { path, range: { start: 0, end: 0 } } }];
}

/** Options that a missing file would have given are not known: where compiled files are put, above all. */
function configNotes(app: FunctionApp): Note[] {
  const missing = app.functions.some(({ handler }) => /\.[cm]?tsx?$/.test(handler?.path ?? "")) ? missingExtends(app.root) : undefined;
  return missing === undefined ? [] : [{ safety: "manual", code: "tsconfig-extends", message: `tsconfig.json extends what is not here: ${missing} Check that \`main\` in package.json names the compiled files.`, place: { path: join(app.root, "tsconfig.json"), range: { start: 0, end: 0 } } }];
}

/** The new model needs an extension bundle that knows worker indexing. */
function hostNotes(files: Files, root: string): Note[] {
  const path = join(root, "host.json");
  const version = bundleVersion(files.read(path) ?? "{}");
  if (version === undefined || version >= 3) return [];
  return [{ safety: "manual", code: "old-bundle", message: `Version ${version} of the extension bundle in host.json is too old for the new model: use [4.*, 5.0.0), with \`--bundle\` or by hand. Cosmos DB options have other names there.`, place: { path, range: { start: 0, end: 0 } } }];
}
