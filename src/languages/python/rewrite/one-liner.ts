import type { Edit } from "../../../model/change.ts";
import type { Range } from "../../../model/text.ts";
import type { AnyNode, Call, Expression } from "../nodes.ts";
import { walkNodes } from "../nodes.ts";
import type { TreeIndex } from "./tree-index.ts";

export interface OneLiner {
  readonly edits: readonly Edit[];
  /** The part of the text that is rewritten. */
  readonly range: Range;
  readonly needsPath: boolean;
}

/**
 * Runs a handle's whole use, when one expression holds it all, in a thread: `open(path).read()` through `pathlib`,
 * anything else (`json.load(open(path))`) as a lambda. Undefined when the handle outlives the expression.
 */
export function wrapOneLiner(index: TreeIndex, call: Call, runner: string, pathClass: string): OneLiner | undefined {
  const { tree } = index;
  const whole = consumer(index, call);
  if (whole === undefined || holdsAny(whole, ["Await", "Yield", "YieldFrom", "NamedExpr"])) return undefined;
  const { start, end } = tree.range(whole);
  const parent = index.parent(whole);
  const wrap = parent?.nodeType === "Attribute" || (parent?.nodeType === "Subscript" && parent.value === whole) || parent?.nodeType === "Await";
  const [open, close] = wrap ? ["(", ")"] : ["", ""];
  const range = { start, end };
  const path = pathRead(index, call, whole, pathClass);
  if (path !== undefined) return { edits: [{ start, end, text: `${open}await ${runner}(${path})${close}` }], range, needsPath: true };
  const lambda = `${open}await ${runner}(lambda: ${tree.source(whole)})${close}`;
  return { edits: [{ start, end, text: lambda }], range, needsPath: false };
}

/** Methods and functions that use a handle up: what they give is a plain value. */
const CONSUMING_METHODS = new Set(["read", "readline", "readlines", "readall", "write", "writelines", "close"]);
const CONSUMING_FUNCTIONS = new Set(["load", "safe_load", "full_load", "list", "tuple", "set", "sorted", "sum", "dict"]);

/** The call that uses the handle up, as its receiver or its argument. */
function consumer(index: TreeIndex, call: Call): Call | undefined {
  const parent = index.parent(call);
  if (parent?.nodeType === "Attribute") {
    const whole = index.parent(parent);
    return whole?.nodeType === "Call" && whole.func === parent && CONSUMING_METHODS.has(parent.attr) ? whole : undefined;
  }
  if (parent?.nodeType !== "Call" || !parent.args.includes(call)) return undefined;
  const { func } = parent;
  const name = func.nodeType === "Name" ? func.id : func.nodeType === "Attribute" ? func.attr : "";
  return CONSUMING_FUNCTIONS.has(name) ? parent : undefined;
}

const READS: Readonly<Record<string, string>> = { r: "read_text", rt: "read_text", rb: "read_bytes" };

/** `open(path, "rb").read()` as `pathlib.Path(path).read_bytes`, where the argument surely is a path. */
function pathRead(index: TreeIndex, call: Call, whole: Call, pathClass: string): string | undefined {
  const { tree } = index;
  if (call.func.nodeType !== "Name" || call.func.id !== "open" || whole.args.length > 0 || whole.keywords.length > 0) return undefined;
  if (whole.func.nodeType !== "Attribute" || whole.func.attr !== "read" || whole.func.value !== call) return undefined;
  const [file, mode] = call.args;
  if (file === undefined || call.args.length > 2 || !isPath(file)) return undefined;
  const method = mode === undefined ? "read_text" : mode.nodeType === "Constant" ? READS[String(mode.value)] : undefined;
  if (method === undefined || call.keywords.some(({ arg }) => arg !== "encoding" && arg !== "errors") || (method === "read_bytes" && call.keywords.length > 0)) return undefined;
  const options = call.keywords.map(keyword => `, ${keyword.arg}=${tree.source(keyword.value)}`).join("");
  return `${pathClass}(${tree.source(file)}).${method}${options}`;
}

function isPath(node: Expression): boolean {
  if (node.nodeType === "JoinedStr") return true;
  if (node.nodeType === "Constant") return typeof node.value === "string";
  return node.nodeType === "BinOp" && node.op.nodeType === "Div";
}

/** Whether there is a node of one of these types in it, such as `where` says. */
export function holdsAny(node: AnyNode, types: readonly string[], where: (node: AnyNode) => boolean = () => true): boolean {
  let found = false;
  walkNodes(node, at => {
    if (types.includes(at.nodeType) && where(at)) found = true;
    return !found;
  });
  return found;
}
