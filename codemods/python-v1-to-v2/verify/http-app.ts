import type { FunctionApp, FunctionDefinition } from "../../../src/model/app.ts";
import { openFiles } from "../../../src/project/files.ts";
import type { VerifiedFunction } from "../../shared/migration.ts";
import { asHttpApp } from "../asgi/bindings.ts";
import { findMiddleware } from "../asgi/middleware.ts";
import { Findings } from "../findings.ts";
import { readSource } from "../source/app-source.ts";
import { differences } from "./differences.ts";
import type { Execution } from "./execute.ts";
import type { Registered } from "./read-back.ts";

export function isHttpApp({ name }: FunctionDefinition, registered: readonly Registered[]): boolean {
  return registered.some(fn => fn.name === name && fn.httpApp !== undefined);
}

/**
 * Checks a function that an AsgiFunctionApp or WsgiFunctionApp took over: function.json must mean the bindings that such
 * an app has, with its level, and the old entry point must have handed its requests to the same application.
 */
export function httpAppDifferences(app: FunctionApp, fn: FunctionDefinition, registered: readonly Registered[], execution: Execution): VerifiedFunction {
  const expected = asHttpApp(fn);
  const found = registered.filter(({ name }) => name === fn.name);
  const all = [...applicationDifferences(app, fn, found), ...differences(expected, found)];
  if (!execution.ran) return { name: fn.name, check: "static", reason: execution.reason, differences: all };
  const executed = execution.problems.length > 0 ? [] : differences(expected, execution.functions.filter(({ name }) => name === fn.name));
  return { name: fn.name, check: "executed", differences: [...new Set([...all, ...executed])] };
}

function applicationDifferences(app: FunctionApp, fn: FunctionDefinition, [first]: readonly Registered[]): string[] {
  const source = readSource(openFiles(), app, new Findings());
  const module = fn.handler && source.modules.at(fn.handler.path);
  const old = module && findMiddleware(module, fn.handler?.entryPoint ?? "main");
  if (module === undefined || old === undefined || "reason" in old) return ["its old entry point does more than hand requests to an application"];
  const before = `${old.kind} ${source.newParts(module).join(".")} ${old.application.join(".")}`;
  const now = `${first?.httpApp} ${first?.module} ${first?.attribute}`;
  return before === now ? [] : [`the application was \`${before}\` and is \`${now}\``];
}
