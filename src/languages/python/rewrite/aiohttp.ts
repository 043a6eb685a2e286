import type { Edit } from "../../../model/change.ts";
import type { Range } from "../../../model/text.ts";
import { walkNodes, type AnyNode, type Call, type Expression, type FunctionNode, type LocatedNode, type Statement } from "../nodes.ts";
import { awaitTrouble } from "./await-call.ts";
import { indentStep } from "./block-text.ts";
import type { TreeIndex } from "./tree-index.ts";

export type Exchange =
  | { readonly edits: readonly Edit[]; /** The statements that run while the response is open. */ readonly range: Range }
  /** Why the request stays, as the end of a sentence. */
  | { readonly refusal: string };

/**
 * `response = requests.get(url)` and the statements that read the response become an `async with` on aiohttp, where each
 * use of the response has its like there.
 */
export function exchangeRequest(index: TreeIndex, fn: FunctionNode, call: Call): Exchange {
  const { tree } = index;
  const statement = index.statementOf(call);
  const suite = suiteOf(index, statement as Statement);
  if (statement.nodeType !== "Assign" || statement.value !== call || statement.targets.length !== 1 || statement.targets[0]!.nodeType !== "Name" || suite === undefined)
    return { refusal: "its response is not kept in a variable" };
  const { id } = statement.targets[0]!;
  const at = suite.indexOf(statement);
  const mentions = namesIn(fn, id);
  const last = suite.findLastIndex((part, place) => place > at && namesIn(part, id).length > 0);
  if (last < 0) return { refusal: "nothing reads its response" };
  const inside = suite.slice(at, last + 1).flatMap(part => namesIn(part, id));
  if (mentions.length !== inside.length) return { refusal: `\`${id}\` is used in other places too` };
  if (inside.filter(({ ctx }) => ctx.nodeType !== "Load").length !== 1) return { refusal: `\`${id}\` is assigned more than once` };
  if (namesIn(fn, "session").length > 0) return { refusal: "`session` is a name of the function already" };
  for (const around of index.ancestors(statement)) if ((around.nodeType === "Try" || around.nodeType === "TryStar") && around.handlers.some(({ type }) => type != null && tree.source(type).includes("requests"))) return { refusal: "its errors are caught as those of `requests`" };

  const request = requestArguments(index, call);
  if (typeof request === "string") return { refusal: request };
  const uses = inside.filter(({ ctx }) => ctx.nodeType === "Load").map(name => responseUse(index, name));
  const trouble = uses.find(use => typeof use === "string");
  if (trouble !== undefined) return { refusal: trouble };

  const end = tree.end(suite[last]! as LocatedNode & Statement);
  const start = tree.start(statement);
  if (tree.text.slice(lineStart(tree.text, start), start).trim() !== "") return { refusal: "it does not start its own line" };
  if (tree.tokens().some(token => token.start >= start && token.end <= end && token.type.includes("STRING") && /[\r\n]/.test(token.text))) return { refusal: "a string below it runs over several lines and would be indented" };
  const { attr } = call.func as { readonly attr: string };
  const header = `async with aiohttp.ClientSession() as session, session.${attr}(${request.join(", ")}) as ${id}:`;
  return {
    range: { start, end },
    edits: [{ start, end: tree.end(statement), text: header }, ...indented(tree.text, tree.end(statement), end), ...uses.flatMap(use => (typeof use === "string" ? [] : use))],
  };
}

const SAME_KEYWORDS: ReadonlySet<string> = new Set(["params", "headers", "json", "data", "allow_redirects", "cookies"]);

/** The arguments for aiohttp; a text when one of them has no like there. Without a limit, requests waits for ever. */
function requestArguments({ tree }: TreeIndex, call: Call): readonly string[] | string {
  const [url, ...others] = call.args;
  if (url === undefined || url.nodeType === "Starred" || others.length > 0) return "its arguments are not given by name";
  const given = [tree.source(url)];
  let limit = "total=None";
  for (const { arg, value } of call.keywords) {
    if (arg === "timeout" && (value.nodeType === "Constant" || value.nodeType === "Name")) limit = `total=None, sock_connect=${tree.source(value)}, sock_read=${tree.source(value)}`;
    else if (arg != null && SAME_KEYWORDS.has(arg)) given.push(`${arg}=${tree.source(value)}`);
    else return `\`${arg ?? "**"}\` has no like in \`aiohttp\``;
  }
  return [...given, `timeout=aiohttp.ClientTimeout(${limit})`];
}

const SAME_MEMBERS: ReadonlySet<string> = new Set(["ok", "headers", "reason", "raise_for_status"]);
const AWAITED: Readonly<Record<string, string>> = { text: "text()", content: "read()" };

/** The edits of one use of the response; a text when it has no like. */
function responseUse(index: TreeIndex, name: AnyNode & { readonly nodeType: "Name" }): readonly Edit[] | string {
  const { tree } = index;
  const member = index.parent(name);
  if (member?.nodeType !== "Attribute" || member.value !== name) return `\`${name.id}\` is handed on`;
  if ([...index.ancestors(name)].some(({ nodeType }) => nodeType === "Lambda") || index.functionAround(name)?.nodeType !== "AsyncFunctionDef") return `\`${name.id}\` is used in a function inside`;
  if (SAME_MEMBERS.has(member.attr)) return [];
  const end = tree.end(member);
  const part = { start: end - member.attr.length, end };
  if (member.attr === "status_code") return [{ ...part, text: "status" }];
  const call = index.parent(member);
  const isJson = member.attr === "json" && call?.nodeType === "Call" && call.func === member && call.args.length + call.keywords.length === 0;
  const awaited = isJson ? "json(content_type=None)" : AWAITED[member.attr];
  if (awaited === undefined) return `\`${tree.source(member)}\` has no like in \`aiohttp\``;
  const whole = isJson ? call : member;
  const misplaced = awaitTrouble(index, whole);
  if (misplaced !== undefined) return `\`${tree.source(member)}\` cannot be awaited: ${misplaced}`;
  const [open, close] = bindsTighter(index, whole) ? ["(", ")"] : ["", ""];
  return [{ ...tree.range(whole), text: `${open}await ${name.id}.${awaited}${close}` }];
}

function bindsTighter(index: TreeIndex, node: Expression): boolean {
  const parent = index.parent(node);
  return parent?.nodeType === "Attribute" || (parent?.nodeType === "Subscript" && parent.value === node) || (parent?.nodeType === "Call" && parent.func === node) || (parent?.nodeType === "BinOp" && parent.op.nodeType === "Pow");
}

function suiteOf(index: TreeIndex, statement: Statement): readonly Statement[] | undefined {
  const parent = index.parent(statement);
  const suites = parent === undefined ? [] : Object.values(parent as unknown as Readonly<Record<string, unknown>>).filter((value): value is readonly Statement[] => Array.isArray(value) && value.includes(statement));
  return suites[0];
}

function namesIn(node: AnyNode, id: string): (AnyNode & { readonly nodeType: "Name" })[] {
  const names: (AnyNode & { readonly nodeType: "Name" })[] = [];
  walkNodes(node, at => {
    if (at.nodeType === "Name" && at.id === id) names.push(at);
  });
  return names;
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
}

/** One step more before each line after the first. */
function indented(text: string, from: number, to: number): Edit[] {
  const step = indentStep(text);
  return [...text.slice(from, to).matchAll(/(?:\r\n|\n|\r)(?=[ \t]*[^\s])/g)].map(({ index, 0: newline }) => {
    const offset = from + index + newline.length;
    return { start: offset, end: offset, text: step };
  });
}
