import { isTrigger, type Binding } from "../../../src/model/app.ts";
import type { FunctionNode } from "../../../src/languages/python/nodes.ts";
import type { PythonTree } from "../../../src/languages/python/tree.ts";

/**
 * What the worker would say of a function's parameters when it loads it. In v1 such a function alone is lost, in v2
 * the whole app is. Undefined when nothing is wrong, or when a decorator of the user's may change the parameters.
 */
export function signatureFault(node: FunctionNode, bindings: readonly Binding[], tree: PythonTree): string | undefined {
  if (node.decorator_list.length > 0) return undefined;
  const { args } = node;
  const all = [...(args.posonlyargs ?? []), ...args.args, ...(args.vararg ? [args.vararg] : []), ...args.kwonlyargs, ...(args.kwarg ? [args.kwarg] : [])];
  const bound = new Map(bindings.filter(({ name }) => name !== "$return").map(binding => [binding.name, binding]));
  const declared = new Set(all.map(({ arg }) => arg));
  const context = all.find(({ arg }) => arg === "context");
  if (context !== undefined && !bound.has("context")) declared.delete("context");

  const unbound = [...declared].filter(name => !bound.has(name));
  if (unbound.length > 0) return `the parameters ${list(unbound)} are in Python but not in function.json`;
  const missing = [...bound.keys()].filter(name => !declared.has(name));
  if (missing.length > 0) return `the bindings ${list(missing)} are in function.json but not among the parameters`;

  if (context?.annotation != null && !bound.has("context") && !/\bContext\b/.test(tree.source(context.annotation)))
    return `the parameter \`context\` is annotated \`${tree.source(context.annotation)}\`, not \`func.Context\``;

  const inReturn = bindings.find(({ name, direction }) => name === "$return" && direction !== "out");
  if (inReturn !== undefined) return `the binding \`$return\` must have the direction "out"`;
  for (const parameter of all) {
    const binding = bound.get(parameter.arg);
    if (binding === undefined || parameter.annotation == null) continue;
    if (parameter.annotation.nodeType === "Constant" && typeof parameter.annotation.value === "number") return `the annotation of \`${parameter.arg}\` is no type`;
    if (binding.type === "httpTrigger" && /^(int|float|bool|dict|list|\w+\.HttpResponse|azure\.functions\.HttpResponse)$/.test(tree.source(parameter.annotation)))
      return `the trigger \`${parameter.arg}\` is annotated \`${tree.source(parameter.annotation)}\`, not \`func.HttpRequest\``;
    const isOut = /\bOut\b/.test(tree.source(parameter.annotation));
    if (binding.direction === "out" && !isOut && isPlainType(tree.source(parameter.annotation)))
      return `the output \`${parameter.arg}\` is annotated \`${tree.source(parameter.annotation)}\`, not \`func.Out\``;
    if (binding.direction === "in" && isOut && /^(func|azure\.functions)\.Out\[/.test(tree.source(parameter.annotation)))
      return `the ${isTrigger(binding) ? "trigger" : "input"} \`${parameter.arg}\` is annotated \`${tree.source(parameter.annotation)}\``;
  }
  return returnFault(node, bindings, tree);
}

/** What comes back through `http` is a response or text to the worker. */
function returnFault(node: FunctionNode, bindings: readonly Binding[], tree: PythonTree): string | undefined {
  const returned = bindings.find(({ name }) => name === "$return");
  if (returned?.type !== "http" || node.returns == null) return undefined;
  const annotation = tree.source(node.returns);
  return /^(int|float|bool|dict|list|None|\d+)$/.test(annotation) ? `the return value is annotated \`${annotation}\`, which is no type for an http response` : undefined;
}

/** An annotation that cannot stand for `Out`. */
function isPlainType(annotation: string): boolean {
  return /^(str|bytes|int|dict|list|func\.\w+|azure\.functions\.\w+)$/.test(annotation);
}

function list(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(", ");
}
