import type { Value } from "../../model/origin.ts";
import type { Argument } from "./ast.ts";
import { staticString } from "./ast.ts";
import type { CallDraft, Walk } from "./walk.ts";

/** The methods of `app`, `app.hook`, `df.app` and `df.app.client` that register a function with the host. */
export const registrationMethods: readonly string[] = [
  ...["http", "get", "put", "post", "patch", "deleteRequest"],
  ...["timer", "storageBlob", "storageQueue", "serviceBusQueue", "serviceBusTopic", "eventHub", "eventGrid"],
  ...["cosmosDB", "sql", "mySql", "warmup", "webPubSub", "generic", "mcpTool", "mcpResource"],
  ...["orchestration", "activity", "entity"],
];

/** The hooks take a handler alone. */
export const hookMethods: readonly string[] = ["appStart", "appTerminate", "preInvocation", "postInvocation"];

const named = new Set(registrationMethods);
const hooks = new Set(hookMethods);

/** Whether a call may register a function, by the name of its method and the shape of its arguments. */
export function isRegistration(method: string, args: readonly Argument[]): boolean {
  if (hooks.has(method)) return args.length === 1;
  if (!named.has(method) || args.length < 2) return false;
  return staticString(args[0]!) !== undefined || holdsHandler(args[1]!);
}

/** The name may be a constant of another file: then the options tell. */
function holdsHandler(node: Argument): boolean {
  return node.type === "ObjectExpression" && node.properties.some(each => each.type === "Property" && each.key.type === "Identifier" && each.key.name === "handler");
}

export function register(w: Walk, call: CallDraft, index: number, method: string, values: readonly Value[]): void {
  w.registrations.push({ callee: call.callee, method, arguments: values, keywords: [], call: index, range: call.range });
}
