import { extname, join } from "node:path";

import type { AppProblem, FunctionApp, FunctionDefinition } from "../../model/app.ts";
import type { Files } from "../files.ts";
import { readFunctionJson } from "./function-json.ts";

/**
 * What function.json says about the app in `root`: one function per first-level folder with a function.json, as the
 * host finds them. Functions registered in code are joined by the project, which can follow them.
 */
export function readFunctionJsonApp(files: Files, root: string): FunctionApp {
  const functions: FunctionDefinition[] = [];
  const problems: AppProblem[] = [];
  for (const name of files.list(root)) {
    const path = join(root, name, "function.json");
    if (name === "node_modules" || !files.isFile(path)) continue;
    const read = readFunctionJson(files, root, path);
    problems.push(...read.problems);
    if (read.definition !== undefined) functions.push(read.definition);
  }
  const language = languageOf(functions);
  return {
    root,
    language,
    model: functions.length === 0 ? "none" : language === "python" ? "v1" : language === "javascript" ? "v3" : "mixed",
    functions,
    problems,
  };
}

function languageOf(functions: readonly FunctionDefinition[]): FunctionApp["language"] {
  const found = new Set(functions.flatMap(({ handler }) => (handler === undefined ? [] : [extname(handler.path) === ".py" ? "python" : "javascript"] as const)));
  if (found.size > 1) return "mixed";
  return [...found][0] ?? "unknown";
}
