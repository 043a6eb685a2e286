import { join } from "node:path";

import type { FunctionDefinition } from "../../../src/model/app.ts";
import type { Files } from "../../../src/project/files.ts";
import type { Findings } from "../findings.ts";
import type { PythonModules } from "../source/modules.ts";

/** Says where other files of the project mention what moves or goes away. */
export function projectFiles(files: Files, root: string, functions: readonly FunctionDefinition[], modules: PythonModules, findings: Findings): void {
  const ignored = files.read(join(root, ".funcignore"));
  const line = ignored?.split(/\r?\n/).find(each => /^\/?(\*\.py|function_app\.py|\*\*\/\*\.py)\s*$/.test(each.trim()));
  if (line !== undefined)
    findings.note("manual", "funcignore", `.funcignore leaves out \`${line.trim()}\`: function_app.py must be deployed.`, { place: { path: join(root, ".funcignore"), range: { start: 0, end: 0 } } });

  for (const name of files.list(root).filter(each => /^(Dockerfile|.*\.dockerfile)$/i.test(each))) {
    const path = join(root, name);
    const text = files.read(path) ?? "";
    const copied = functions.filter(fn => new RegExp(`(COPY|ADD)\\s[^\\n]*\\b${escape(fn.name)}\\b`).test(text));
    if (copied.length > 0)
      findings.note("manual", "dockerfile-copies-folders", `${name} copies single function folders (${copied.map(fn => fn.name).join(", ")}): copy function_app.py too.`, { place: { path, range: { start: 0, end: 0 } } });
  }

  const tests = modules.all.filter(module => module.isTest && functions.some(fn => new RegExp(`\\b${escape(fn.name)}\\b`).test(module.text)));
  for (const module of tests)
    findings.note("info", "tests-name-functions", "This test names functions of the app: run it again.", { place: { path: module.path, range: { start: 0, end: 0 } } });
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
