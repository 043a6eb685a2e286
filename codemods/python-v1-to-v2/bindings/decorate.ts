import { isTrigger, type Binding, type Json } from "../../../src/model/app.ts";
import { allows, type Requirement } from "../requirements/versions.ts";
import { json, type Argument, type Decoration } from "./decoration.ts";
import { camelCase, DECORATORS, ENUMS, isVerbatimKey, STORAGE_CONNECTION, type DecoratorEntry } from "./decorators.ts";
import { genericDecoration } from "./generic.ts";
import { propertiesOf, type Properties } from "./properties.ts";

/** What the app's requirements allow; undefined: nothing is said, so the newest. */
export interface Libraries {
  readonly functions: Requirement | undefined;
  readonly durable: Requirement | undefined;
}

export type Decorated = { readonly decoration: Decoration; readonly dropped: readonly string[] } | { readonly refusal: string };

/** The decorator for one binding that is not an http trigger or its output (see `http.ts`). */
export function decorate(binding: Binding, libraries: Libraries, wraps: boolean): Decorated {
  const read = propertiesOf(binding);
  if ("refusal" in read) return read;
  const { properties, dropped } = read;
  for (const entry of DECORATORS) {
    if (WRAPPING.has(entry.decorator) && !wraps) continue;
    const decoration = fromEntry(entry, binding, properties, libraries);
    if (decoration !== undefined) return { decoration, dropped };
  }
  const generic = genericDecoration(binding, properties);
  return "refusal" in generic ? generic : { decoration: generic.decoration, dropped };
}

/** They create the orchestrator or entity from the function: wrong for one that exists already. */
const WRAPPING = new Set(["orchestration_trigger", "entity_trigger"]);

function fromEntry(entry: DecoratorEntry, binding: Binding, properties: Properties, libraries: Libraries): Decoration | undefined {
  if (entry.type !== binding.type || entry.kind !== kindOf(binding)) return undefined;
  const used = usableName(entry, libraries);
  if (used === undefined) return undefined;

  const left = new Map(properties.map(([key, value]) => [key.toLowerCase(), [key, value] as const]));
  if (left.size !== properties.length) return undefined;
  const take = (name: string): Json | undefined => {
    const key = camelCase(name).toLowerCase();
    const found = left.get(key)?.[1];
    left.delete(key);
    return found;
  };

  const args: [string, Argument][] = [[entry.argument ?? "arg_name", json(binding.name)]];
  for (const name of entry.required) {
    const value = take(name) ?? (entry.storage && name === "connection" ? STORAGE_CONNECTION : undefined);
    if (value === undefined) return undefined;
    args.push([name, json(value)]);
  }
  const optional = entry.closed && entry.durable ? entry.optional : [...entry.optional, "data_type"];
  for (const name of optional) {
    const value = take(name);
    if (value === undefined) {
      if (entry.adds?.includes(name)) return undefined;
      continue;
    }
    if (!isAccepted(name, value)) return undefined;
    args.push([name, json(value)]);
  }
  if (left.size > 0 && entry.closed) return undefined;
  const others = keywords([...left.values()]);
  if (others === undefined) return undefined;
  return {
    decorator: used.decorator,
    arguments: [...args, ...others.arguments],
    ...(Object.keys(others.unpacked).length > 0 && { unpacked: others.unpacked }),
    ...(entry.durable
      ? { since: "0", durableSince: used.since, innermost: WRAPPING.has(entry.decorator) }
      : { since: used.since }),
  };
}

/** The decorator's name in the releases that the app may install; undefined when they are all too old. */
function usableName(entry: DecoratorEntry, libraries: Libraries): { decorator: string; since: string } | undefined {
  if (entry.durable) return libraries.durable !== undefined && allows(libraries.durable, entry.since) ? entry : undefined;
  if (allows(libraries.functions, entry.since)) return entry;
  return entry.alias !== undefined && allows(libraries.functions, entry.alias.since) ? entry.alias : undefined;
}

export function kindOf(binding: Binding): DecoratorEntry["kind"] | "inout" {
  return isTrigger(binding) ? "trigger" : binding.direction;
}

/** Whether an argument that becomes a member of an enumeration names one. */
export function isAccepted(name: string, value: Json): boolean {
  const members = ENUMS[name];
  return members === undefined || (typeof value === "string" && members.includes(value.toUpperCase()));
}

const PYTHON_KEYWORDS = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(" "),
);

/** Further properties, their keys as written; undefined when the library would change or reject one. */
export function keywords(properties: Properties): { arguments: [string, Argument][]; unpacked: Record<string, Json> } | undefined {
  const args: [string, Argument][] = [];
  const unpacked: Record<string, Json> = {};
  for (const [key, value] of properties) {
    if (!isVerbatimKey(key)) return undefined;
    if (PYTHON_KEYWORDS.has(key)) unpacked[key] = value;
    else args.push([key, json(value)]);
  }
  return { arguments: args, unpacked };
}
