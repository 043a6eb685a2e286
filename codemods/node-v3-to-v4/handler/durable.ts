import { ts } from "ts-morph";

import { bare, isMember, memberName, wrapped } from "../syntax/ask.ts";
import type { Replacements } from "../syntax/render.ts";
import { declarationOf } from "./references.ts";

/** `df.getClient(context)`, in whatever name the library is bound to. */
export function isClientOfContext(call: ts.CallExpression): boolean {
  return memberName(call.expression) === "getClient" || (ts.isIdentifier(call.expression) && call.expression.text === "getClient");
}

const CHECK_STATUS = new Set(["createCheckStatusResponse", "waitForCompletionOrCreateCheckStatusResponse"]);

/** The request as argument of the client's answers, which take the new request too. */
export function isCheckStatusRequest(use: ts.Node): boolean {
  const outer = wrapped(use);
  return ts.isCallExpression(outer.parent) && outer.parent.arguments[0] === outer && CHECK_STATUS.has(memberName(outer.parent.expression) ?? "");
}

/** Calls whose answer already is a response of the new model. */
export function isClientResponse(node: ts.Expression): boolean {
  const call = ts.isAwaitExpression(node) ? node.expression : node;
  return ts.isCallExpression(call) && CHECK_STATUS.has(memberName(call.expression) ?? "");
}

/** Client methods whose positional tail became an options object: the first position that moves, and the names. */
const CLIENT_OPTIONS: Readonly<Record<string, readonly [first: number, ...names: string[]]>> = {
  startNew: [1, "instanceId", "input"],
  getStatus: [1, "showHistory", "showHistoryOutput", "showInput"],
  getStatusBy: [0, "createdTimeFrom", "createdTimeTo", "runtimeStatus"],
  purgeInstanceHistoryBy: [0, "createdTimeFrom", "createdTimeTo", "runtimeStatus"],
  raiseEvent: [3, "taskHubName", "connectionName"],
  readEntityState: [1, "taskHubName", "connectionName"],
  rewind: [2, "taskHubName", "connectionName"],
  signalEntity: [3, "taskHubName", "connectionName"],
  waitForCompletionOrCreateCheckStatusResponse: [2, "timeoutInMilliseconds", "retryIntervalInMilliseconds"],
};

const CALL_HTTP: readonly [first: number, ...names: string[]] = [0, "method", "url", "body", "headers", "tokenSource", "enablePolling"];

/** Rewrites a call of the durable client or of `context.df.callHttp` to its options object. */
export function rewriteDurableCall(call: ts.CallExpression, edits: Replacements, checker: ts.TypeChecker): void {
  const name = memberName(call.expression);
  if (!isMember(call.expression) || !(name === "callHttp" ? memberName(call.expression.expression) === "df" : isClient(call.expression.expression, checker))) return;
  const moved = name === "callHttp" ? CALL_HTTP : CLIENT_OPTIONS[name ?? ""];
  if (moved === undefined || call.arguments.some(ts.isSpreadElement)) return;
  const [first, ...names] = moved;
  if (call.arguments.length <= first || isOptions(call.arguments[first]!, names)) return;
  edits.replace(call, render => {
    const kept = call.arguments.slice(0, first).map(render);
    const entries = call.arguments.slice(first, first + names.length).flatMap((argument, index) => {
      const key = names[index]!;
      if (ts.isIdentifier(argument) && argument.text === "undefined") return [];
      const text = render(argument);
      return [text === key ? key : `${key}: ${text}`];
    });
    return `${render(call.expression)}${typeArguments(call)}(${[...kept, ...(entries.length > 0 ? [`{ ${entries.join(", ")} }`] : [])].join(", ")})`;
  });
}

/** The object is what `getClient` gave, or is typed as a client. */
function isClient(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const value = bare(node);
  if (ts.isCallExpression(value)) return isClientOfContext(value);
  if (!ts.isIdentifier(value)) return false;
  const declaration = declarationOf(value, checker);
  if (declaration === undefined || !(ts.isVariableDeclaration(declaration) || ts.isParameter(declaration))) return false;
  if (declaration.type !== undefined && /Durable(Orchestration)?Client/.test(declaration.type.getText())) return true;
  const { initializer } = declaration;
  return initializer !== undefined && ts.isCallExpression(bare(initializer)) && isClientOfContext(bare(initializer) as ts.CallExpression);
}

/** The call is in its new form already. */
function isOptions(argument: ts.Expression, names: readonly string[]): boolean {
  return ts.isObjectLiteralExpression(argument) && argument.properties.length > 0 && argument.properties.every(property => property.name !== undefined && ts.isIdentifier(property.name) && names.includes(property.name.text));
}

function typeArguments(call: ts.CallExpression): string {
  return call.typeArguments === undefined ? "" : `<${call.typeArguments.map(type => type.getText()).join(", ")}>`;
}
