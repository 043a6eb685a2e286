import type { Binding, Json } from "../../../src/model/app.ts";
import { isVerbatimKey } from "./decorators.ts";

export type Properties = readonly (readonly [key: string, value: Json])[];

/**
 * A binding's properties as the library can carry them. `null` means absent to host and library alike. Keys that only
 * people read (`_comment`, `$schema`, `//`) are dropped and named; any other key that the library would refuse or
 * change refuses the binding.
 */
export function propertiesOf(binding: Binding): { readonly properties: Properties; readonly dropped: readonly string[] } | { readonly refusal: string } {
  const properties: [string, Json][] = [];
  const dropped: string[] = [];
  const seen = new Set<string>();
  for (const [key, value] of Object.entries(binding.options)) {
    if (value === null) continue;
    if (/^[_$/#@]/.test(key)) {
      dropped.push(key);
      continue;
    }
    if (!isVerbatimKey(key))
      return { refusal: `the \`${binding.type}\` binding \`${binding.name}\` has the property \`${key}\`, which azure-functions does not accept as a keyword (letters, then digits)` };
    if (seen.has(key.toLowerCase()))
      return { refusal: `the \`${binding.type}\` binding \`${binding.name}\` has the property \`${key}\` twice, in different case` };
    if (holdsNull(value))
      return { refusal: `the property \`${key}\` of the \`${binding.type}\` binding \`${binding.name}\` holds a null, which azure-functions drops` };
    seen.add(key.toLowerCase());
    properties.push([key, value]);
  }
  return { properties, dropped };
}

function holdsNull(value: Json): boolean {
  if (value === null) return true;
  if (typeof value !== "object") return false;
  return Object.values(value as Readonly<Record<string, Json>>).some(holdsNull);
}
