import { join } from "node:path";

import type { FunctionApp, FunctionDefinition } from "../../../src/model/app.ts";
import { isTrigger } from "../../../src/model/app.ts";
import { UsageError } from "../../../src/model/usage-error.ts";
import type { Files } from "../../../src/project/files.ts";
import { sourceFiles } from "./source-files.ts";

const REGISTERS = /\b(?:app|\w+\.app)\.(?:http|get|post|put|patch|deleteRequest|timer|storageBlob|storageQueue|serviceBusQueue|serviceBusTopic|eventHub|eventGrid|cosmosDB|sql|mySql|warmup|webPubSub|generic|orchestration|entity|activity)\s*(?:<[^>]*>)?\(\s*["'`]/;

/** The functions to move. Throws when the app cannot be moved as a whole, with everything that stands in the way. */
export function checkApp(app: FunctionApp, files: Files): readonly FunctionDefinition[] {
  const python = app.functions.filter(definition => definition.handler?.path.endsWith(".py") === true);
  if (python.length > 0) throw new UsageError(`${app.root} also holds Python functions (${python.map(({ name }) => name).join(", ")}): the host runs one language per app. Move them to an app of their own; nothing was written.`);
  const problems = app.problems.map(({ path, message }) => `${path}: ${message}`);
  for (const definition of app.functions) {
    const triggers = definition.bindings.filter(isTrigger);
    if (triggers.length !== 1) problems.push(`${definition.source}: The function has ${triggers.length === 0 ? "no trigger" : "more than one trigger"}.`);
  }
  if (problems.length > 0) throw new UsageError(`The app cannot be migrated, and nothing was written:\n${problems.join("\n")}`);

  const registering = sourceFiles(files, app.root).filter(path => {
    const text = files.read(path) ?? "";
    return takesApp(text) && REGISTERS.test(text);
  });
  if (registering.length > 0)
    throw new UsageError(`The app is half migrated: ${registering.join(", ")} already registers functions in code, and ${join(app.functions[0]!.name, "function.json")} and others are ignored by the host. Finish or undo that first; nothing was written.`);
  return app.functions;
}

/** The `app` of the library: that of express has a `get` too. */
function takesApp(text: string): boolean {
  const isNamed = /\bapp\b[^{}]*\}\s*(?:from\s*|=\s*require\(\s*)["']@azure\/functions["']/.test(text);
  return isNamed || /["']durable-functions["']/.test(text) || (/\*\s*as\s+\w+\s+from\s*["']@azure\/functions["']|\w\s*=\s*require\(\s*["']@azure\/functions["']/.test(text) && /\w\.app\./.test(text));
}
