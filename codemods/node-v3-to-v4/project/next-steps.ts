import { relative, sep } from "node:path";

import type { ts } from "ts-morph";

import type { FunctionApp, FunctionDefinition } from "../../../src/model/app.ts";
import type { AppProgram } from "../syntax/program.ts";
import { compilerOptions } from "../syntax/program.ts";

const TEST = /(^|[\\/])(tests?|__tests__|specs?)[\\/]|[._-](test|spec)\.[cm]?[jt]sx?$/i;

/** What is left to the owner of the app, in order. */
export function nextSteps(app: FunctionApp, definitions: readonly FunctionDefinition[], program: AppProgram, scripts: ReadonlySet<string>): string[] {
  const steps = ["Run `npm install`."];
  if ([...scripts].some(path => /\.[cm]?tsx?$/.test(path))) {
    const out = compilerOptions(app.root).outDir;
    steps.push(`Build the app anew${out === undefined ? "" : ` (delete ${relative(app.root, out)} first, so that no old output stays)`}: \`main\` in package.json names the compiled files.`);
  }
  steps.push("Use Azure Functions Core Tools 4.0.5382 or later; the app needs host 4.25 or later and Node 20 or later.");
  const tests = program.files.map(file => file.fileName).filter(path => TEST.test(relative(app.root, path)) && callsHandlers(program, path));
  if (tests.length > 0) steps.push(`These tests call handlers the old way, \`handler(context, …)\`: change them to \`handler(trigger, context)\` and to the returned response: ${tests.map(path => relative(app.root, path).split(sep).join("/")).join(", ")}.`);
  for (const definition of definitions) if (definition.disabled === true) steps.push(`Set the app setting AzureWebJobs.${definition.name}.Disabled to true if ${definition.name} must not run.`);
  return steps;
}

/** A file that only tests run. */
export function isTestFile(file: ts.SourceFile): boolean {
  return TEST.test(file.fileName.split("/").slice(-2).join("/"));
}

function callsHandlers(program: AppProgram, path: string): boolean {
  const text = program.file(path)?.text ?? "";
  return /\bcontext\b/i.test(text);
}
