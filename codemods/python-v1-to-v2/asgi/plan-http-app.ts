import type { FunctionApp, FunctionDefinition } from "../../../src/model/app.ts";
import type { Edit } from "../../../src/model/change.ts";
import { printCall } from "../../../src/languages/python/rewrite/call.ts";
import { stringLiteral } from "../../../src/languages/python/rewrite/literal.ts";
import { styleOf } from "../../../src/languages/python/rewrite/style.ts";
import type { Decoration } from "../bindings/decoration.ts";
import type { Findings } from "../findings.ts";
import { isImportable, loadExpression } from "../registration/function-app.ts";
import { allows } from "../requirements/versions.ts";
import type { AppSource } from "../source/app-source.ts";
import { meaningNotes } from "../source/meaning.ts";
import type { PythonModule } from "../source/modules.ts";
import { lifespanOf } from "./application.ts";
import { httpAppLevel } from "./bindings.ts";
import { findMiddleware, type Middleware } from "./middleware.ts";
import { removeEntry } from "./remove-entry.ts";

/** An app whose only function becomes an AsgiFunctionApp or a WsgiFunctionApp. */
export interface HttpApp {
  readonly definition: FunctionDefinition;
  readonly module: PythonModule;
  readonly middleware: Middleware;
  readonly level: string;
  /** What the app asks of the library. */
  readonly needs: Decoration;
  /** The entry point goes, where nothing else uses it. */
  readonly edits: readonly Edit[];
}

/** The first release in which such an app can keep the name of its function, and with it the function's keys. */
const SINCE = "1.21.0";

/** Decides whether the app can be one; what speaks against it is refused. */
export function planHttpApp(app: FunctionApp, source: AppSource, findings: Findings): HttpApp | undefined {
  const middlewareOf = (fn: FunctionDefinition): ReturnType<typeof findMiddleware> | undefined => {
    const script = fn.handler && source.modules.at(fn.handler.path);
    return script && findMiddleware(script, fn.handler?.entryPoint ?? "main");
  };
  const isServing = (fn: FunctionDefinition): boolean => !("reason" in (middlewareOf(fn) ?? { reason: "" }));
  const definition = app.functions.find(isServing) ?? app.functions[0];
  const module = definition?.handler && source.modules.at(definition.handler.path);
  if (definition === undefined || module === undefined) {
    findings.refuse("asgi", "`--asgi`: the app has no function whose script can be read.", {});
    return undefined;
  }
  const at = { function: definition.name, place: { path: definition.source, range: { start: 0, end: 0 } } };
  const refuse = (reason: string): undefined => void findings.refuse("asgi", `\`--asgi\` cannot convert \`${definition.name}\`: ${reason}. Without \`--asgi\` the function keeps its route and its code.`, at);
  if (app.functions.length > 1) return refuse(`the app has ${app.functions.length} functions, and the worker refuses an AsgiFunctionApp or WsgiFunctionApp beside other functions`);
  if (module.tree === undefined) return undefined;
  const middleware = findMiddleware(module, definition.handler?.entryPoint ?? "main");
  if ("reason" in middleware) return refuse(middleware.reason);
  const bindings = httpAppLevel(definition);
  if ("reason" in bindings) return refuse(bindings.reason);
  if (!allows(source.libraries.functions, SINCE)) return refuse(`requirements.txt keeps azure-functions below ${SINCE}, where the function would be renamed to \`http_app_func\` and its keys would be lost`);
  if (source.newParts(module).length === 0) return refuse("its script is the package of the app itself, which function_app.py cannot import");
  const lifespan = middleware.kind === "asgi" && middleware.application.length === 1 ? lifespanOf(module, middleware.application[0]!, source) : "unknown";
  if (middleware.kind === "asgi" && lifespan === "does not answer")
    return refuse("its application does not answer the lifespan protocol, which AsgiFunctionApp speaks before the first request: every request would fail");

  note(definition.name, middleware, bindings.allMethods, lifespan === "unknown", findings);
  meaningNotes(definition, module, findings);
  const needs: Decoration = { decorator: classOf(middleware), arguments: [], since: SINCE };
  const edits = removeEntry(module, middleware, source);
  if (edits.length === 0) findings.note("info", "entry-point-kept", "The old entry point stays, because other code names it; requests no longer go through it.", { function: definition.name, place: { path: module.path, range: module.tree.range(middleware.entry) } });
  return { definition, module, middleware, level: bindings.level, needs, edits };
}

function classOf({ kind }: Middleware): string {
  return kind === "asgi" ? "AsgiFunctionApp" : "WsgiFunctionApp";
}

function note(name: string, middleware: Middleware, allMethods: boolean, isUnknown: boolean, findings: Findings): void {
  const at = { function: name };
  findings.note("info", "http-app", `\`${name}\` is the only function of ${middleware.kind === "asgi" ? "an" : "a"} ${classOf(middleware)}: it keeps its name and its level, its route is now written \`/{*route}\`, and the application sees the app's root as function directory.`, at);
  if (allMethods) findings.note("info", "http-app-methods", "Requests with TRACE and CONNECT, which the function took, are no longer taken.", at);
  if (middleware.kind === "asgi") {
    findings.note("manual", "lifespan", `The application's startup and shutdown code (lifespan), which never ran in v1, runs now.${isUnknown ? " An application that does not answer the lifespan protocol fails every request: try one." : ""}`, at);
    if (middleware.inThreads) findings.note("manual", "event-loop", "Each request had a thread and an event loop of its own; now all share the worker's event loop, so that blocking code in a coroutine holds up the other requests.", at);
  } else if (middleware.made === "per request") {
    findings.note("manual", "wsgi-errors", "One middleware now serves all requests: after something was written to `wsgi.errors`, every later request fails too.", at);
  }
}

/** The text of function_app.py. */
export function printHttpApp({ definition, module, middleware, level }: HttpApp, source: AppSource, width: number | undefined): string {
  const style = styleOf(module.tree!, width);
  const parts = source.newParts(module);
  const [root, ...attributes] = middleware.application;
  const alias = `${middleware.kind}_app`;
  const application = [isImportable(parts) ? alias : `${loadExpression(parts, style)}.${root}`, ...attributes].join(".");
  const call = printCall(`func.${classOf(middleware)}`, [`app=${application}`, `http_auth_level=func.AuthLevel.${level}`, `function_name=${stringLiteral(definition.name, style)}`], style, { prefix: "app = " });
  const blocks = isImportable(parts)
    ? ["import azure.functions as func", `from ${parts.join(".")} import ${root} as ${alias}`, call]
    : ["import importlib", "import azure.functions as func", call];
  return `${blocks.join("\n\n")}\n`.replaceAll(/\r?\n/g, style.newline);
}
