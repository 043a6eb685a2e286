import type { Assign, Expression, FunctionNode } from "../../../src/languages/python/nodes.ts";
import type { AppSource } from "../source/app-source.ts";
import type { PythonModule } from "../source/modules.ts";
import { nameParts } from "./middleware.ts";

/**
 * Whether an ASGI application answers the lifespan protocol, which AsgiFunctionApp speaks before the first request and
 * the middleware never did. One that does not fails every request there.
 */
export type Lifespan = "answers" | "does not answer" | "unknown";

const FRAMEWORKS = new Set(["FastAPI", "Starlette", "Quart", "Litestar", "BlackSheep"]);

/** Follows a name through the app's own modules to what makes the application. */
export function lifespanOf(module: PythonModule, name: string, source: AppSource, depth = 0): Lifespan {
  const [binder, ...others] = module.tree === undefined ? [] : (module.names.bound.get(name) ?? []);
  if (binder === undefined || others.length > 0 || depth > 8) return "unknown";
  if (binder.kind === "def") return /\blifespan\b/.test(module.tree!.source(binder.node as FunctionNode)) ? "unknown" : "does not answer";
  if (binder.kind === "assign") return madeBy((binder.node as Assign).value);
  if (binder.kind !== "import") return "unknown";
  for (const { node, target, names } of source.imports.get(module) ?? []) {
    if (node !== binder.node || target === undefined || names === undefined || node.nodeType !== "ImportFrom") continue;
    const original = node.names.find(alias => (alias.asname ?? alias.name) === name)?.name;
    const origin = source.modules.named(target);
    if (original !== undefined && origin !== undefined) return lifespanOf(origin, original, source, depth + 1);
  }
  return "unknown";
}

function madeBy(value: Expression): Lifespan {
  if (value.nodeType !== "Call") return "unknown";
  const maker = nameParts(value.func)?.at(-1) ?? "";
  if (maker === "get_asgi_application") return "does not answer";
  return FRAMEWORKS.has(maker) ? "answers" : "unknown";
}
