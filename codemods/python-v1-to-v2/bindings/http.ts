import { isTrigger, type Binding, type Json } from "../../../src/model/app.ts";
import { allows } from "../requirements/versions.ts";
import { decorate, isAccepted, type Decorated, type Libraries } from "./decorate.ts";
import { json, type Argument, type Decoration } from "./decoration.ts";
import { BASE_VERSION, EXTRA_FIELDS_SINCE, ROUTE_METHODS } from "./decorators.ts";
import { genericDecoration } from "./generic.ts";
import { propertiesOf, type Properties } from "./properties.ts";

/**
 * The decorators of a whole function, outermost first: one per binding, but `route` for an http trigger with its http
 * output. What `route` cannot say exactly (no output, TRACE, other levels) is said by `generic_*`. `wraps`: the function
 * is the body of an orchestrator or entity, which the decorator is to create.
 */
export function decorateAll(bindings: readonly Binding[], libraries: Libraries, wraps: boolean): Decorated[] {
  const ordered = [...bindings.filter(isTrigger), ...bindings.filter(binding => !isTrigger(binding))];
  const trigger = ordered.find(binding => binding.type === "httpTrigger");
  const outputs = ordered.filter(binding => binding.type === "http" && binding.direction === "out");
  const [output] = outputs;
  const route = trigger !== undefined && output !== undefined && outputs.length === 1 ? routeDecoration(trigger, output, libraries) : undefined;
  if (route === undefined) return ordered.map(binding => (/^http(trigger)?$/i.test(binding.type) ? generic(binding) : decorate(binding, libraries, wraps)));
  return [route, ...ordered.filter(binding => binding !== trigger && binding !== output).map(binding => decorate(binding, libraries, wraps))];
}

function generic(binding: Binding): Decorated {
  const read = propertiesOf(binding);
  if ("refusal" in read) return read;
  const made = genericDecoration(binding, read.properties);
  return "refusal" in made ? made : { decoration: made.decoration, dropped: read.dropped };
}

function routeDecoration(trigger: Binding, output: Binding, libraries: Libraries): Decorated | undefined {
  if (trigger.direction !== "in") return undefined;
  const input = propertiesOf(trigger);
  const out = propertiesOf(output);
  if ("refusal" in input || "refusal" in out) return undefined;
  const find = (name: string): Json | undefined => input.properties.find(([key]) => key.toLowerCase() === name)?.[1];
  const route = find("route");
  const methods = find("methods");
  const level = find("authlevel");
  if (route !== undefined && typeof route !== "string") return undefined;
  if (methods !== undefined && !isMethodList(methods)) return undefined;
  if (level !== undefined && !isAccepted("auth_level", level)) return undefined;
  const extra = input.properties.filter(([key]) => !["route", "methods", "authlevel"].includes(key.toLowerCase()));
  if (!isCarried(extra) || !isCarried(out.properties)) return undefined;
  const hasExtra = extra.length > 0 || out.properties.length > 0;
  if (hasExtra && !allows(libraries.functions, EXTRA_FIELDS_SINCE)) return undefined;

  const args: [string, Argument][] = [];
  if (route !== undefined) args.push(["route", json(route)]);
  if (trigger.name !== "req") args.push(["trigger_arg_name", json(trigger.name)]);
  if (output.name !== "$return") args.push(["binding_arg_name", json(output.name)]);
  if (methods !== undefined) args.push(["methods", json((methods as readonly string[]).map(method => method.toUpperCase()))]);
  if (typeof level === "string") args.push(["auth_level", { enumeration: "AuthLevel", member: level.toUpperCase() }]);
  if (extra.length > 0) args.push(["trigger_extra_fields", json(Object.fromEntries(extra))]);
  if (out.properties.length > 0) args.push(["binding_extra_fields", json(Object.fromEntries(out.properties))]);
  const decoration: Decoration = { decorator: "route", arguments: args, since: BASE_VERSION };
  return { decoration, dropped: [...input.dropped, ...out.dropped] };
}

/** `dataType` in `route`'s extra fields would reach the worker without its enumeration. */
function isCarried(properties: Properties): boolean {
  return properties.every(([key]) => key.toLowerCase() !== "datatype");
}

function isMethodList(value: Json): boolean {
  return Array.isArray(value) && (value as readonly Json[]).every(method => typeof method === "string" && ROUTE_METHODS.includes(method.toUpperCase()));
}
