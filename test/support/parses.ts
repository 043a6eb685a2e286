import { execFileSync } from "node:child_process";

import { parseSync } from "oxc-parser";

const COMPILE = `
import json, sys, warnings
warnings.simplefilter("ignore")
broken = {}
for path, text in json.load(sys.stdin).items():
    try:
        compile(text.lstrip("\\ufeff"), path, "exec", dont_inherit=True)
    except SyntaxError as error:
        broken[path] = f"{error.msg}, line {error.lineno}"
print(json.dumps(broken))
`;

type Tree = Readonly<Record<string, string>>;

/**
 * Why a file of the tree is no program, by its path: Python as CPython compiles it, which refuses `await` outside
 * `async def`; JavaScript and TypeScript as they parse, and without an `await` in a function that is not async.
 */
export function brokenFiles(tree: Tree): Readonly<Record<string, string>> {
  const python = Object.entries(tree).filter(([path]) => path.endsWith(".py"));
  const broken: Record<string, string> = python.length === 0 ? {} : (JSON.parse(execFileSync("python3", ["-c", COMPILE], { input: JSON.stringify(Object.fromEntries(python)), encoding: "utf8" })) as Record<string, string>);
  for (const [path, text] of Object.entries(tree)) {
    if (!/\.[cm]?[jt]sx?$/.test(path)) continue;
    const { program, errors } = parseSync(path, text);
    const trouble = errors[0]?.message ?? strayAwait(program, true);
    if (trouble !== undefined) broken[path] = trouble;
  }
  return broken;
}

/** Plain scripts take `await (x)` outside async functions for a call. */
function strayAwait(node: unknown, mayAwait: boolean): string | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  if (Array.isArray(node)) return first(node, mayAwait);
  const { type, async, name, start } = node as { type?: string; async?: boolean; name?: string; start?: number };
  if ((type === "AwaitExpression" && !mayAwait) || (type === "Identifier" && name === "await")) return `await outside an async function at ${start}`;
  const isFunction = type === "FunctionDeclaration" || type === "FunctionExpression" || type === "ArrowFunctionExpression";
  return first(Object.values(node), isFunction ? async === true : mayAwait);
}

function first(nodes: readonly unknown[], mayAwait: boolean): string | undefined {
  for (const node of nodes) {
    const found = strayAwait(node, mayAwait);
    if (found !== undefined) return found;
  }
  return undefined;
}
