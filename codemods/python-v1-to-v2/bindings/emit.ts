import type { Binding, Json } from "../../../src/model/app.ts";
import type { Argument, Decoration } from "./decoration.ts";
import { camelCase, DECORATORS, ENUMS } from "./decorators.ts";

/** What a decorator registers, as azure-functions makes it from the arguments. Undefined for a decorator that is not known. */
export function emit(decoration: Decoration): Binding[] | undefined {
  const given = new Map(decoration.arguments.map(([name, value]) => [name, valueOf(value)]));
  for (const [name, value] of Object.entries(decoration.unpacked ?? {})) given.set(name, value);
  if (decoration.decorator === "route") return emitRoute(given);

  const generic = GENERIC[decoration.decorator];
  const entry = DECORATORS.find(({ decorator, alias }) => decorator === decoration.decorator || alias?.decorator === decoration.decorator);
  const type = generic === undefined ? entry?.type : given.get("type");
  const name = given.get(entry?.argument ?? "arg_name");
  if (typeof type !== "string" || typeof name !== "string") return undefined;
  given.delete("type");
  given.delete(entry?.argument ?? "arg_name");
  const direction = generic ?? (entry?.kind === "out" ? "out" : "in");
  return [{ type, direction, name, options: optionsOf(given, generic === undefined ? [...ENUMERATED, "cardinality", "access_rights"] : ["data_type"]) }];
}

const GENERIC: Readonly<Record<string, "in" | "out">> = {
  generic_trigger: "in",
  generic_input_binding: "in",
  generic_output_binding: "out",
};

const ENUMERATED = ["data_type", "auth_level"];

function emitRoute(given: ReadonlyMap<string, Json>): Binding[] | undefined {
  const known = ["route", "trigger_arg_name", "binding_arg_name", "methods", "auth_level", "trigger_extra_fields", "binding_extra_fields"];
  if ([...given.keys()].some(key => !known.includes(key))) return undefined;
  const trigger = new Map(Object.entries(given.get("trigger_extra_fields") ?? {}) as [string, Json][]);
  for (const key of ["route", "methods", "auth_level"]) {
    const value = given.get(key);
    if (value !== undefined) trigger.set(key, value);
  }
  const output = new Map(Object.entries(given.get("binding_extra_fields") ?? {}) as [string, Json][]);
  return [
    { type: "httpTrigger", direction: "in", name: text(given.get("trigger_arg_name"), "req"), options: optionsOf(trigger, ENUMERATED) },
    { type: "http", direction: "out", name: text(given.get("binding_arg_name"), "$return"), options: optionsOf(output, ENUMERATED) },
  ];
}

function optionsOf(given: ReadonlyMap<string, Json>, enumerated: readonly string[]): Record<string, Json> {
  const options: Record<string, Json> = {};
  for (const [name, value] of given) {
    if (value === null) continue;
    const isMember = enumerated.includes(name) && ENUMS[name] !== undefined && typeof value === "string";
    options[camelCase(name)] = isMember ? value.toUpperCase() : value;
  }
  return options;
}

function valueOf(argument: Argument): Json {
  return "json" in argument ? argument.json : argument.member;
}

function text(value: Json | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
