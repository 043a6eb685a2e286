import type { ts } from "ts-morph";

import type { FunctionDefinition } from "../../src/model/app.ts";
import { isUsedOnlyBy, rewriteHelper } from "./handler/helpers.ts";
import { Unsupported, type Handler } from "./handler/state.ts";
import { planFile, type PlannedFile } from "./plan-file.ts";
import { importedFiles } from "./project/source-files.ts";
import { isTestFile } from "./project/next-steps.ts";
import { styleOf } from "./registration/style.ts";
import { planImports } from "./source/imports.ts";
import { planOldTypes, typesOfText } from "./source/types.ts";
import type { FunctionNode } from "./syntax/ask.ts";
import type { AppProgram } from "./syntax/program.ts";
import { Replacements } from "./syntax/render.ts";

export interface PlannedSources {
  readonly scripts: ReadonlyMap<string, PlannedFile>;
  /** Files that hold no handler and change all the same: helpers, and users of the old types. */
  readonly others: ReadonlyMap<string, { readonly text: string; readonly usesRuntime: boolean }>;
}

/**
 * Plans all sources of the app. A helper that gets the context changes with all of its callers or not at all: when one
 * turns out not to be rewritable, the plan is made again without it, and its callers are wrapped.
 */
export function planSources(program: AppProgram, scripts: ReadonlyMap<string, readonly FunctionDefinition[]>): PlannedSources {
  const refused = new Set<ts.Node>();
  const imported = importedFiles(program);
  const planScripts = (helpers: readonly Handler[]): Map<string, PlannedFile> =>
    new Map([...scripts].map(([path, definitions]) => [path, planFile({ path, definitions, program, isImported: imported.has(path), refused, helpers: helpers.filter(helper => helper.file.fileName === path) })]));
  for (;;) {
    const first = planScripts([]);
    const handlers = [...first.values()].flatMap(file => file.rewritten);
    const before = refused.size;
    const helpers = rewriteHelpers(handlers, program, refused);
    if (refused.size > before) continue;
    return { scripts: helpers.length === 0 ? first : planScripts(helpers), others: planOthers(program, scripts, helpers) };
  }
}

/** Every helper that the handlers hand their context to, and those that these hand it to. */
function rewriteHelpers(handlers: readonly Handler[], program: AppProgram, refused: Set<ts.Node>): Handler[] {
  const found = new Map<FunctionNode, Handler>();
  const wanted = handlers.flatMap(handler => [...handler.helpers].map(([fn, index]) => ({ fn, index, handler })));
  for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
    const { fn, index, handler } = next;
    if (refused.has(fn) || found.has(fn)) continue;
    try {
      const file = fn.getSourceFile();
      const helper = rewriteHelper({ definition: handler.definition, file, fn, checker: program.checker, style: styleOf(file.text), typescript: /\.[cm]?tsx?$/.test(file.fileName), refused }, index);
      found.set(fn, helper);
      for (const [inner, place] of helper.helpers) wanted.push({ fn: inner, index: place, handler });
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      refused.add(fn);
    }
  }
  const users = new Set<ts.Node>([...handlers.map(handler => handler.fn), ...found.keys()]);
  for (const fn of found.keys()) if (!isUsedOnlyBy(fn, users, program, isTestFile)) refused.add(fn);
  return [...found.values()];
}

function planOthers(program: AppProgram, scripts: ReadonlyMap<string, unknown>, helpers: readonly Handler[]): Map<string, { text: string; usesRuntime: boolean }> {
  const planned = new Map<string, { text: string; usesRuntime: boolean }>();
  for (const file of program.files) {
    if (scripts.has(file.fileName)) continue;
    const own = helpers.filter(helper => helper.file === file);
    const typescript = /\.[cm]?tsx?$/.test(file.fileName);
    if (own.length === 0 && !(typescript && file.text.includes("@azure/functions"))) continue;
    const edits = new Replacements();
    for (const helper of own) edits.merge(helper.edits);
    const runtime = new Set<string>(own.flatMap(helper => [...helper.runtime]));
    const types = new Set(typescript && own.length > 0 ? typesOfText(edits.print(file).replaceAll(/^import .*$/gm, "")).filter(name => name === "InvocationContext") : []);
    const runtimeTypes = new Set<string>();
    if (typescript) planOldTypes(file, edits, node => edits.has(node.parent), { types, runtimeTypes });
    planImports(file, { values: new Set(), types, runtime, runtimeTypes, durable: undefined }, edits, styleOf(file.text), program.options.verbatimModuleSyntax === true);
    const text = edits.print(file);
    if (text !== file.text) planned.set(file.fileName, { text, usesRuntime: runtime.size + runtimeTypes.size > 0 });
  }
  return planned;
}
