import { ts } from "ts-morph";

import { isAsync } from "../syntax/ask.ts";
import { contextType } from "./helpers.ts";
import { printParameters } from "./signature.ts";
import type { Handler } from "./state.ts";

/** Parameters in their new order, `async` where the body waits now, and the types of both. */
export function rewriteSignature(handler: Handler, returnsResponse: boolean): void {
  const { fn, edits, typescript } = handler;
  const parameters = printParameters(handler, contextTypeOf(handler), handler.isHttp && typescript ? "HttpRequest" : undefined);
  const returnType = typescript ? newReturnType(handler, returnsResponse) : undefined;
  const becomesAsync = handler.needs.async && !isAsync(fn);

  edits.replace(fn, render => {
    const text = fn.getSourceFile().text;
    const start = fn.getStart();
    const open = openParenthesis(fn);
    const hasParentheses = open !== undefined;
    const from = hasParentheses ? open + 1 : fn.parameters[0]!.getStart();
    const to = hasParentheses ? closeParenthesis(fn) : fn.parameters[0]!.end;
    const head = text.slice(start, from);
    const asyncHead = becomesAsync ? withAsync(head) : head;
    const list = hasParentheses ? parameters : parameters.includes(",") || parameters === "" || parameters.includes(":") ? `(${parameters})` : parameters;
    const afterList = to + (hasParentheses ? 1 : 0);
    const typeEnd = fn.type === undefined ? afterList : fn.type.end;
    const type = returnType === undefined ? text.slice(afterList, typeEnd) : `: ${returnType}`;
    return `${asyncHead}${list}${hasParentheses ? ")" : ""}${type}${text.slice(typeEnd, fn.body!.getStart())}${render(fn.body!)}`;
  });
}

function contextTypeOf(handler: Handler): string {
  const type = handler.trigger.type.toLowerCase();
  if (type === "orchestrationtrigger") return "df.OrchestrationContext";
  return type === "entitytrigger" ? "df.EntityContext<any>" : contextType(handler.carried.size > 0);
}

function withAsync(head: string): string {
  const place = /^((?:export\s+)?(?:default\s+)?)/.exec(head)![0].length;
  return `${head.slice(0, place)}async ${head.slice(place)}`;
}

/** The response is returned now; a handler that has become async gives a promise. */
function newReturnType({ fn, needs }: Handler, returnsResponse: boolean): string | undefined {
  if (fn.type === undefined) return undefined;
  const text = fn.type.getText();
  if (returnsResponse) return isAsync(fn) || needs.async ? "Promise<HttpResponseInit>" : "HttpResponseInit";
  return needs.async && !isAsync(fn) && !text.startsWith("Promise<") ? `Promise<${text}>` : undefined;
}

function openParenthesis(fn: ts.Node): number | undefined {
  return fn.getChildren().find(child => child.kind === ts.SyntaxKind.OpenParenToken)?.getStart();
}

function closeParenthesis(fn: ts.Node): number {
  return fn.getChildren().find(child => child.kind === ts.SyntaxKind.CloseParenToken)!.getStart();
}
