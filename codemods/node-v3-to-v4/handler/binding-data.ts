import { ts } from "ts-morph";

import { property } from "../../../src/project/json.ts";
import { assignmentTo, isOtherwiseWritten, memberName, memberOf, wrapped } from "../syntax/ask.ts";
import { isCheckStatusRequest } from "./durable.ts";
import { Unsupported, type Handler } from "./state.ts";

/** `context.bindingData.x`: for http what the request says, otherwise the trigger's metadata. */
export function visitBindingData(handler: Handler, member: ts.Expression, base: string): void {
  const inner = memberOf(member);
  if (inner === undefined) return visitWhole(handler, member, base);
  const name = memberName(inner);
  if (name === undefined) throw new Unsupported("binding-data", "The name of the binding data is computed.", inner);
  if (assignmentTo(inner) !== undefined || isOtherwiseWritten(inner)) throw new Unsupported("binding-data", `\`${inner.getText()}\` is written.`, inner);
  if (name === "invocationId") return handler.edits.replace(inner, () => `${base}.invocationId`);
  const type = handler.trigger.type.toLowerCase();
  if (handler.isHttp) return visitHttp(handler, inner, name, base);
  if (type === "timertrigger") throw new Unsupported("binding-data", "The new model has no metadata for timers.", inner);
  if (type === "orchestrationtrigger") return visitOrchestration(handler, inner, name, base);
  if (name === handler.trigger.name) handler.asked.add(name);
  const access = ts.isPropertyAccessExpression(inner) ? `.${name}` : `[${inner.argumentExpression.getText()}]`;
  handler.edits.replace(inner, () => (handler.typescript ? `(${base}.triggerMetadata as Record<string, any>)${access}` : `${base}.triggerMetadata${access}`));
}

function visitWhole(handler: Handler, member: ts.Expression, base: string): void {
  const outer = wrapped(member);
  const isHttpOrTimer = handler.isHttp || handler.trigger.type.toLowerCase() === "timertrigger";
  if (isHttpOrTimer || assignmentTo(member) !== undefined || isOtherwiseWritten(member)) throw new Unsupported("binding-data", "`context.bindingData` is used as a whole.", member);
  handler.asked.add(handler.trigger.name);
  const text = `{ invocationId: ${base}.invocationId, ...${base}.triggerMetadata }`;
  const typed = handler.typescript ? `(${text} as Record<string, any>)` : text;
  handler.edits.replace(member, () => (ts.isExpressionStatement(outer.parent) ? `(${typed})` : typed));
}

function visitHttp(handler: Handler, member: ts.Expression, name: string, base: string): void {
  const route = property(handler.trigger.options, "route");
  const parameters = typeof route === "string" ? [...route.matchAll(/\{\s*\*{0,2}(\w+)[^}]*\}/g)].map(match => match[1]!) : [];
  handler.needs.trigger = true;
  if (parameters.includes(name)) return handler.edits.replace(member, () => `${handler.names.trigger}.params.${name}`);
  if ((name === handler.trigger.name || name === "req" || name === "$request") && isCheckStatusRequest(member)) return handler.edits.replace(member, () => handler.names.trigger);
  if (name === "sys") {
    const inner = memberOf(member);
    if (inner !== undefined && memberName(inner) === "methodName") return handler.edits.replace(inner, () => `${base}.functionName`);
    if (inner !== undefined && memberName(inner) === "utcNow") return handler.edits.replace(inner, () => "new Date().toISOString()");
  }
  throw new Unsupported("binding-data", `\`bindingData.${name}\` is no parameter of the route: the host took it from the query, the headers or the body.`, member);
}

/** The input of an orchestration and the id of its instance are members of the durable context. */
function visitOrchestration(handler: Handler, member: ts.Expression, name: string, base: string): void {
  if (name === "instanceId") return handler.edits.replace(member, () => `${base}.df.instanceId`);
  if (name === "input") return handler.edits.replace(member, () => `${base}.df.getInput()`);
  throw new Unsupported("binding-data", `\`bindingData.${name}\` has no counterpart in an orchestration.`, member);
}
