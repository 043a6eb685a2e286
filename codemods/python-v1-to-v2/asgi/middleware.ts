import type { Assign, Expression, FunctionNode } from "../../../src/languages/python/nodes.ts";
import { libraryName } from "../source/library-name.ts";
import type { PythonModule } from "../source/modules.ts";

/** An entry point that does nothing but hand its requests to a web application. */
export interface Middleware {
  readonly kind: "asgi" | "wsgi";
  /** The application as the module names it, in parts: `["app", "wsgi_app"]`. */
  readonly application: readonly string[];
  readonly entry: FunctionNode | Assign;
  /** One middleware per request, or one for all. */
  readonly made: "per request" | "once";
  /** `handle` of an ASGI middleware: each request in a thread, with an event loop of its own. */
  readonly inThreads: boolean;
}

/** Reads `attribute` of a module as such an entry point; otherwise says why it is none. */
export function findMiddleware(module: PythonModule, attribute: string): Middleware | { readonly reason: string } {
  if (module.tree === undefined) return { reason: "its script does not parse" };
  const [binder, ...others] = module.names.bound.get(attribute) ?? [];
  if (binder === undefined || others.length > 0 || binder.conditional) return { reason: `\`${attribute}\` is not defined once and for all in its script` };
  if (binder.kind === "def") return fromFunction(module, binder.node as FunctionNode);
  if (binder.kind === "assign") return fromAssignment(module, binder.node as Assign);
  return { reason: `\`${attribute}\` does not come from its script` };
}

/** `def main(req, context): return func.WsgiMiddleware(app).handle(req, context)`. */
function fromFunction(module: PythonModule, entry: FunctionNode): Middleware | { readonly reason: string } {
  const other = { reason: `\`${entry.name}\` does more than hand the request to an ASGI or WSGI middleware` };
  const isText = (expression: Expression): boolean => expression.nodeType === "Constant" && typeof expression.value === "string";
  const body = entry.body.filter((statement, index) => !(index === 0 && statement.nodeType === "Expr" && isText(statement.value)));
  const [only] = body;
  if (body.length !== 1 || only?.nodeType !== "Return" || only.value == null || entry.decorator_list.length > 0) return other;
  const isAwaited = only.value.nodeType === "Await";
  const call = only.value.nodeType === "Await" ? only.value.value : only.value;
  if (call.nodeType !== "Call" || call.func.nodeType !== "Attribute" || call.keywords.length > 0) return other;
  const parameters = entry.args.args.map(({ arg }) => arg);
  const given = call.args.map(argument => (argument.nodeType === "Name" ? argument.id : ""));
  if (given.length === 0 || given.length > 2 || given.some((name, index) => name !== parameters[index])) return other;
  const made = madeFrom(module, call.func.value);
  if (made === undefined || made.application.length === 0 || parameters.includes(made.application[0]!)) return other;
  const handles = isAwaited ? call.func.attr === "handle_async" : call.func.attr === "handle" || call.func.attr === "main";
  if (!handles || (isAwaited && made.kind === "wsgi") || isAwaited !== (entry.nodeType === "AsyncFunctionDef")) return other;
  return { ...made, entry, made: "per request", inThreads: made.kind === "asgi" && !isAwaited };
}

/** `main = func.AsgiMiddleware(app).main`. */
function fromAssignment(module: PythonModule, entry: Assign): Middleware | { readonly reason: string } {
  const { value, targets } = entry;
  const made = targets.length === 1 && value.nodeType === "Attribute" && /^(main|handle)$/.test(value.attr) ? madeFrom(module, value.value) : undefined;
  if (made === undefined) return { reason: "its entry point is assigned something else than `main` of an ASGI or WSGI middleware" };
  return { ...made, entry, made: "once", inThreads: made.kind === "asgi" };
}

function madeFrom(module: PythonModule, made: Expression): Pick<Middleware, "kind" | "application"> | undefined {
  if (made.nodeType !== "Call" || made.args.length !== 1 || made.keywords.length > 0) return undefined;
  const application = nameParts(made.args[0]!);
  const written = nameParts(made.func)?.join(".");
  if (application === undefined || written === undefined || !module.names.bound.has(application[0]!)) return undefined;
  for (const [kind, middleware] of [["asgi", "AsgiMiddleware"], ["wsgi", "WsgiMiddleware"]] as const) {
    const library = libraryName(module, "azure.functions", Infinity);
    const imported = libraryName(module, `azure.functions.${middleware}`, Infinity);
    if ((library !== undefined && written === `${library}.${middleware}`) || written === imported) return { kind, application };
  }
  return undefined;
}

/** `app.wsgi_app` -> its parts; undefined for anything but names. */
export function nameParts(node: Expression): string[] | undefined {
  if (node.nodeType === "Name") return [node.id];
  if (node.nodeType !== "Attribute") return undefined;
  const left = nameParts(node.value);
  return left === undefined ? undefined : [...left, node.attr];
}
