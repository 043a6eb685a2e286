import type { Edit } from "../../../model/change.ts";
import type { AnyNode, Call, Expression } from "../nodes.ts";
import { walkNodes } from "../nodes.ts";
import type { TreeIndex } from "./tree-index.ts";

/**
 * Runs a handle's whole use, when one expression holds it all, in a thread: `open(path).read()` through `pathlib`,
 * anything else (`json.load(open(path))`) as a lambda. Undefined when the handle outlives the expression.
 */
export function wrapOneLiner(index: TreeIndex, call: Call, runner: string): { readonly edits: readonly Edit[]; readonly needs: readonly string[] } | undefined {
  const { tree } = index;
  const whole = consumer(index, call);
  if (whole === undefined || holdsAny(whole, ["Await", "Yield", "YieldFrom", "NamedExpr"])) return undefined;
  const { start, end } = tree.range(whole);
  const parent = index.parent(whole);
  const wrap = parent?.nodeType === "Attribute" || (parent?.nodeType === "Subscript" && parent.value === whole) || parent?.nodeType === "Await";
  const [open, close] = wrap ? ["(", ")"] : ["", ""];
  const path = pathRead(index, call, whole);
  if (path !== undefined) return { edits: [{ start, end, text: `${open}await ${runner}(${path})${close}` }], needs: ["pathlib"] };
  return { edits: [{ start, end: start, text: `${open}await ${runner}(lambda: ` }, { start: end, end, text: `)${close}` }], needs: [] };
}

/** The call that uses the handle up: the outermost one that the handle is the receiver or an argument of. */
function consumer(index: TreeIndex, call: Call): Call | undefined {
  let found: Call | undefined;
  let at: AnyNode = call;
  for (const parent of index.ancestors(call)) {
    if (parent.nodeType === "Call") {
      found = parent;
      // What came out of the handle is a plain value: the first full use is enough.
      break;
    }
    if (parent.nodeType !== "Attribute" || parent.value !== at) break;
    at = parent;
  }
  return found;
}

const READS: Readonly<Record<string, string>> = { r: "read_text", rt: "read_text", rb: "read_bytes" };

/** `open(path, "rb").read()` as `pathlib.Path(path).read_bytes`, where the argument surely is a path. */
function pathRead(index: TreeIndex, call: Call, whole: Call): string | undefined {
  const { tree } = index;
  if (call.func.nodeType !== "Name" || call.func.id !== "open" || whole.args.length > 0 || whole.keywords.length > 0) return undefined;
  if (whole.func.nodeType !== "Attribute" || whole.func.attr !== "read" || whole.func.value !== call) return undefined;
  const [file, mode] = call.args;
  if (file === undefined || call.args.length > 2 || !isPath(file)) return undefined;
  const method = mode === undefined ? "read_text" : mode.nodeType === "Constant" ? READS[String(mode.value)] : undefined;
  if (method === undefined || call.keywords.some(({ arg }) => arg !== "encoding" && arg !== "errors") || (method === "read_bytes" && call.keywords.length > 0)) return undefined;
  const options = call.keywords.map(keyword => `, ${keyword.arg}=${tree.source(keyword.value)}`).join("");
  return `pathlib.Path(${tree.source(file)}).${method}${options}`;
}

function isPath(node: Expression): boolean {
  if (node.nodeType === "JoinedStr") return true;
  if (node.nodeType === "Constant") return typeof node.value === "string";
  return node.nodeType === "BinOp" && node.op.nodeType === "Div";
}

function holdsAny(node: AnyNode, types: readonly string[]): boolean {
  let found = false;
  walkNodes(node, at => {
    if (types.includes(at.nodeType)) found = true;
    return !found;
  });
  return found;
}
