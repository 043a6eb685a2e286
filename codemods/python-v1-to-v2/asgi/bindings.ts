import type { Binding, FunctionDefinition } from "../../../src/model/app.ts";
import { ROUTE_METHODS } from "../bindings/decorators.ts";

/** The levels that `http_auth_level` takes. */
const LEVELS = ["anonymous", "function", "admin"];

/** What AsgiFunctionApp and WsgiFunctionApp register, whatever the application. */
export function httpAppBindings(level: string): Binding[] {
  return [
    { type: "httpTrigger", direction: "in", name: "req", options: { authLevel: level.toUpperCase(), route: "/{*route}", methods: ROUTE_METHODS } },
    { type: "http", direction: "out", name: "$return", options: {} },
  ];
}

/** The level of a function whose bindings mean the same as `httpAppBindings`; otherwise the reason why they do not. */
export function httpAppLevel({ bindings, retry }: FunctionDefinition): { readonly level: string; readonly allMethods: boolean } | { readonly reason: string } {
  const trigger = bindings.find(({ type, direction }) => type === "httpTrigger" && direction === "in");
  const output = bindings.find(({ type, direction, name }) => type === "http" && direction === "out" && name === "$return");
  if (trigger === undefined || output === undefined) return { reason: "it is no httpTrigger with an http output `$return`" };
  if (bindings.length > 2) return { reason: "it has further bindings, which such an app cannot have" };
  if (retry != null) return { reason: "it has a retry policy, which such an app cannot have" };
  const options = new Map(Object.entries(trigger.options).flatMap(([key, value]) => (value === null ? [] : [[key.toLowerCase(), value] as const])));
  const further = [...options.keys(), ...Object.keys(output.options)].filter(key => !["route", "methods", "authlevel"].includes(key) && !/^[_$/#@]/.test(key));
  if (further.length > 0) return { reason: `its bindings have the property \`${further[0]}\`, which such an app cannot have` };
  const route = options.get("route");
  if (typeof route !== "string" || !/^\/?\{\*+\w+\}$/.test(route)) return { reason: `its route is ${typeof route === "string" ? `\`${route}\`` : "its name"}; such an app answers every path, \`/{*route}\`` };
  const methods = options.get("methods");
  const given = Array.isArray(methods) ? (methods as readonly unknown[]).map(method => String(method).toUpperCase()) : [];
  const missing = ROUTE_METHODS.filter(method => !given.includes(method));
  if (methods !== undefined && missing.length > 0 && given.length > 0) return { reason: `its methods leave out ${missing.join(", ")}; such an app takes all of them` };
  const level = options.get("authlevel") ?? "function";
  if (typeof level !== "string" || !LEVELS.includes(level.toLowerCase())) return { reason: `its level \`${JSON.stringify(level)}\` is none of ${LEVELS.join(", ")}` };
  return { level: level.toUpperCase(), allMethods: given.length === 0 || given.some(method => !ROUTE_METHODS.includes(method)) };
}

/** The function as such an app registers it; itself where its bindings mean something else. */
export function asHttpApp(fn: FunctionDefinition): FunctionDefinition {
  const found = httpAppLevel(fn);
  return "reason" in found ? fn : { ...fn, bindings: httpAppBindings(found.level) };
}
