import type { Binding, FunctionDefinition, Json } from "../../model/app.ts";
import type { Registration } from "../../model/facts.ts";
import type { OriginId, Value as Literal } from "../../model/origin.ts";
import type { Unit } from "../../model/project-view.ts";
import type { Evaluator } from "../evaluate.ts";
import type { FunctionValue } from "../targets.ts";
import { NODE_METHODS, PYTHON_BINDINGS } from "./registration-tables.ts";

/** The functions that a file registers in code: `app.*` in Node v4, decorators in Python v2. */
export function registeredFunctions(unit: Unit, evaluator: Evaluator): readonly FunctionDefinition[] {
  return unit.facts.language === "python" ? pythonFunctions(unit, evaluator) : nodeFunctions(unit, evaluator);
}

const NODE_MODULES = new Set(["@azure/functions", "durable-functions"]);

function nodeFunctions(unit: Unit, evaluator: Evaluator): FunctionDefinition[] {
  return unit.facts.registrations.flatMap((registration): FunctionDefinition[] => {
    const path = externalPath(unit, registration.callee, evaluator, module => NODE_MODULES.has(module));
    const trigger = path === undefined ? undefined : NODE_METHODS[path];
    const [name, given] = registration.arguments;
    if (trigger === undefined || name === undefined || given === undefined) return [];
    const options = given.kind === "record" ? given.entries : [];
    const fn = handlerOf(unit, given, evaluator);
    return [{
      name: writtenName(name),
      bindings: [{ type: trigger, direction: "in", name: "trigger", options: jsonOptions(options, ["handler", "return", "extraInputs", "extraOutputs", "retry"]) }],
      handler: fn === undefined ? { path: unit.path } : { path: fn.unit.path, function: fn.index },
      source: unit.path,
      range: registration.range,
    }];
  });
}

/** The name as the host knows it; one that is computed goes by its expression. */
function writtenName(name: Literal): string {
  if (name.kind === "constant") return String(name.value);
  return name.kind === "origin" ? name.text : "<computed>";
}

/** The handler in the options, in options held elsewhere, or given itself. */
function handlerOf(unit: Unit, given: Literal, evaluator: Evaluator): FunctionValue | undefined {
  const handler = given.kind === "record" ? given.entries.find(([key]) => key === "handler")?.[1] : given;
  if (handler?.kind !== "origin") return undefined;
  const fn = functionBehind(unit, handler.origin, evaluator);
  if (fn !== undefined || given.kind === "record") return fn;
  for (const options of evaluator.evaluate(unit, handler.origin).values)
    for (const value of evaluator.member(options, "handler").values) if (value.kind === "function") return { unit: value.unit, index: value.index };
  return undefined;
}

const PYTHON_APPS = /^(?:decorators\.(?:function_app\.)?)?(?:FunctionApp|Blueprint|DFApp|TriggerApi|BindingApi)\.(\w+)$/;

function pythonFunctions(unit: Unit, evaluator: Evaluator): FunctionDefinition[] {
  const found: FunctionDefinition[] = [];
  for (const registrations of byFunction(unit)) {
    const bindings: Binding[] = [];
    const handler = decorated(unit, registrations[0]!, evaluator);
    let name = handler === undefined ? "" : handler.unit.facts.functions[handler.index]!.name;
    for (const registration of registrations) {
      const path = externalPath(unit, registration.callee, evaluator, module => module.startsWith("azure."));
      const method = path === undefined ? undefined : PYTHON_APPS.exec(path.replace(/^(?:functions|durable_functions)\./, ""))?.[1];
      if (method === undefined) continue;
      if (method === "function_name") name = functionName(registration) ?? name;
      const type = method.startsWith("generic_") ? keyword(registration, "type") : PYTHON_BINDINGS[method];
      if (type === undefined) continue;
      bindings.push({
        type,
        direction: method.endsWith("_output") || method === "generic_output_binding" ? "out" : "in",
        name: keyword(registration, "arg_name") ?? keyword(registration, "trigger_arg_name") ?? "req",
        options: jsonOptions(registration.keywords, ["arg_name", "trigger_arg_name", "binding_arg_name", "type"]),
      });
    }
    if (name === "" || !bindings.some(binding => /trigger$/i.test(binding.type))) continue;
    const place = handler === undefined ? { path: unit.path } : { path: handler.unit.path, function: handler.index };
    found.push({ name, bindings, handler: place, source: unit.path, range: registrations[0]!.range });
  }
  return found;
}

/** Registrations of one function: the decorators on it, or the calls around it in `app.route(…)(handler)`. */
function byFunction(unit: Unit): Iterable<readonly Registration[]> {
  const groups = new Map<string, Registration[]>();
  for (const registration of unit.facts.registrations) {
    const { decorates, target } = registration;
    if (decorates === undefined && target === undefined) continue;
    const key = decorates === undefined ? `target ${target}` : `function ${decorates}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [registration]);
    else group.push(registration);
  }
  return groups.values();
}

function decorated(unit: Unit, { decorates, target }: Registration, evaluator: Evaluator): FunctionValue | undefined {
  if (decorates !== undefined) return { unit, index: decorates };
  return target === undefined ? undefined : functionBehind(unit, target, evaluator);
}

function functionName(registration: Registration): string | undefined {
  const [first] = registration.arguments;
  return first?.kind === "constant" && typeof first.value === "string" ? first.value : keyword(registration, "name");
}

function keyword(registration: Registration, name: string): string | undefined {
  const value = registration.keywords.find(([key]) => key === name)?.[1];
  return value?.kind === "constant" && typeof value.value === "string" ? value.value : undefined;
}

function externalPath(unit: Unit, origin: OriginId, evaluator: Evaluator, isOurs: (module: string) => boolean): string | undefined {
  for (const value of evaluator.evaluate(unit, origin).values)
    if (value.kind === "external" && (isOurs(value.module) || (value.module === "azure" && isOurs(`azure.${value.path}`))))
      return value.path.replace(/^default\./, "");
  return undefined;
}

/** The function of the project that a value is, also when a wrapper such as `withAuth(handler)` is around it. */
export function functionBehind(unit: Unit, origin: OriginId, evaluator: Evaluator, depth = 0): FunctionValue | undefined {
  for (const value of evaluator.evaluate(unit, origin).values) {
    if (value.kind === "function") return { unit: value.unit, index: value.index };
    // `require("./menu")` where the whole module is the function.
    if (value.kind === "module" && value.unit.facts.exportEquals !== undefined && value.unit !== unit) return functionBehind(value.unit, value.unit.facts.exportEquals, evaluator, depth + 1);
  }
  const facts = unit.facts.origins[origin];
  if (facts?.kind !== "result" || facts.call === undefined || depth > 3) return undefined;
  for (const argument of unit.facts.calls[facts.call]!.arguments) {
    const found = functionBehind(unit, argument, evaluator, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function jsonOptions(entries: readonly (readonly [string, Literal])[], without: readonly string[]): Record<string, Json> {
  return Object.fromEntries(entries.flatMap(([key, value]) => {
    const json = without.includes(key) ? undefined : jsonOf(value);
    return json === undefined ? [] : [[key, json]];
  }));
}

function jsonOf(value: Literal): Json | undefined {
  switch (value.kind) {
    case "constant":
      return value.value;
    case "list":
      return value.items.map(item => jsonOf(item) ?? null);
    case "record":
      return Object.fromEntries(value.entries.map(([key, entry]) => [key, jsonOf(entry) ?? null]));
    case "origin":
      return value.text;
  }
}
