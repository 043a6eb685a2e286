import { parsePythonOnce } from "../../src/languages/python/parse-once.ts";
import { indexOf, type TreeIndex } from "../../src/languages/python/rewrite/tree-index.ts";
import { passesErrorsByName } from "../../src/languages/python/rewrite/with-block.ts";
import { walkNodes, type FunctionNode, type WithItem } from "../../src/languages/python/nodes.ts";
import type { Unit } from "../../src/model/project-view.ts";
import type { DraftPlace } from "./python-draft.ts";

/** Packages with context managers that end an error: `suppress`, `assertRaises`, `raises`, attempts of a retry. */
const MAY_SWALLOW: ReadonlySet<string> = new Set(["contextlib", "contextlib2", "unittest", "pytest", "tenacity", "anyio", "trio", "exceptiongroup", "testtools", "stamina"]);

/** Whether an error in a `with` block surely leaves it: known libraries by name, the app's own context managers by what they do. */
export function letsErrorsPass({ index, project, unit }: DraftPlace, item: WithItem): boolean {
  if (passesErrorsByName(item)) return true;
  const range = index.tree.range(item.context_expr);
  const entered = unit.facts.calls.find(({ kind, range: at }) => kind === "enter" && at.start === range.start && at.end === range.end);
  if (entered === undefined) return false;
  const { values, certain } = project.evaluator.evaluate(unit, entered.callee);
  return certain && values.length > 0 && values.every(value => {
    if (value.kind === "running") return withFunction(value.unit, value.index, generatorPasses);
    if (value.kind === "external") return !MAY_SWALLOW.has(value.module.split(".")[0]!);
    if (value.kind !== "object") return false;
    const exits = project.evaluator.methods(value, "__exit__");
    return exits.length > 0 && exits.every(exit => exit.kind === "function" && withFunction(exit.unit, exit.index, (_, fn) => exitPasses(fn)));
  });
}

function withFunction(unit: Unit, index: number, holds: (index: TreeIndex, fn: FunctionNode) => boolean): boolean {
  const { tree } = parsePythonOnce(unit.text);
  if (tree === undefined) return false;
  const parents = indexOf(tree);
  const fn = parents.functionNamedAt(unit.facts.functions[index]!.nameRange.start);
  return fn !== undefined && holds(parents, fn);
}

/** `@contextmanager`: no `except` around its `yield`, and no `with` that could swallow. */
function generatorPasses(index: TreeIndex, fn: FunctionNode): boolean {
  let passes = true;
  walkNodes(fn, node => {
    if (node.nodeType !== "Yield") return passes;
    for (const around of index.ancestors(node)) {
      if (around === fn) break;
      if ((around.nodeType === "Try" || around.nodeType === "TryStar") && (around.handlers.some(({ body }) => body.at(-1)?.nodeType !== "Raise") || around.finalbody.some(part => part.nodeType === "Return"))) passes = false;
      if (around.nodeType === "With" && !around.items.every(passesErrorsByName)) passes = false;
    }
    return passes;
  });
  return passes;
}

/** `__exit__` that gives nothing, None or False. */
function exitPasses(fn: FunctionNode): boolean {
  let passes = true;
  walkNodes(fn, node => {
    if (node.nodeType === "Return" && node.value != null) passes &&= node.value.nodeType === "Constant" && (node.value.value === null || node.value.value === false);
    return passes;
  });
  return passes;
}
