import { ts } from "ts-morph";

import { memberName, memberOf } from "../syntax/ask.ts";
import { isConvertibleStatus } from "./response-literal.ts";
import { note, type Handler } from "./state.ts";
import { isAlwaysText, valueKind } from "./value-kind.ts";

/** Methods of the old response; those that end it call `done` too. */
const ENDS = new Set(["json", "send", "end", "sendStatus"]);
const SETS = new Set(["status", "set", "header", "setHeader", "type", "removeHeader"]);

interface Link {
  readonly method: string;
  readonly arguments: readonly ts.Expression[];
}

export interface Chain {
  /** The outermost call. */
  readonly top: ts.CallExpression;
  readonly links: readonly Link[];
  /** It ends the response, and with it the invocation. */
  readonly ends: boolean;
}

/** `context.res.status(200).json(x)` read from the response outward; undefined when it is no chain of known methods. */
export function chainOf(response: ts.Expression): Chain | undefined {
  const links: Link[] = [];
  let top: ts.CallExpression | undefined;
  for (let at: ts.Expression = response; ; at = top) {
    const member = memberOf(at);
    const method = member === undefined ? undefined : memberName(member);
    if (member === undefined || method === undefined || !(ENDS.has(method) || SETS.has(method))) break;
    if (!ts.isCallExpression(member.parent) || member.parent.expression !== member) break;
    top = member.parent;
    links.push({ method, arguments: top.arguments });
  }
  return top === undefined ? undefined : { top, links, ends: links.some(link => ENDS.has(link.method)) };
}

interface Parts {
  status?: string;
  body?: () => string;
  readonly headers: Map<string, string>;
}

/** Prints a whole chain as a literal of the new model; undefined when one of its arguments is not understood. */
export function literalOf(handler: Handler, chain: Chain): ((render: (node: ts.Node) => string) => string) | undefined {
  const last = chain.links.at(-1)!;
  if (!ENDS.has(last.method) || chain.links.slice(0, -1).some(link => ENDS.has(link.method))) return undefined;
  if (!chain.links.every(link => isUnderstood(handler, link))) return undefined;
  return render => {
    const parts: Parts = { headers: new Map() };
    for (const link of chain.links) apply(handler, link, parts, render);
    const headers = [...parts.headers].map(([name, value]) => `${/^[a-z]\w*$/i.test(name) ? name : JSON.stringify(name)}: ${value}`);
    const entries = [
      ...(parts.status === undefined ? [] : [`status: ${parts.status}`]),
      ...(headers.length === 0 ? [] : [`headers: { ${headers.join(", ")} }`]),
      ...(parts.body === undefined ? [] : [parts.body()]),
    ];
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  };
}

function isUnderstood(handler: Handler, { method, arguments: args }: Link): boolean {
  if (method === "removeHeader") return false;
  if (method === "status" || method === "sendStatus") return args.length === 1 && isConvertibleStatus(handler, args[0]!);
  if (method === "type") return args.length === 1 && isAlwaysText(args[0]!, handler.checker);
  if (SETS.has(method)) return args.length === 2 && ts.isStringLiteralLike(args[0]!) && isAlwaysText(args[1]!, handler.checker);
  // Bytes get a content type of their own from `send`.
  return args.length === 0 || (args.length === 1 && (method === "json" || ["text", "data", "number"].includes(valueKind(args[0]!, handler.checker))));
}

function apply(handler: Handler, { method, arguments: args }: Link, parts: Parts, render: (node: ts.Node) => string): void {
  const [first, second] = args;
  if (method === "status" || method === "sendStatus") parts.status = ts.isStringLiteralLike(first!) ? String(Number(first.text)) : render(first!);
  else if (method === "type") parts.headers.set("content-type", render(first!));
  else if (SETS.has(method)) parts.headers.set((first as ts.StringLiteral).text.toLowerCase(), render(second!));
  else if (first !== undefined) parts.body = bodyOf(handler, method === "json", first, parts, render);
}

function bodyOf(handler: Handler, isJson: boolean, value: ts.Expression, parts: Parts, render: (node: ts.Node) => string): () => string {
  const kind = valueKind(value, handler.checker);
  const text = render(value);
  if (kind === "data") {
    if (isJson) parts.headers.delete("content-type");
    return () => `jsonBody: ${text}`;
  }
  if (isJson) parts.headers.set("content-type", JSON.stringify("application/json"));
  if (kind === "text") return () => `body: ${text}`;
  return () => (kind === "number" ? `body: String(${text})` : `...toBody(${text})`);
}

/** Says what changes for the body of a chain that becomes a literal, and asks for what its text needs. */
export function noteChain(handler: Handler, chain: Chain): void {
  const end = chain.links.at(-1)!;
  const [value] = end.arguments;
  if (value === undefined) return;
  const kind = valueKind(value, handler.checker);
  if (kind === "unknown") handler.runtime.add("toBody");
  if (kind !== "data" && kind !== "unknown") return;
  if (end.method === "json") note(handler, "json-compact", "A JSON body is sent without line breaks; the old host indented it.", chain.top);
  else note(handler, "json-content-type", "An object as body is sent as `application/json`, without line breaks; the old host sent it indented as `text/plain`.", chain.top);
}
