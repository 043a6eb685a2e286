import type { ClassDef, FunctionNode } from "../../../src/languages/python/nodes.ts";
import { walkNodes } from "../../../src/languages/python/nodes.ts";
import type { Findings } from "../findings.ts";
import type { Rename } from "./renames.ts";
import type { PythonModule } from "./modules.ts";

const BASES = new Set(["AppExtensionBase", "FuncExtensionBase"]);
const LOAD_HOOKS = new Set(["post_function_load", "post_function_load_app_level"]);

/**
 * Worker extensions run in both models. What differs: the load hooks get the app's folder instead of the function's, and
 * an extension of one function finds it by the first folder of `__file__`.
 */
export function checkExtensions(loaded: Iterable<PythonModule>, renames: ReadonlyMap<string, Rename>, functionOf: (module: PythonModule) => string | undefined, findings: Findings): void {
  for (const module of loaded) {
    if (!/ExtensionBase|OpenCensusExtension/.test(module.text) || module.tree === undefined) continue;
    const name = functionOf(module);
    for (const statement of module.tree.module.body) {
      if (statement.nodeType !== "ClassDef" || !isExtension(statement)) continue;
      const place = { path: module.path, range: module.tree.nameRange(statement) };
      const hook = statement.body.find((each): each is FunctionNode => (each.nodeType === "FunctionDef" || each.nodeType === "AsyncFunctionDef") && LOAD_HOOKS.has(each.name) && usesFolder(each));
      if (hook !== undefined)
        findings.refuse("extension-load-hook", `The worker extension \`${statement.name}\` uses the function's folder in \`${hook.name}\`; v2 hands it the app's folder.`, { function: name, place });
      else findings.note("info", "worker-extension", `The worker extension \`${statement.name}\` stays as it is: its hooks run in v2 too.`, { function: name, place });
    }
    const folder = module.parts[0] ?? "";
    if (renames.has(folder) && /FuncExtensionBase|file_path\s*=\s*__file__/.test(module.text))
      findings.refuse("extension-folder", `A worker extension finds its function by the folder \`${folder}\`, which v2 cannot import under this name. Rename the function first.`, { function: name, place: { path: module.path, range: { start: 0, end: 0 } } });
    if (module.text.includes("OpenCensusExtension"))
      findings.note("info", "worker-extension", "The OpenCensus extension stays as it is: its hooks run in v2 too.", { function: name, place: { path: module.path, range: { start: 0, end: 0 } } });
  }
}

function isExtension(node: ClassDef): boolean {
  return node.bases.some(base => BASES.has(base.nodeType === "Attribute" ? base.attr : base.nodeType === "Name" ? base.id : ""));
}

/** Whether the hook's body reads the parameter that holds the folder: the second after `self` or `cls`. */
function usesFolder(hook: FunctionNode): boolean {
  const isStatic = hook.decorator_list.some(each => each.nodeType === "Name" && each.id === "staticmethod");
  const folder = hook.args.args[isStatic ? 1 : 2]?.arg;
  let used = false;
  for (const statement of hook.body)
    walkNodes(statement, node => {
      if (node.nodeType === "Name" && (node as { id?: string }).id === folder) used = true;
    });
  return used;
}
