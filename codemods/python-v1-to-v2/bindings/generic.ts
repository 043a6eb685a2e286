import { isTrigger, type Binding } from "../../../src/model/app.ts";
import { isAccepted, keywords } from "./decorate.ts";
import { json, type Argument, type Decoration } from "./decoration.ts";
import { BASE_VERSION } from "./decorators.ts";
import type { Properties } from "./properties.ts";

/** `generic_trigger`, `generic_input_binding`, `generic_output_binding`: carry every property as it is. */
export function genericDecoration(binding: Binding, properties: Properties): { readonly decoration: Decoration } | { readonly refusal: string } {
  if (binding.direction === "inout") return { refusal: `the binding \`${binding.name}\` has the direction "inout", which the Python worker does not support` };
  const args: [string, Argument][] = [["arg_name", json(binding.name)], ["type", json(binding.type)]];
  const others: [string, Properties[number][1]][] = [];
  for (const [key, value] of properties) {
    if (key.toLowerCase() === "datatype" && isAccepted("data_type", value)) args.push(["data_type", json(value)]);
    // The library looks for `auth_level`: under any other name it writes its own default over what is there.
    else if (key.toLowerCase() === "authlevel" && /^httptrigger$/i.test(binding.type)) args.push(["auth_level", json(value)]);
    else others.push([isRouteKey(binding, key) ? key.toLowerCase() : key, value]);
  }
  const rest = keywords(others);
  if (rest === undefined) return { refusal: `the binding \`${binding.name}\` has a property that azure-functions does not accept` };
  return {
    decoration: {
      decorator: isTrigger(binding) ? "generic_trigger" : binding.direction === "in" ? "generic_input_binding" : "generic_output_binding",
      arguments: [...args, ...rest.arguments],
      ...(Object.keys(rest.unpacked).length > 0 && { unpacked: rest.unpacked }),
      since: BASE_VERSION,
    },
  };
}

/** `Route` in another case would be joined by the library's default. */
function isRouteKey(binding: Binding, key: string): boolean {
  return key.toLowerCase() === "route" && /^httptrigger$/i.test(binding.type);
}
