import type { Binding, FunctionDefinition, Json } from "../../../src/model/app.ts";
import { bindingDifferences, normalRetry } from "../bindings/compare.ts";

/** What a function's registration differs in from function.json; `found` are the registrations under its name. */
export function differences(fn: FunctionDefinition, found: readonly { readonly bindings: readonly Binding[]; readonly retry: Json | undefined }[]): string[] {
  const [first] = found;
  if (first === undefined) return ["it is not registered"];
  if (found.length > 1) return ["it is registered more than once"];
  const retry = [normalRetry(fn.retry), normalRetry(first.retry)].map(each => JSON.stringify(each));
  return [
    ...bindingDifferences(fn.name, fn.bindings, first.bindings),
    ...(retry[0] === retry[1] ? [] : [`retry was ${retry[0]} and is ${retry[1]}`]),
  ];
}
