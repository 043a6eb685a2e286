import { ts } from "ts-morph";

import { property } from "../../../src/project/json.ts";
import { assignmentTo, isOtherwiseWritten, memberName, memberOf, wrapped } from "../syntax/ask.ts";
import { carry } from "./context.ts";
import { isCheckStatusRequest } from "./durable.ts";
import { Unsupported, type Handler } from "./state.ts";

/** `context.bindingData.x`: for http what the host took from the request, otherwise the trigger's metadata. */
export function visitBindingData(handler: Handler, member: ts.Expression, base: string): void {
  if (handler.isHttp) return visitHttp(handler, member, base);
  const inner = memberOf(member);
  if (inner === undefined) return visitWhole(handler, member, base);
  const name = memberName(inner);
  if (name === undefined) throw new Unsupported("binding-data", "The name of the binding data is computed.", inner);
  if (assignmentTo(inner) !== undefined || isOtherwiseWritten(inner)) throw new Unsupported("binding-data", `\`${inner.getText()}\` is written.`, inner);
  if (name === "invocationId") return handler.edits.replace(inner, () => `${base}.invocationId`);
  const type = handler.trigger.type.toLowerCase();
  if (type === "timertrigger") throw new Unsupported("binding-data", "The new model has no metadata for timers.", inner);
  if (type === "orchestrationtrigger") return visitOrchestration(handler, inner, name, base);
  if (name === handler.trigger.name) handler.asked.add(name);
  const access = ts.isPropertyAccessExpression(inner) ? `.${name}` : `[${inner.argumentExpression.getText()}]`;
  handler.edits.replace(inner, () => (handler.typescript ? `(${base}.triggerMetadata as Record<string, any>)${access}` : `${base}.triggerMetadata${access}`));
}

function visitWhole(handler: Handler, member: ts.Expression, base: string): void {
  const outer = wrapped(member);
  const isTimer = handler.trigger.type.toLowerCase() === "timertrigger";
  if (isTimer || assignmentTo(member) !== undefined || isOtherwiseWritten(member)) throw new Unsupported("binding-data", "`context.bindingData` is used as a whole.", member);
  handler.asked.add(handler.trigger.name);
  const text = `{ invocationId: ${base}.invocationId, ...${base}.triggerMetadata }`;
  const typed = handler.typescript ? `(${text} as Record<string, any>)` : text;
  handler.edits.replace(member, () => (ts.isExpressionStatement(outer.parent) ? `(${typed})` : typed));
}

/** The host offered route, query, headers and the fields of a JSON body, each text that is JSON parsed. */
function visitHttp(handler: Handler, member: ts.Expression, base: string): void {
  if (handler.isHolder) return carry(handler, "bindingData", member, base);
  const inner = memberOf(member);
  const name = inner === undefined ? undefined : memberName(inner);
  handler.needs.trigger = true;
  if (inner !== undefined && (name === handler.trigger.name || name === "req" || name === "$request") && isCheckStatusRequest(inner)) return handler.edits.replace(inner, () => handler.names.trigger);
  const isWritten = inner !== undefined && (assignmentTo(inner) !== undefined || isOtherwiseWritten(inner));
  if (handler.carried.has("bindingData") || isWritten || inner === undefined || name === undefined) return void handler.data.push(member);
  if (name === "invocationId") return handler.edits.replace(inner, () => `${base}.invocationId`);
  if (routeParameters(handler).includes(name)) return visitParameter(handler, inner, name);
  if (name === "sys") {
    const part = memberOf(inner);
    if (part !== undefined && memberName(part) === "methodName") return handler.edits.replace(part, () => `${base}.functionName`);
    if (part !== undefined && memberName(part) === "utcNow") return handler.edits.replace(part, () => "new Date().toISOString()");
  }
  handler.data.push(member);
}

/** Parameters that the route always has: the host never took them from the query. */
function routeParameters(handler: Handler): string[] {
  const route = property(handler.trigger.options, "route");
  return typeof route === "string" ? [...route.matchAll(/\{\s*\*{0,2}(\w+)(?=[:}\s])[^}?=]*\}/g)].map(match => match[1]!) : [];
}

/** `5` and `true` were no text in the binding data; in the parameters of the request everything is. */
function visitParameter(handler: Handler, member: ts.Expression, name: string): void {
  handler.runtime.add("parseText");
  handler.edits.replace(member, () => `parseText(${handler.names.parameter}.params.${name})`);
}

/** The input of an orchestration and the id of its instance are members of the durable context. */
function visitOrchestration(handler: Handler, member: ts.Expression, name: string, base: string): void {
  if (name === "instanceId") return handler.edits.replace(member, () => `${base}.df.instanceId`);
  if (name === "input") return handler.edits.replace(member, () => `${base}.df.getInput()`);
  throw new Unsupported("binding-data", `\`bindingData.${name}\` has no counterpart in an orchestration.`, member);
}
